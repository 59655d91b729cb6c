#include "os/file_lock.h"

#include "os/posix_forms.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armeld {

namespace path = llvm::sys::path;

Error FileLocks::take(StringRef name, StringRef shownPath, LockMode mode) {
  auto fault = [&](int cause) {
    StringRef folder = path::parent_path(shownPath);
    if (cause == ENOENT && !folder.empty() && !llvm::sys::fs::is_directory(folder))
      return failure(shown(shownPath) + ": there is no folder '" + shown(folder) + "'");
    Error error = systemFailure(cause);
    if (name != shownPath)
      error = at("cannot make the lock file " + shown(name), std::move(error));
    return at(shown(shownPath), std::move(error));
  };
  // A lock file is made, and the lock must not be on what a symbolic link leads to.
  int openFlags = name == shownPath ? O_RDONLY : O_RDWR | O_CREAT | O_NOFOLLOW;
  for (;;) {
    Descriptor file(open(name.str().c_str(), openFlags | O_CLOEXEC | O_NONBLOCK, 0666));
    struct stat opened;
    if (!file.isOpen() && errno == EINTR)
      continue;
    if (!file.isOpen() || fstat(file.get(), &opened) != 0)
      return fault(errno);
    const FileId id = {opened.st_dev, opened.st_ino};
    if (locked.contains(id))
      return Error::success();
    if (flock(file.get(), (mode == LockMode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
      if (errno == EINTR)
        continue;
      if (errno == EWOULDBLOCK)
        return failure(shown(shownPath) + ": is in use" + lockHolder(id));
      return fault(errno);
    }
    // The file may have been replaced or removed before we had the lock.
    if (idOf(name) != id)
      continue;
    locked.insert(id);
    locks.emplace_back(std::move(file));
    return Error::success();
  }
}

void FileLocks::inherit() {
  for (KeptLock &lock : locks)
    lock.inherit();
}

} // namespace armeld
