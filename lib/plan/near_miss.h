// Near misses: what could have been shared, had the libraries been built alike.
//
// Two libraries may both hold crate `tokio` with different content. Nothing can be done about that
// afterwards, but the build of the libraries can be changed: one version, the same features, one
// profile, no LTO. This room finds such crates and says what most likely makes them differ.
//
// What that would save: after this plan, each object that not all libraries with the crate hold is
// there at least once. Built alike, the libraries would have the same objects, and one copy of them
// would be about as large as the most that one library has of them now. So it is
//
//     the sum over these objects - the greatest sum over those of one library
//
// which leaves out what building alike would not change:
// - more copies of one object: they are shared, or a pin says what they cost;
// - a crate that only one library has, or of which all have the same objects;
// - two versions that one library has of a crate, where others have one of them: they stay two.
//   Versions that Cargo does not take for each other (1.x and 2.x) are not compared with each
//   other, if the version of each object of the crate is known.
#pragma once

#include "documents/plan.h"
#include "plan/survey.h"

namespace armeld {

/// The near misses of all libraries, those with the most bytes first.
std::vector<NearMiss> findNearMisses(const Survey &survey);

} // namespace armeld
