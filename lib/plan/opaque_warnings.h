// What rule `provided` cannot see: references of opaque members.
//
// A library with a member that cannot be inspected may refer to anything. Where an object of other
// libraries moves, and this library has no definition of a symbol that the object defines, its own
// reference to it came from elsewhere: from those libraries, or from one outside of the set (libc).
// In a link without those libraries it now finds the workspace library first. To pin all that such
// a member could refer to would pin everything, so the user is told instead.
#pragma once

#include "documents/plan.h"

namespace armeld {

/// A line for each such library.
std::vector<std::string> opaqueWarnings(const Plan &plan, const Manifest &manifest);

} // namespace armeld
