// Near misses: what could have been shared, had the libraries been built alike.
//
// Two libraries may both hold codegen unit 0 of crate `tokio` with different content. Nothing can
// be done about that afterwards, but the build of the libraries can be changed: same features, same
// profile, no LTO. This room finds such pairs and says what most likely made them differ, going by
// names and facts.
#pragma once

#include "documents/plan.h"
#include "plan/survey.h"

namespace armeld {

/// The near misses of all libraries, those with the most bytes first.
std::vector<NearMiss> findNearMisses(const Survey &survey);

/// Why objects of one crate differ, going by the names of members that hold them.
NearMissCause likelyCause(llvm::ArrayRef<const RustcName *> names);

} // namespace armeld
