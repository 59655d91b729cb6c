// The two tables that Darwin archives have.
//
// Apple's libtool and ranlib sort an archive's symbol table by name and call it "__.SYMDEF SORTED",
// unless two members define one symbol; LLVM's tools keep the order of the members and call it
// "__.SYMDEF" (with "_64" behind it where offsets take 64 bits). What is in the tables is the same.
//
// Linkers do not care for a sorted table. ld64 puts either into a hash table, where of equal names
// the first stays (src/ld/parsers/archive_file.cpp, buildHashTable), and only those before it
// searched by halves. But ld64.lld takes the members for symbols that are undefined already in the
// order in which the table lists them. So a table that is sorted for the first time changes the
// order in which members are linked and initialisers run, and one that is not sorted any more does,
// too. A library therefore keeps the kind of table that it has.
#pragma once

#include "base/error.h"

#include "llvm/Support/raw_ostream.h"

#include <string>

namespace armeld {

/// Whether the archive `bytes` has a table that is sorted by its name.
bool hasSortedTable(StringRef bytes);

/// Passes an archive on to another stream, its table sorted on the way, where it has one of
/// Darwin's in which no symbol is repeated. All else goes through as it is.
class TableSorter : public llvm::raw_ostream {
public:
  explicit TableSorter(llvm::raw_ostream &out) : raw_ostream(/*unbuffered=*/true), out(out) {}
  ~TableSorter() override { out << head; }

private:
  void write_impl(const char *bytes, size_t size) override;
  uint64_t current_pos() const override { return position; }

  llvm::raw_ostream &out;
  uint64_t position = 0;
  std::string head;      ///< up to the table's end, while it has not come yet
  uint64_t tableEnd = 0; ///< in the archive; 0 while it is not known
  bool isPast = false;
};

} // namespace armeld
