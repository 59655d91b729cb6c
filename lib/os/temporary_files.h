// Temporary files beside the files that they will become.
//
// A killed run leaves its temporary files. As long as a run lives it holds a lock (flock) on them,
// and the system releases that lock when the process ends, however it ends. So a temporary file
// that nobody has locked is abandoned, and `removeAbandoned` removes it.
#pragma once

#include "base/error.h"
#include "os/descriptor.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace armeld {

struct TemporaryFile {
  Descriptor descriptor; ///< open for writing, and locked where the file system has locks
  std::string path;
};

/// Makes a temporary file in the folder of `target`. LLVM removes it when a signal ends the process
/// (sys::RemoveFileOnSignal). Errors name the cause, not the path.
Expected<TemporaryFile> makeTemporaryFile(StringRef target);

/// Removes the temporary files and folders of this process and lets no thread make another file,
/// for callers that end the process where it stands. A second thread that calls it waits for that
/// end.
void endTemporaryFiles();

/// Removes the temporary files that killed runs have left beside the files at `targets`.
void removeAbandoned(llvm::ArrayRef<std::string> targets);

} // namespace armeld
