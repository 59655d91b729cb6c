// A set of libraries as a plan will leave it, before anything is written.
#pragma once

#include "documents/plan.h"

namespace armeld {

/// The manifest with the plan's edits done: members hold edited objects, which have the digests
/// that the plan gives them. What the plan drops is dropped, unless it has a workspace library to
/// go to. Sizes and offsets stay those of the originals. An error if the plan was made of other
/// libraries, or is at odds with itself.
Expected<Manifest> editedManifest(const Manifest &manifest, const Plan &plan);

} // namespace armeld
