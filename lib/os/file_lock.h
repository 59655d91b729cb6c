// Locks on libraries, so that two runs never replace one file at once.
//
// The locks are those of flock(2), on the files themselves. A lock ends with the last process that
// has inherited it, so nothing has to be cleaned up. A file may be replaced by rename between the
// moment it is opened and the moment it is locked. Therefore, after taking a lock, we check that
// the name still leads to the locked file.
//
// A workspace library that does not exist yet cannot be locked. Its name is locked by a lock file
// beside it, `.NAME.armeld-lock`. A lock file that stays behind does no harm: only the lock on it
// counts.
#pragma once

#include "base/error.h"
#include "os/file_id.h"
#include "os/kept_lock.h"

#include "llvm/ADT/ArrayRef.h"

#include <set>
#include <string>
#include <vector>

namespace armeld {

/// Any number of processes may hold a file `shared`, to read it, but none while another holds it
/// `exclusive`.
enum class LockMode { shared, exclusive };

class FileLocks {
public:
  FileLocks() = default;
  FileLocks(const FileLocks &) = delete;
  FileLocks &operator=(const FileLocks &) = delete;
  /// Releases all locks, and removes the lock files.
  ~FileLocks();

  /// Locks the file at `path`. Does not wait: if another process has it, the error names the file
  /// and that process. Does nothing for a file that is locked already.
  Error lock(StringRef path, LockMode mode = LockMode::exclusive);
  /// Locks the name `path`, whether there is a file or not, and the file if there is one.
  Error lockName(StringRef path);
  /// Lets programs that this process starts, or becomes, hold the locks too, until they end.
  void inherit();
  /// The names of the lock files, for a program that this process becomes to remove.
  llvm::ArrayRef<std::string> lockFileNames() const { return lockFiles; }

private:
  /// `shownPath` is the name that is locked where `path` is a lock file.
  Error take(StringRef path, StringRef shownPath, LockMode mode);
  std::vector<KeptLock> locks;
  std::set<FileId> locked;            ///< on Unix
  std::set<std::string> ownLockFiles; ///< on Windows: of all that is locked exclusively
  std::vector<std::string> lockFiles;
};

/// Removes the lock file of this process, for callers that end the process where it stands.
void endLockFile();

/// The lock file of the name `path`: ".NAME.armeld-lock" beside the file that it leads to.
Expected<std::string> lockFileOf(StringRef path);

} // namespace armeld
