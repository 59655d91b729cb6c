// Where a library will be when it is used, which need not be where it is now.
//
// Metadata of installed libraries says where they are: /usr/lib. While a package is built they are
// elsewhere: /tmp/stage/usr/lib. The way from one library to another is the same in both places.
#pragma once

#include "metadata/melded_set.h"

#include <optional>

namespace armeld {

/// Where the workspace library will be, and how sure that is.
struct InstalledFolder {
  std::string path;
  size_t agreement = 0; ///< number of last components by which a library's folder was recognised
};

/// The folder of the workspace library where `said` is what metadata calls the folder of `library`.
/// Nothing if `said` and the library's real folder have not even their last component in common:
/// then it is another folder.
std::optional<InstalledFolder> installedFolder(const MeldedSet &set, const MeldedLibrary &library,
                                               StringRef said);

} // namespace armeld
