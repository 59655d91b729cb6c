// Locks on libraries on Windows.
//
// Here an open file cannot be replaced, so what is locked for writing is a lock file beside it,
// which nobody else may open, and which the system removes when the last process that has it open
// ends. What is locked for reading is open so that nobody can replace it. Who takes a lock of one
// kind looks for those of the other kind afterwards, so of two that come at one moment, one sees
// the other.
#include "os/file_lock.h"

#include "os/files.h"
#include "os/windows_forms.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fcntl.h>
#include <io.h>

namespace armeld {

namespace path = llvm::sys::path;

static Error inUse(StringRef name, const char *who) {
  return failure(shown(name) + ": is in use by another " + who);
}

static Descriptor descriptorOf(HANDLE handle) {
  return Descriptor(handle == INVALID_HANDLE_VALUE ? -1
                                                   : _open_osfhandle(intptr_t(handle), _O_BINARY));
}

/// The lock file, which is made. Others may only remove it.
static Descriptor openLockFile(StringRef name, DWORD disposition) {
  HANDLE handle;
  for (int tries = 0; tries < 20; ++tries) {
    handle = CreateFileW(WidePath(name), GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_DELETE,
                         nullptr, disposition, FILE_ATTRIBUTE_HIDDEN | FILE_FLAG_DELETE_ON_CLOSE,
                         nullptr);
    // That of a process which is just ending is still there, and can no longer be opened.
    if (handle != INVALID_HANDLE_VALUE || GetLastError() != ERROR_ACCESS_DENIED)
      break;
    Sleep(10);
  }
  return descriptorOf(handle);
}

/// One for all spellings of a path.
static std::string keyOf(StringRef path) {
  llvm::SmallString<256> whole = path;
  llvm::sys::fs::make_absolute(whole);
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return spellingKey(pathFromUser(std::string(whole)));
}

Error FileLocks::take(StringRef name, StringRef shownPath, LockMode mode) {
  Expected<std::string> found = name == shownPath ? lockFileOf(name) : name.str();
  if (!found)
    return at(shown(shownPath), found.takeError());
  const std::string &lockFile = *found;
  const std::string key = keyOf(lockFile);
  if (mode == LockMode::shared) {
    Descriptor file =
        descriptorOf(CreateFileW(WidePath(name), GENERIC_READ, FILE_SHARE_READ, nullptr,
                                 OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file.isOpen()) {
      std::error_code code = lastError();
      return code.value() == ERROR_SHARING_VIOLATION ? inUse(shownPath, "program")
                                                     : at(shown(shownPath), systemFailure(code));
    }
    if (llvm::sys::fs::exists(lockFile) && !ownLockFiles.contains(key) &&
        !openLockFile(lockFile, OPEN_EXISTING).isOpen() && llvm::sys::fs::exists(lockFile))
      return inUse(shownPath, "process");
    locks.emplace_back(std::move(file));
    return Error::success();
  }
  if (!ownLockFiles.contains(key)) {
    Descriptor file = openLockFile(lockFile, OPEN_ALWAYS);
    if (!file.isOpen()) {
      std::error_code code = lastError();
      StringRef folder = path::parent_path(shownPath);
      if (!folder.empty() && !llvm::sys::fs::is_directory(folder))
        return failure(shown(shownPath) + ": there is no folder '" + shown(folder) + "'");
      if (code.value() == ERROR_SHARING_VIOLATION)
        return inUse(shownPath, "process");
      return at(shown(shownPath),
                at("cannot make the lock file " + shown(lockFile), systemFailure(code)));
    }
    locks.emplace_back(std::move(file));
    ownLockFiles.insert(key);
  }
  if (name != shownPath)
    return Error::success(); // the name; the file follows, if there is one
  if (Error error = checkReplaceable(name))
    return at(shown(shownPath), std::move(error));
  Handle replaced(CreateFileW(WidePath(name), DELETE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (replaced)
    return Error::success();
  std::error_code code = lastError();
  return code.value() == ERROR_SHARING_VIOLATION ? inUse(shownPath, "program")
                                                 : at(shown(shownPath), systemFailure(code));
}

void FileLocks::inherit() {
  for (KeptLock &lock : locks)
    lock.inherit();
}

} // namespace armeld
