#include "archive/format.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Magic.h"

namespace armeld {

using llvm::object::Archive;

ArchiveFormat formatOf(Archive::Kind kind) {
  switch (kind) {
  case Archive::K_GNU:
  case Archive::K_GNU64:
    return ArchiveFormat::gnu;
  case Archive::K_BSD:
    return ArchiveFormat::bsd;
  case Archive::K_DARWIN:
  case Archive::K_DARWIN64:
    return ArchiveFormat::darwin;
  case Archive::K_COFF:
    return ArchiveFormat::coff;
  case Archive::K_AIXBIG:
    return ArchiveFormat::bigarchive;
  }
  llvm_unreachable("an archive kind that LLVM did not have");
}

llvm::object::Archive::Kind writerKind(ArchiveFormat format) {
  switch (format) {
  case ArchiveFormat::gnu:
    return Archive::K_GNU;
  case ArchiveFormat::bsd:
    return Archive::K_BSD;
  case ArchiveFormat::darwin:
    return Archive::K_DARWIN;
  case ArchiveFormat::coff:
    return Archive::K_COFF;
  case ArchiveFormat::bigarchive:
    return Archive::K_AIXBIG;
  }
  llvm_unreachable("an archive format without a kind");
}

SymbolTableFormat tableFormatOf(const Archive &archive) {
  if (!archive.hasSymbolTable())
    return SymbolTableFormat::none;
  switch (archive.kind()) {
  case Archive::K_GNU:
    return SymbolTableFormat::gnu;
  case Archive::K_GNU64:
    return SymbolTableFormat::gnu64;
  case Archive::K_BSD:
  case Archive::K_DARWIN:
    return SymbolTableFormat::bsd;
  case Archive::K_DARWIN64:
    return SymbolTableFormat::darwin64;
  case Archive::K_COFF:
    return SymbolTableFormat::coff;
  case Archive::K_AIXBIG:
    return SymbolTableFormat::bigarchive;
  }
  llvm_unreachable("an archive kind that LLVM did not have");
}

ArchiveFormat guessFormat(ArchiveFormat read, bool hasTable, StringRef path,
                          llvm::ArrayRef<StringRef> contents) {
  for (StringRef content : contents) {
    switch (llvm::identify_magic(content)) {
    case llvm::file_magic::coff_object:
    case llvm::file_magic::coff_import_library:
      if (read == ArchiveFormat::gnu && !hasTable && !path.ends_with(".a"))
        return ArchiveFormat::coff;
      return read;
    case llvm::file_magic::macho_object: {
      // Darwin's archivers pad content to 8 bytes, and count that in the member's size.
      bool isPadded = llvm::all_of(contents, [](StringRef each) { return each.size() % 8 == 0; });
      return read == ArchiveFormat::bsd && isPadded ? ArchiveFormat::darwin : read;
    }
    case llvm::file_magic::elf_relocatable:
      return read;
    default:
      continue;
    }
  }
  return read;
}

} // namespace armeld
