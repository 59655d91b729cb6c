// The frame descriptions of a section .eh_frame.
//
// Source: Linux Standard Base, "Exception Frames": a sequence of records, each a length and the
// distance back to its common information entry (CIE), 0 in a CIE itself.
#pragma once

#include "base/error.h"

#include "llvm/Support/Endian.h"

#include <vector>

namespace armeld {

/// A record of .eh_frame.
struct ElfFrame {
  uint64_t begin = 0, end = 0; ///< bytes from the section's start
  uint64_t cie = 0;            ///< where its CIE begins; of a CIE its own begin
  bool isCie = false;
  bool isTerminator = false; ///< a length of 0
};

/// The records of the section, in its order. An error if they do not fill it.
inline Expected<std::vector<ElfFrame>> readElfFrames(StringRef content, bool isLittle) {
  namespace endian = llvm::support::endian;
  llvm::endianness order = isLittle ? llvm::endianness::little : llvm::endianness::big;
  std::vector<ElfFrame> frames;
  for (uint64_t at = 0; at < content.size();) {
    auto take32 = [&](uint64_t place) -> Expected<uint64_t> {
      if (place + 4 > content.size())
        return failure("a frame description runs past the end of .eh_frame");
      return endian::read<uint32_t>(content.data() + place, order);
    };
    Expected<uint64_t> length = take32(at);
    if (!length)
      return length.takeError();
    uint64_t head = 4;
    if (*length == UINT32_MAX) {
      if (at + 12 > content.size())
        return failure("a frame description runs past the end of .eh_frame");
      *length = endian::read<uint64_t>(content.data() + at + 4, order);
      head = 12;
    }
    if (*length > content.size() - at - head)
      return failure("a frame description runs past the end of .eh_frame");
    ElfFrame frame{at, at + head + *length};
    frame.isTerminator = *length == 0;
    if (!frame.isTerminator) {
      Expected<uint64_t> distance = take32(at + head);
      if (!distance)
        return distance.takeError();
      frame.isCie = *distance == 0;
      if (*distance > at + head)
        return failure("a frame description has no CIE");
      frame.cie = frame.isCie ? at : at + head - *distance;
    }
    frames.push_back(frame);
    at = frame.end;
  }
  return frames;
}

} // namespace armeld
