#include "os/files.h"

namespace armeld {

// The caller reads and writes.
llvm::ErrorOr<uint64_t> copyBySystem(int, int) { return 0; }

} // namespace armeld
