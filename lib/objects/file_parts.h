// The parts of a file that its tables name.
#pragma once

#include "base/error.h"

#include <vector>

namespace armeld {

class FileParts {
public:
  /// `size` bytes of the file `bytes` from `offset` on, and notes them as a part, if there are any.
  /// The error begins with `what`.
  Expected<StringRef> slice(StringRef bytes, uint64_t offset, uint64_t size, const Twine &what);

  /// An error if two of the parts share bytes.
  Error checkOverlaps();

private:
  std::vector<std::pair<uint64_t, uint64_t>> parts; ///< where they begin and end
};

} // namespace armeld
