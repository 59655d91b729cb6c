// Extracting: objects out of libraries, as files.
//
// For inspecting objects with other tools, and for changing them between planning and packing.
// Members may share a name, and a name may contain any bytes, so files get names that are safe and
// unique, and an index says which file is which object (documents/index.h).
#pragma once

#include "base/progress.h"
#include "documents/index.h"
#include "documents/path_map.h"

namespace armeld {

/// Which objects to take. Without any filter: all.
struct ExtractFilter {
  std::vector<std::string> nameGlobs;      ///< of member names
  std::vector<std::string> digestPrefixes; ///< hexadecimal, any number of digits
};

/// What a document offers to extract.
struct Extractable {
  std::vector<IndexEntry> entries;
  /// The files that must not be overwritten: the libraries, and the member files of thin archives
  std::vector<std::string> inputs;
  std::vector<Name> libraries; ///< whose shapes the index lists (see library_shape.h)
};

/// What is in a plan's workspace library, or every distinct object of a manifest, by first
/// occurrence.
Extractable extractable(const Plan &plan);
Extractable extractable(const Manifest &manifest);

/// What the workspace library of a plan takes from its libraries, or from those of them that are
/// named. An error names a library that the plan does not have.
Expected<Extractable> neededForWorkspace(const Plan &plan,
                                         const std::optional<std::vector<std::string>> &named);

/// Removes the entries that do not pass the filter.
void keepMatching(std::vector<IndexEntry> &entries, const ExtractFilter &filter);

/// Writes the objects of `what` into `folder`, which is created if it does not exist, and then the
/// index. Every digest is checked before the first file is written. Nothing outside of `folder` is
/// written. `progress` may be null; its bytes are read for the check and then written. `map` says
/// where the libraries are; the index names them as the document does. Errors name file and cause.
Expected<Index> extract(Extractable what, StringRef folder, unsigned jobs,
                        Progress *progress = nullptr, const PathMap &map = {});

} // namespace armeld
