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

namespace armeld {

/// Adds the edits to `plan`, which is one with a workspace library for `manifest`. An error if an
/// object's format cannot name that library.
Error autolink(Plan &plan, const Manifest &manifest);

/// Of `plan` before `autolink`: a line for each thing that link lines without the workspace library
/// do not get.
std::vector<std::string> autolinkWarnings(const Plan &plan, const Manifest &manifest);

} // namespace armeld
