// The planner: decides what moves.
//
// Objects that stand in two or more libraries are candidates. Under the policy `closed` every rule
// is asked (rules.h); under `greedy` only `kind`. What no rule objects to moves; what a rule
// objects to is pinned, and the plan says why.
#pragma once

#include "documents/plan.h"

namespace armeld {

struct PlanRequest {
  Policy policy;
  Name workspacePath;
  /// The library at that path is the workspace library of an earlier run, even if it does not bear
  /// the mark (Library::workspace). The members of such a library stay in it, and an object that it
  /// holds moves even if just one library has a copy.
  bool existing = false;
  /// Edited objects that the manifest lists, and the exports that the edits respect; see
  /// documents/edited_manifest.h.
  EditedObjects edited;
  Rare<Name> exports;
  std::optional<ArchiveFormat>
      format; ///< of the workspace and the slimmed libraries; default: as they are
};

/// Makes the plan. The manifest must outlive it. Errors: nothing to plan for, or libraries that
/// cannot share anything.
Expected<Plan> makePlan(const Manifest &manifest, const PlanRequest &request);

} // namespace armeld
