// The entries of an .eh_frame section, and where they are once some are left out.
//
// Source: Linux Standard Base Core Specification 5.0, chapter 10.6 "Exception Frames": a common
// information entry (CIE) has the identifier 0; in a frame description (FDE) that field is the
// distance back to its CIE, of 4 bytes also where the length has 8.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <vector>

namespace armeld {

struct FrameEntry {
  enum class Kind { cie, fde, terminator };

  Kind kind;
  uint64_t begin;
  uint64_t end;
  uint64_t identifier; ///< where that field is
  size_t cie = 0;      ///< of a frame description: the index of its CIE
  bool stays = true;
  uint64_t newBegin = 0; ///< set by `place`
};

class FrameTable {
public:
  static Expected<FrameTable> read(llvm::ArrayRef<uint8_t> content, llvm::endianness order);

  std::vector<FrameEntry> entries;

  /// The index of the entry that holds the byte at `offset`, if there is one.
  std::optional<size_t> find(uint64_t offset) const;

  /// Leaves out CIEs that no frame description needs any more, and sets `newBegin` of what stays.
  void place();

  /// Where what is at `offset` moves to, also just behind the end. Nothing if it is inside of an
  /// entry that goes.
  std::optional<uint64_t> moved(uint64_t offset) const;

  /// The content without the entries that go.
  llvm::SmallVector<char, 0> written(llvm::ArrayRef<uint8_t> content, llvm::endianness order) const;

private:
  uint64_t oldSize = 0;
  uint64_t newSize = 0;
};

} // namespace armeld
