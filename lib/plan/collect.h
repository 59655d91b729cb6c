// Collection: what no export reaches goes, members as a whole and sections out of objects.
//
// reach.h says what is live, and why a program that refers to exports only is linked as before.
#pragma once

#include "documents/plan.h"
#include "plan/reach.h"

namespace armeld {

/// What gc-plan decides.
struct Collection {
  Plan plan;
  std::vector<std::string> warnings;
};

/// Makes the plan, of what `reach` has found live. `sourceOf` gives the object that one of the
/// manifest was made of, where an earlier plan edits it. The manifest must outlive it. An error
/// names a member of which is not known what it refers to.
Expected<Collection> collect(const Manifest &manifest, const Reach &reach, const Exports &exports,
                             llvm::function_ref<Digest(const Digest &)> sourceOf);

/// An error if it is not known what some member refers to, so that it cannot be said what is live.
Error refuseOpaque(const Manifest &manifest);

/// Prints what goes and what stays, per library and by kind.
void explainCollection(const Manifest &manifest, const Reach &reach, llvm::raw_ostream &out);

/// Prints what keeps `wanted`, a symbol, the name of a section as `ar-scan --sections` has it, or a
/// pattern of members' names: the chain of references from an export to it. False if no object has
/// it.
bool explainLive(const Manifest &manifest, const Reach &reach, Name wanted, llvm::raw_ostream &out);

} // namespace armeld
