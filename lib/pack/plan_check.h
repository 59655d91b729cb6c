// Checks of plans that may have been edited.
//
// Each member of a library must be kept or dropped by the plan, and what is dropped must be in the
// workspace library, or something would be lost.
#pragma once

#include "pack/output_paths.h"

namespace armeld {

/// Checks the plan by itself: the workspace library gets no object of a library twice, and gets
/// each object that a library drops. Errors name the library and the member.
Error checkMoves(const Plan &plan);

/// Checks that the plan lists each member of `files`, once. Reads the archives on `jobs` threads.
/// Errors name the library.
Error checkCompleteness(const Plan &plan, llvm::ArrayRef<LibraryFile> files, unsigned jobs);

/// Checks that the plan keeps each member of an earlier workspace library.
Error checkEarlierMembers(const Plan &plan);

/// For packing in place: an error if there is a file at the path of the workspace library that the
/// plan does not include as an earlier one.
Error checkWorkspacePath(const Plan &plan);

/// For packing in place without the workspace library: an error unless the plan's is there already,
/// as far as its mark and the names of its members tell. Else objects would be lost until it is.
Error checkWorkspaceWritten(const Plan &plan);

} // namespace armeld
