// Running another program and reading what it prints.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace armeld {

struct RunResult {
  int exitCode = -1;
  std::string output; ///< standard output, without blanks at its ends
  std::string errors; ///< standard error, or why the program could not be run
};

/// Runs the program at `path` and waits for its end. It may take `memory` bytes of memory (0: any
/// amount).
RunResult runProgram(StringRef path, llvm::ArrayRef<StringRef> arguments, uint64_t memory = 0);

} // namespace armeld
