// A file to write: an archive, or a universal file of archives, as lists of members.
#pragma once

#include "archive/listed_symbols.h"
#include "archive/universal.h"
#include "documents/edits.h"

#include "llvm/Object/ArchiveWriter.h"

#include <string>
#include <vector>

namespace armeld {

/// An archive to write: its members' names and contents, in order.
struct OutputArchive {
  ArchiveFormat format = ArchiveFormat::gnu;
  bool sorted = false; ///< to have a table that is sorted by name (see sorted_table.h)
  std::vector<llvm::NewArchiveMember> members;
  ListedSymbols listed;                    ///< of each member; the names are the plan's
  std::vector<const EditedObject *> edits; ///< of each member; the plan's, or null

  /// The first member whose symbols the table must list and LLVM does not read, or null.
  const llvm::NewArchiveMember *firstListed() const;
};

struct Output {
  std::string path;
  bool thin = false;
  bool unreadable = false;   ///< has a member whose symbols LLVM cannot read and no table listed
  bool needsChild = false;   ///< has a member that must be read in a child process
  UniversalHeader universal; ///< without slices where it is a plain archive
  std::vector<OutputArchive> archives = std::vector<OutputArchive>(1); ///< one for each slice

  uint64_t contentBytes() const;
  /// As for one of its archives.
  const llvm::NewArchiveMember *firstListed() const;
};

/// Whether the output gets symbol tables.
enum class Table {
  none,
  normal,
  trial ///< no table: what LLVM reads for one, for a process that tries whether that goes well
};

/// Writes the output to an open file. False, with the file's content not to be used, if it is to
/// have symbol tables and LLVM cannot read all of its members: a table without their symbols would
/// look complete.
Expected<bool> writeOutput(const Output &output, int descriptor, Table table);

/// An error if a table must list symbols that LLVM does not read, and this format's cannot.
Error checkListed(const Output &output);

/// An error if the format cannot hold a member of this name: it would come out with another name,
/// or as a broken archive.
Error checkMemberName(Name name, ArchiveFormat format);

/// Whether an object must be read in a child process, because LLVM's reader of its format may crash
/// on a broken one (see child_process.h).
bool mustReadInChild(StringRef content);

} // namespace armeld
