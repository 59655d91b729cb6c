// Limits of a process.
#pragma once

#include <cstdint>

namespace armeld {

/// Lets this process take at most `memory` bytes.
void limitMemory(uint64_t memory);
/// Lets this process take at most so many seconds of CPU time.
void limitTime(uint64_t seconds);

} // namespace armeld
