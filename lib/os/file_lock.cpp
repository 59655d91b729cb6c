#include "os/file_lock.h"

#include "os/symbolic_link.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <climits>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armeld {

namespace path = llvm::sys::path;

/// The content of a file below /proc, or nothing.
static std::string processFile(const Twine &name) {
  auto buffer = llvm::MemoryBuffer::getFileAsStream(name);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

/// " by ar-meld (process 123)": which process holds the lock on the file, as far as the system
/// tells. Source: proc(5), "/proc/locks"; a line is "1: FLOCK ADVISORY WRITE 123 08:01:4711 0 EOF".
static std::string holderOf(const struct stat &file) {
  std::string inode = ":" + std::to_string(file.st_ino);
  std::string all = processFile("/proc/locks");
  for (StringRef rest = all; !rest.empty();) {
    auto [line, after] = rest.split('\n');
    rest = after;
    llvm::SmallVector<StringRef, 8> fields;
    line.split(fields, ' ', -1, /*KeepEmpty=*/false);
    if (fields.size() < 6 || fields[1] != "FLOCK" || !fields[5].ends_with(inode))
      continue;
    std::string name = processFile("/proc/" + fields[4] + "/comm");
    return (" by " + (name.empty() ? "a program that ended process" : StringRef(name).trim()) +
            (name.empty() ? " " : " (process ") + fields[4] + (name.empty() ? " started" : ")"))
        .str();
  }
  return " by another process";
}

Expected<std::string> lockFileOf(StringRef name) {
  Expected<std::string> target = followLinks(name);
  if (!target)
    return target.takeError();
  llvm::SmallString<256> lockFile = path::parent_path(*target);
  path::append(lockFile, "." + path::filename(*target).take_front(200) + ".armeld-lock");
  return std::string(lockFile);
}

/// What `endLockFile` removes.
static char current[PATH_MAX];

void endLockFile() {
  if (current[0] != '\0')
    unlink(current);
}

FileLocks::~FileLocks() {
  current[0] = '\0';
  for (const std::string &file : lockFiles)
    unlink(file.c_str()); // while we still hold the lock, so that no other process can have it
}

Error FileLocks::take(StringRef name, StringRef shownPath, int openFlags, LockMode mode) {
  auto fault = [&](int cause) {
    StringRef folder = path::parent_path(shownPath);
    if (cause == ENOENT && !folder.empty() && !llvm::sys::fs::is_directory(folder))
      return failure(shown(shownPath) + ": there is no folder '" + shown(folder) + "'");
    Error error = systemFailure(cause);
    if (name != shownPath)
      error = at("cannot make the lock file " + shown(name), std::move(error));
    return at(shown(shownPath), std::move(error));
  };
  for (;;) {
    Descriptor file(open(name.str().c_str(), openFlags | O_CLOEXEC | O_NONBLOCK, 0666));
    struct stat opened;
    if (!file.isOpen() && errno == EINTR)
      continue;
    if (!file.isOpen() || fstat(file.get(), &opened) != 0)
      return fault(errno);
    if (locked.contains(idOf(opened)))
      return Error::success();
    if (flock(file.get(), (mode == LockMode::shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
      if (errno == EINTR)
        continue;
      if (errno == EWOULDBLOCK)
        return failure(shown(shownPath) + ": is in use" + holderOf(opened));
      return fault(errno);
    }
    // The file may have been replaced or removed before we had the lock.
    if (idOf(name) != idOf(opened))
      continue;
    locked.insert(idOf(opened));
    locks.emplace_back(std::move(file));
    return Error::success();
  }
}

Error FileLocks::lock(StringRef name, LockMode mode) { return take(name, name, O_RDONLY, mode); }

Error FileLocks::lockName(StringRef name) {
  Expected<std::string> lockFile = lockFileOf(name);
  if (!lockFile)
    return at(shown(name), lockFile.takeError());
  if (Error error = take(*lockFile, name, O_RDWR | O_CREAT | O_NOFOLLOW, LockMode::exclusive))
    return error;
  if (lockFile->size() < sizeof current) // before memory is asked for
    memcpy(current, lockFile->c_str(), lockFile->size() + 1);
  lockFiles.push_back(*lockFile);
  return access(name.str().c_str(), F_OK) == 0 ? lock(name) : Error::success();
}

void FileLocks::inherit() {
  for (KeptLock &lock : locks)
    lock.inherit();
}

} // namespace armeld
