// Where it makes no difference which of two things a link gets, besides objects of one class and
// COMDATs of equal content.
#pragma once

#include "verify/link_model.h"

#include "llvm/ADT/BitVector.h"

namespace armeld {

struct LinkTolerance {
  llvm::BitVector classes; ///< may be taken or not
  llvm::BitVector symbols; ///< may be bound to any of their definitions
};

/// What is tolerated: stubs of import libraries, which the system's import libraries have too, and
/// which are marked as such in `objects`; and the routines of Rust's compiler_builtins, of which
/// some builds have each in Rust and in C.
LinkTolerance findTolerance(const Comparison &set, LinkObjects &objects);

} // namespace armeld
