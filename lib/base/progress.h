// The progress of a long step.
#pragma once

#include <atomic>
#include <cstdint>

namespace armeld {

/// The step updates it; a progress display reads it.
struct Progress {
  std::atomic<uint64_t> doneBytes = 0;
  std::atomic<uint64_t> totalBytes = 0;
};

} // namespace armeld
