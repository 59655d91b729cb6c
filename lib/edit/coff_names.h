// A COFF string table without the names that nothing uses any more.
#pragma once

#include "base/error.h"

#include <vector>

namespace armeld {

/// Names stay in order, and those that share their ends still do.
class CoffNames {
public:
  /// `table` has the 4 bytes of its size in front; it may be empty.
  explicit CoffNames(StringRef table) : table(table) {}

  /// Notes that the name at `offset` is used.
  void use(uint32_t offset) { used.push_back(offset); }

  /// Leaves out what is not used. An error if a name is outside of the table.
  Error compact();

  /// Where a name is that was at `offset`.
  uint32_t moved(uint32_t offset) const;

  std::string bytes; ///< the new table, set by `compact`

private:
  struct Piece {
    uint32_t begin;
    uint32_t newBegin;
  };

  StringRef table;
  std::vector<uint32_t> used;
  std::vector<Piece> pieces; ///< ascending
};

} // namespace armeld
