// Limits of a process.
#pragma once

#include <cstdint>

namespace armeld {

/// Lets this process take at most `memory` bytes.
void limitMemory(uint64_t memory);

} // namespace armeld
