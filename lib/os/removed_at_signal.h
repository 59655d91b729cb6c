// Files that are removed when a signal ends the process.
//
// LLVM offers the same (sys::RemoveFileOnSignal), in a list that every call walks to its end.
#pragma once

#include "base/error.h"

#include <utility>

namespace armeld {

struct HandlerEntry;

/// As long as this lives, a signal that ends the process removes the file at `path`.
class RemovedAtSignal {
public:
  RemovedAtSignal() = default;
  explicit RemovedAtSignal(StringRef path);
  RemovedAtSignal(RemovedAtSignal &&other) noexcept : entry(std::exchange(other.entry, nullptr)) {}
  RemovedAtSignal &operator=(RemovedAtSignal &&other) noexcept {
    std::swap(entry, other.entry);
    return *this;
  }
  ~RemovedAtSignal();

private:
  HandlerEntry *entry = nullptr;
};

/// While this lives, this thread makes a file and registers it. One thread does so at a time, and
/// none any more once the files are being removed: it waits for the end of the process.
class MakingFile {
public:
  MakingFile();
  MakingFile(const MakingFile &) = delete;
  ~MakingFile();
};

/// No thread but this one makes such a file from now on.
void makeNoMoreFiles();

/// Removes all these files now. For signal handlers, and callers that end the process where it
/// stands.
void removeAsAtSignal();

// What each family of systems has a form of:

/// Has `removeAsAtSignal` called when something ends this process. True.
bool handleEnds();
/// Removes a file. Only what a signal handler may do.
void removeInHandler(const char *path);

} // namespace armeld
