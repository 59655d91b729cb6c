// Symbolic links where a file is to be written.
#pragma once

#include "base/error.h"

namespace armeld {

/// What becomes of a symbolic link where a file is to be written: the file that it leads to is
/// written, or the link is replaced.
enum class SymbolicLink { follow, replace };

/// The file that is written when `path` is, symbolic links followed. An error for a dangling link.
Expected<std::string> followLinks(StringRef path);

} // namespace armeld
