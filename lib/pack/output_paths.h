// Where the outputs of a plan go.
//
// In place, each output replaces its source. Below a folder it has the base name of its source.
// Libraries of one base name keep as many of their folders as it takes to tell them apart.
#pragma once

#include "documents/plan.h"

#include <optional>
#include <string>
#include <vector>

namespace armeld {

/// A file of the plan, and which of the plan's libraries are in it: one, or the slices of a
/// universal file.
struct LibraryFile {
  Name path;
  std::vector<size_t> libraries; ///< indices into Plan::libraries
};

/// The files of the plan's libraries, in the plan's order. An error, which names the library, if
/// the plan lists one twice.
Expected<std::vector<LibraryFile>> libraryFiles(const Plan &plan);

/// The files that the plan's libraries go to, the workspace library first, then those of
/// `libraryFiles`; with the policy merge, the workspace library alone. An error, which names the
/// path, if two outputs would be one file or a name cannot be that of a file.
Expected<std::vector<std::string>> outputPaths(const Plan &plan,
                                               const std::optional<std::string> &outDir);

/// A part of what a plan writes: what one of several hosts is to do.
struct PackShare {
  std::vector<std::string> libraries; ///< as the plan names them; of a universal file, all slices
  bool workspace = false;             ///< the workspace library, if the plan has one
};

/// Which of the `outputPaths` are in the share, ascending; all of them where there is none. An
/// error names a library that the plan does not write.
Expected<std::vector<size_t>> outputsIn(const std::optional<PackShare> &share, const Plan &plan);

} // namespace armeld
