// Text that is read as a whole: documents, lists of names, messages of other programs.
#pragma once

#include "base/error.h"

namespace armeld {

struct TextFile {
  StringRef text;   ///< lives as long as the process, so that names may lie in it
  std::string name; ///< the file's, as errors show it: "standard input" for "-"
};

/// Reads standard input (for "-") or the file at `path`, which may be a pipe. A regular file is
/// mapped, which spares a manifest's worth of memory to fill; what our tools write is replaced as a
/// whole and never changed in place. Errors name the file.
Expected<TextFile> readAll(StringRef path);

} // namespace armeld
