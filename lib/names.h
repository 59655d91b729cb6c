// Where names live.
//
// A manifest holds hundreds of thousands of symbol names, and each tool runs once and ends. So
// names are plain references into storage that lives as long as the process: no owner, no reference
// counts, no million small allocations.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace armeld {

/// A copy of `text` that lives as long as the process. Safe to call from any thread.
llvm::StringRef keep(llvm::StringRef text);

} // namespace armeld
