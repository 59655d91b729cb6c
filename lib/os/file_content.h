// The content of whole files: copied, or compared.
#pragma once

#include "base/error.h"

namespace armeld {

/// Copies the content of the file at `path` to the open file `to`, which is empty. The file system
/// shares the blocks of both, or copies by itself, where it can. Errors name the cause, and the
/// file if it is the one that is read.
Error copyContent(StringRef path, int to);

/// Whether there are files at both paths, and they hold the same bytes. The first one must be
/// there. Errors name the file.
Expected<bool> haveSameBytes(StringRef path, StringRef other);

} // namespace armeld
