// What makes the builds of a crate differ, in words.
#pragma once

#include "documents/plan.h"

namespace armeld {

/// A likely cause, without details: "other version".
std::string describe(NearMissCause cause);

/// What differs, and where: "version: 1.40.0 in liba.a, 1.41.1 in libb.a".
std::string reasonOf(const NearMiss &miss);

/// What the libraries would have if they were built alike, a clause each: "one compiler (rustc
/// 1.90.0, rustc 1.95.0)". What concerns all crates comes first. `misses` are sorted by bytes.
std::vector<std::string> builtAlike(llvm::ArrayRef<NearMiss> misses);

/// "liba.a", or "liba.a(arm64)" for a slice.
std::string shown(const LibrarySlice &library);

} // namespace armeld
