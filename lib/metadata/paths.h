// Where files stand to one another.
//
// Metadata names a library by the way from the metadata file to the library, so that the whole tree
// may be moved. The way between two folders is taken between their real paths: the system follows
// symbolic links before "..", and a way between names as they were typed may lead elsewhere.
#pragma once

#include "base/error.h"

#include <string>

namespace armeld {

/// The real path of a folder. What is not there yet is taken as named.
std::string realFolder(StringRef folder);

/// The real path of the folder that `file` is in, and its name.
std::string realPath(StringRef file);

/// The way from the folder `from` to `to`, both real paths: "../lib", "." for the folder itself,
/// and `to` as it is where there is none, on another drive.
std::string wayTo(StringRef from, StringRef to);

/// Whether `path` is in the folder `folder` or below it, both real paths.
bool isBelow(StringRef path, StringRef folder);

/// `base` and then `way`, or `way` alone if that is absolute, without "." and "..".
std::string walked(StringRef base, StringRef way);

} // namespace armeld
