#include "archive/archive_size.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

void ArchiveSize::add(Name name, uint64_t contentBytes) {
  constexpr uint64_t headerBytes = 60;
  ++count;
  switch (format) {
  case ArchiveFormat::gnu:
  case ArchiveFormat::coff:
    // Names of 16 bytes and more, and those with a slash, stand in a table, each once.
    if ((name.size() >= 16 || name.contains('/')) && longNames.insert(name).second)
      nameTable += name.size() + 2; // ends in "/\n" where there is no symbol table
    members += headerBytes + llvm::alignTo(contentBytes, 2);
    break;
  case ArchiveFormat::bsd:
  case ArchiveFormat::darwin:
    // LLVM puts every name behind its header, padded so that the content is aligned to 8.
    members = llvm::alignTo(members + headerBytes + name.size(), 8);
    members += llvm::alignTo(contentBytes, format == ArchiveFormat::darwin ? 8 : 2);
    break;
  case ArchiveFormat::bigarchive:
    nameTable += name.size() + 1;
    members += 112 + llvm::alignTo(name.size(), 2) + 2 + llvm::alignTo(contentBytes, 2);
    break;
  }
}

uint64_t ArchiveSize::total() const {
  switch (format) {
  case ArchiveFormat::gnu:
  case ArchiveFormat::coff:
    return 8 + (nameTable ? 60 + llvm::alignTo(nameTable, 2) : 0) + members;
  case ArchiveFormat::bsd:
  case ArchiveFormat::darwin:
    return 8 + members;
  case ArchiveFormat::bigarchive:
    // The fixed header, and a member table at the end: counts and offsets of 20 digits, and names.
    return 128 + members + (count ? 114 + 20 + 20 * count + llvm::alignTo(nameTable, 2) : 0);
  }
  llvm_unreachable("an archive format without a size");
}

} // namespace armeld
