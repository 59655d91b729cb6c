// Work on many independent items with all cores.
#pragma once

#include "base/error.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <cstddef>

namespace armeld {

/// How many threads "use all cores" means here.
unsigned hardwareJobs();

/// Calls `body(i)` once for each i below `count`, on up to `jobs` threads (0: one per core). Items
/// are handed out one by one in ascending order, so uneven sizes even out. Returns when all are
/// done. `body` must not throw.
void parallelFor(size_t count, unsigned jobs, llvm::function_ref<void(size_t)> body);

/// The same for a body that can fail. All are done, and the error is that of the lowest number, so
/// that it does not depend on the threads.
Error parallelTry(size_t count, unsigned jobs, llvm::function_ref<Error(size_t)> body);

} // namespace armeld
