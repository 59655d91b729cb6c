// Archives: the files that hold objects.
//
// An ar archive is a magic string and then members, each a 60-byte text header with a size, then
// that many bytes. Long names, the symbol table and alignment differ by format;
// llvm::object::Archive knows them all. This room turns one file into a list of members with places
// and names, and says what the symbol table is. It does not look into members.
#pragma once

#include "archive/format.h"
#include "archive/symbol_table.h"
#include "documents/manifest.h"
#include "os/mapped_file.h"

#include "llvm/Object/Archive.h"

#include <memory>

namespace armeld {

/// A library that is open. The bytes of members stay mapped as long as this lives.
class ArchiveFile {
public:
  /// Opens the archive at `path`, or all archives of a universal file there, and walks their
  /// members. `facts` is complete but for the members' digests and the state of the symbol table.
  /// Errors name the cause, the slice and the member, not the path.
  static Expected<std::vector<ArchiveFile>> openAll(StringRef path);
  /// The same for a file of one archive.
  static Expected<ArchiveFile> open(StringRef path);

  Library facts;
  const MappedFile &file() const { return *mapped; }
  /// The whole of the archive: the file, or a slice of it.
  StringRef image() const { return bytes; }
  /// The content of `facts.members[index]`.
  StringRef content(size_t index) const { return contents[index]; }
  /// The symbol table's entries, or why it cannot be read. Their offsets count from the file's
  /// start.
  Expected<std::vector<SymbolTableEntry>> symbolTable() const;

private:
  using Child = llvm::object::Archive::Child;
  struct Walk;

  static Expected<ArchiveFile> open(std::shared_ptr<MappedFile> mapped, StringRef path,
                                    StringRef bytes);
  Error readHeader(StringRef path);
  Error walkMembers();
  Error addMember(const Child &child, Walk &walk);
  Error readNameAndSize(const Child &child, Member &member) const;
  Error openMemberFile(const Child &child, Member &member);
  Error placeContent(const Child &child, Member &member, Walk &walk);
  std::optional<StringRef> ecSymbols() const;
  /// Where the archive begins in the file: all places count from the file's start, so that readers
  /// of them need not know of slices.
  uint64_t start() const { return uint64_t(bytes.begin() - mapped->bytes().begin()); }

  ArchiveFile() = default;
  std::shared_ptr<MappedFile> mapped;
  StringRef bytes; ///< of the archive: all of the file, or a slice
  std::vector<std::shared_ptr<MappedFile>> memberFiles; ///< of a thin archive
  std::unique_ptr<llvm::object::Archive> archive;
  std::vector<StringRef> contents;
};

} // namespace armeld
