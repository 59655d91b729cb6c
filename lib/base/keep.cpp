#include "base/names.h"

#include "llvm/Support/Allocator.h"

namespace armeld {

Name keep(llvm::StringRef text) {
  // One arena a thread, never freed: a worker may end before the names that it read are printed.
  static thread_local auto *arena = new llvm::BumpPtrAllocatorImpl<llvm::MallocAllocator, 65536>();
  return text.copy(*arena);
}

} // namespace armeld
