// The search for llvm-ar.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace armeld {

/// The result of the search.
struct LlvmArSearch {
  std::vector<std::string> looked; ///< the places, in order, one printable line each
  std::optional<std::string> found;
};

/// Looks for llvm-ar: `option` (of the command line), $LLVM_AR, the tools of the Rust toolchain
/// that rustc on PATH belongs to, then llvm-ar and llvm-ar-NN on PATH, whichever is newest. What
/// option or environment name must be there: nothing else is taken in its stead.
LlvmArSearch findLlvmAr(const std::optional<std::string> &option);

} // namespace armeld
