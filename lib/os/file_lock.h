// Locks on libraries, so that two runs never replace one file at once.
//
// A lock is the system's (flock), taken on the file itself, and ends with the last process that has
// inherited it: nothing is left behind that somebody must clean up. Where a file is replaced by
// rename, the name leads to another file than the one that is locked; so who waits for a lock looks
// again whether the name still leads to what it has locked.
//
// A workspace library that is not there yet cannot be locked. For it a lock file stands beside it,
// `.NAME.armeld-lock`, which is as good left behind as not: only a lock on it counts.
#pragma once

#include "base/error.h"
#include "os/descriptor.h"

#include <set>
#include <string>
#include <sys/types.h>
#include <vector>

namespace armeld {

/// `shared` is for who only reads: any number may have it at once, but none together with
/// `exclusive`.
enum class LockMode { shared, exclusive };

class FileLocks {
public:
  FileLocks() = default;
  FileLocks(const FileLocks &) = delete;
  FileLocks &operator=(const FileLocks &) = delete;
  /// Gives all locks back, and removes the lock files.
  ~FileLocks();

  /// Locks the file at `path`. An error, which names it and the process that uses it, if another
  /// has it. Does not wait. A file that is locked already is left at that.
  Error lock(StringRef path, LockMode mode = LockMode::exclusive);
  /// Locks the name `path`, whether there is a file or not, and the file if there is one.
  Error lockName(StringRef path);
  /// Leaves the locks and the lock files, whose names it returns, to the program that this process
  /// becomes by exec.
  std::vector<std::string> leaveToNextProgram();

private:
  Error take(StringRef path, StringRef shownPath, int openFlags, LockMode mode);
  std::vector<Descriptor> descriptors;
  std::set<std::pair<dev_t, ino_t>> locked;
  std::vector<std::string> lockFiles;
};

/// The lock file of the name `path`: ".NAME.armeld-lock" beside the file that it leads to.
Expected<std::string> lockFileOf(StringRef path);

} // namespace armeld
