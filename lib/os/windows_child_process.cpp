// Work that may crash, on Windows.
//
// A process cannot be copied here. Callers have a program do the work, which is a process of its
// own (see pack/symbol_trial.h).
#include "os/child_process.h"

namespace armeld {

const bool canCopyProcess = false;

Expected<ChildProcess> ChildProcess::start(uint64_t, uint64_t, llvm::function_ref<bool()>) {
  return ChildProcess(0);
}

bool ChildProcess::succeeds() { return false; }

ChildProcess::ChildProcess(ChildProcess &&other) noexcept : id(other.id) {}

ChildProcess::~ChildProcess() = default;

} // namespace armeld
