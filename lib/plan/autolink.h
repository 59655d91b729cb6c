// Objects that make linkers load the workspace library, so that link lines need not name it.
//
// A linker that takes an object of the workspace library does so for a reference, and the first one
// is in an object that stays in its library (or in the program's own objects, which nobody edits).
// So what gets a directive is each object that stays and refers to a symbol that the workspace
// library defines, or to one of an object that needs that library and cannot be edited. That
// depends on the object and the workspace library alone: equal objects get equal directives,
// whichever library they are in. Others get none. ld.lld reads the whole library again for each
// directive that it meets.
#pragma once

#include "documents/plan.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

namespace armeld {

/// What the workspace library defines, by slice, and what objects do that need it and cannot name
/// it: import objects, for the import table that moved.
class WorkspaceSymbols {
public:
  /// `plan` is one with a workspace library for `manifest`.
  WorkspaceSymbols(const Plan &plan, const Manifest &manifest);

  /// Whether an object of a library refers to one of them.
  bool areNeeded(const PlannedLibrary &library, const Object &object) const;

private:
  void add(const std::optional<Name> &slice, const Object &object);

  llvm::StringMap<llvm::DenseSet<Name>> symbols;
};

/// Adds the edits to `plan`, of which these are the symbols. An error if an object's format cannot
/// name the workspace library.
Error autolink(Plan &plan, const Manifest &manifest, const WorkspaceSymbols &symbols);

/// Of `plan` before `autolink`: a line for each thing that link lines without the workspace library
/// do not get.
std::vector<std::string> autolinkWarnings(const Plan &plan, const Manifest &manifest,
                                          const WorkspaceSymbols &symbols);

} // namespace armeld
