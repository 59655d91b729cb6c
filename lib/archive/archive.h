// Archives: the files that hold objects.
//
// An ar archive is a magic string and then members, each a 60-byte text header with a size, then
// that many bytes. How long names, the symbol table and alignment are done differs by format;
// llvm::object::Archive knows them all. This room turns one file into a list of members with places
// and names, and says what the symbol table is. It does not look into members.
#pragma once

#include "documents/manifest.h"
#include "os/mapped_file.h"

#include "llvm/Object/Archive.h"

#include <memory>

namespace armeld {

/// One line of a symbol table: a symbol and the header offset of the member that it points to.
struct SymbolTableEntry {
  Name symbol; ///< inside the mapped file
  uint64_t headerOffset = 0;
  bool ec = false; ///< in the table for ARM64EC code, /<ECSYMBOLS>/
};

/// A library that is open. The bytes of members stay mapped as long as this lives.
class ArchiveFile {
public:
  /// Opens the archive at `path`, or all archives of a universal file there, and walks their
  /// members. `facts` is complete but for the members' digests and the state of the symbol table.
  /// Errors name the cause, the slice and the member, not the path.
  static Expected<std::vector<ArchiveFile>> openAll(StringRef path);
  /// The same where there is but one.
  static Expected<ArchiveFile> open(StringRef path);

  Library facts;
  const MappedFile &file() const { return *mapped; }
  /// The whole of the archive: the file, or a slice of it.
  StringRef image() const { return bytes; }
  /// The content of `facts.members[index]`.
  StringRef content(size_t index) const { return contents[index]; }
  /// The symbol table's entries, or why it cannot be read.
  Expected<std::vector<SymbolTableEntry>> symbolTable() const;

private:
  static Expected<ArchiveFile> open(std::shared_ptr<MappedFile> mapped, StringRef path,
                                    StringRef bytes);
  Expected<std::vector<SymbolTableEntry>> readTable(StringRef table) const;
  std::optional<StringRef> ecSymbols() const;

  ArchiveFile() = default;
  std::shared_ptr<MappedFile> mapped;
  StringRef bytes; ///< of the archive: all of the file, or a slice
  std::vector<std::shared_ptr<MappedFile>> memberFiles; ///< of a thin archive
  std::unique_ptr<llvm::object::Archive> archive;
  std::vector<StringRef> contents;
};

/// The kind that llvm::writeArchive wants for a format.
llvm::object::Archive::Kind writerKind(ArchiveFormat format);

} // namespace armeld
