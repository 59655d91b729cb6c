// The check that no output of a command replaces one of its inputs.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace armeld {

/// An error if one of `outputs` names the same file as one of `inputs`, also through symbolic or
/// hard links. "-" is standard output there, and standard input here. Only regular files count: a
/// terminal or /dev/null may be both.
Error refuseToOverwrite(llvm::ArrayRef<std::string> outputs, llvm::ArrayRef<std::string> inputs);

} // namespace armeld
