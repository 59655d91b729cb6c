// How the check of edited objects reads .eh_frame. It shares nothing with the code that edits.
#pragma once

#include "base/error.h"

#include "llvm/ADT/StringRef.h"

#include <vector>

namespace armeld {

/// One entry after the other: CIEs, frame descriptions, and zeros that end a list.
struct ReadFrames {
  struct Entry {
    StringRef bytes;  ///< all of it, its length included
    uint64_t begin;   ///< where it is
    uint64_t pointer; ///< where in the entry the distance to the CIE is, if it has one
    int64_t cie = -1; ///< of a frame description: the index of its CIE
    bool isCie = false;
    uint32_t function = 0; ///< of a frame description: the symbol of its first relocation
    uint64_t functionAt = UINT64_MAX;
    bool goes = false;
    uint64_t newBegin = 0; ///< without those that go
  };
  std::vector<Entry> entries;
  uint64_t newSize = 0;
  bool losesAny = false;

  /// The index of the entry at `offset`, or the number of entries.
  size_t indexOf(uint64_t offset) const;
};

Expected<ReadFrames> readFrames(StringRef content, bool isLittle);

} // namespace armeld
