// Text that is read as a whole: documents, lists of names, messages of other programs.
#pragma once

#include "base/error.h"

#include <string>

namespace armeld {

struct TextFile {
  StringRef text;   ///< lives as long as the process, so that names may lie in it
  std::string name; ///< printable name of the file: "standard input" for "-"
};

/// Reads standard input (for "-") or the file at `path`, which may be a pipe. A regular file is
/// mapped where one can be replaced nonetheless, which saves copying a manifest; the documents that
/// our tools write are replaced as a whole and never changed in place. A byte order mark in front
/// is no part of the text. Errors name the file.
Expected<TextFile> readAll(StringRef path);

/// The content of a file that may change while this process runs, unlike what `readAll` gives.
/// Errors name the file.
Expected<std::string> readCopy(StringRef path);

} // namespace armeld
