// Edited objects: whether each is its original but for the edit that the plan asks for.
//
// All other checks compare the libraries after with those before, as the plan's edits make them
// (documents/edited_manifest.h). Here it is shown that the libraries after hold just these objects:
// first by what the manifests say of both, then byte by byte in the files.
#pragma once

#include "documents/pairing.h"
#include "documents/plan.h"
#include "documents/verdict.h"

namespace armeld {

/// What `checkEdits` has found.
struct EditVerdict {
  std::vector<Finding> findings;
  uint64_t members = 0; ///< that were compared
};

/// Compares edited members, and gives them in `after` the digests that the plan has for them, so
/// that they are what `editedBefore` says. `before` is the manifest without edits. `pairing` is of
/// `editedBefore` and `after`. An error if a library cannot be read any more, or has changed since
/// its scan.
Expected<EditVerdict> checkEdits(const Plan &plan, const Manifest &before,
                                 const Manifest &editedBefore, Manifest &after,
                                 const Pairing &pairing);

} // namespace armeld
