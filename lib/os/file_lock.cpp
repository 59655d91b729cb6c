#include "os/file_lock.h"

#include "os/files.h"
#include "os/parallel.h"
#include "os/symbolic_link.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstring>

namespace armeld {

namespace path = llvm::sys::path;

Expected<std::string> lockFileOf(StringRef name) {
  Expected<std::string> target = followLinks(name);
  if (!target)
    return target.takeError();
  llvm::SmallString<256> lockFile = path::parent_path(*target);
  path::append(lockFile, "." + path::filename(*target).take_front(200) + ".armeld-lock");
  return std::string(lockFile);
}

/// What `endLockFile` removes.
static char current[mostPathBytes];

void endLockFile() {
  if (current[0] != '\0')
    removeFile(current);
}

FileLocks::~FileLocks() {
  current[0] = '\0';
  for (const std::string &file : lockFiles)
    removeFile(file); // while we still hold the lock, so that no other process can have it
  // A file that was replaced goes with its last descriptor, and the system frees its memory in the
  // thread that closes that.
  parallelFor(locks.size(), 0, [&](size_t i) { KeptLock released = std::move(locks[i]); });
}

Error FileLocks::lock(StringRef name, LockMode mode) { return take(name, name, mode); }

Error FileLocks::lockName(StringRef name) {
  Expected<std::string> lockFile = lockFileOf(name);
  if (!lockFile)
    return at(shown(name), lockFile.takeError());
  if (Error error = take(*lockFile, name, LockMode::exclusive))
    return error;
  if (lockFile->size() < sizeof current) // before memory is asked for
    memcpy(current, lockFile->c_str(), lockFile->size() + 1);
  lockFiles.push_back(*lockFile);
  return llvm::sys::fs::exists(name) ? lock(name) : Error::success();
}

} // namespace armeld
