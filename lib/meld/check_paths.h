// Which files a meld may write: never one that it reads, and no library that is not the workspace
// library of an earlier run.
#pragma once

#include "meld/steps.h"

namespace armeld {

/// Checks that the libraries are there, and that the workspace library and the documents replace no
/// input. Errors name the file.
Error checkPaths(const MeldRequest &request);

/// Finds out whether the workspace library is there from an earlier run, and then sets
/// `request.existing` and takes it out of the list of libraries, so that `*.a` may include it. A
/// file that does not bear the mark of a workspace library is taken for one only if
/// `request.existing` is set.
Error findExistingWorkspace(MeldRequest &request);

} // namespace armeld
