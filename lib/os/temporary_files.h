// Temporary files beside the files that they will become.
//
// A killed run leaves its temporary files behind. A running process holds a lock (flock) on its
// files, and the system releases it when the process ends, however it ends. So a temporary file
// without a lock is abandoned, and `removeAbandoned` removes it.
#pragma once

#include "base/error.h"
#include "os/descriptor.h"
#include "os/removed_at_signal.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace armeld {

struct TemporaryFile {
  Descriptor descriptor; ///< open for writing, and locked where the file system has locks
  std::string path;
  RemovedAtSignal registration;
};

/// Makes a temporary file in the folder of `target`. Errors name the cause, not the path.
Expected<TemporaryFile> makeTemporaryFile(StringRef target);

/// Moves the file at `path`, as a temporary file, to the folder of `target`. An error, with nothing
/// changed, if it is on another file system, is a symbolic link or has other names, or if the file
/// system lacks what that takes (hard links on Unix).
Expected<TemporaryFile> moveToTemporaryFile(const std::string &path, StringRef target);

/// Removes the temporary files and folders of this process and lets no thread make another file,
/// for callers that end the process where it stands. A second thread that calls it waits for that
/// end.
void endTemporaryFiles();

/// Removes the temporary files that killed runs have left beside the files at `targets`.
void removeAbandoned(llvm::ArrayRef<std::string> targets);

} // namespace armeld
