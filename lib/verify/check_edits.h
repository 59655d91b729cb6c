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
  uint64_t links = 0;   ///< that were played to see whether what went is missed
};

/// What a plan's edits make of the libraries.
struct EditedManifests {
  const Plan &plan;
  const Manifest &before;                 ///< without edits
  Plan wholePlan;                         ///< the plan without what it removes
  Manifest whole;                         ///< as that plan leaves the libraries
  llvm::DenseMap<Digest, Digest> wholeOf; ///< by digest of an edited object: that in `whole`
};

/// Does the edits, but for what is removed. An error as from editedManifest.
Expected<EditedManifests> editWhole(const Plan &plan, const Manifest &before);

/// Compares edited members, and gives them in `after` the digests that the plan has for them, so
/// that they are what `editedBefore` says; there the objects get rid of the symbols that went with
/// their sections. `pairing` is of `editedBefore` and `after`. An error if a library cannot be read
/// any more, or has changed since its scan.
Expected<EditVerdict> checkEdits(const EditedManifests &edits, Manifest &editedBefore,
                                 Manifest &after, const Pairing &pairing);

} // namespace armeld
