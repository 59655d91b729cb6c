// A string table without the strings that nothing uses any more.
#pragma once

#include "base/error.h"

#include "llvm/ADT/SmallVector.h"

#include <vector>

namespace armeld {

/// Strings stay in order, and those that share their ends still do.
class CompactedStrings {
public:
  /// `table` ends with a zero byte. Its first string stays: it is that of no name.
  explicit CompactedStrings(StringRef table) : table(table), used{0} {}

  /// Notes that the string at `offset` is used.
  void use(uint64_t offset) { used.push_back(offset); }

  /// Leaves out what is not used. An error if a string is past the end.
  Error compact();

  /// Adds a string behind those that are left, and returns where it is. After `compact`.
  uint32_t append(StringRef string);

  /// Where a string is that was at `offset`.
  uint32_t moved(uint64_t offset) const;

  llvm::SmallVector<char, 0> bytes; ///< set by `compact`

private:
  struct Piece {
    uint64_t begin;
    uint64_t newBegin;
  };

  StringRef table;
  std::vector<uint64_t> used;
  std::vector<Piece> pieces; ///< ascending
};

} // namespace armeld
