#include "os/temporary_files.h"

#include "os/file_lock.h"
#include "os/new_folders.h"
#include "os/temporary_folder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fcntl.h>
#include <mutex>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static constexpr llvm::StringLiteral mark = ".armeld-";
static constexpr size_t randomDigits = 8;

/// What the names of all temporary files of a target begin with: ".libfoo.a.armeld-".
static std::string temporaryPrefix(StringRef target) {
  return ("." + path::filename(target).take_front(200) + mark).str();
}

/// The name of the temporary file that `fileName` is or was made from: symtab-update and llvm-ar
/// append to it.
static StringRef temporaryName(StringRef fileName) {
  size_t end = fileName.rfind(mark);
  return fileName.take_front(end == StringRef::npos ? 0 : end + mark.size() + randomDigits);
}

/// Held while a temporary file is made and noted. Recursive, because memory may run out meanwhile.
static std::recursive_mutex making;

void endTemporaryFiles() {
  making.lock();
  removeAsAtSignal();
  endTemporaryFolder();
  endLockFile();
  endNewFolders(); // the others may be in one
}

static bool isLocked(const std::string &file) {
  int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  if (fd < 0)
    return errno != ENOENT; // when in doubt, it is in use
  Descriptor closing(fd);
  return flock(fd, LOCK_EX | LOCK_NB) != 0;
}

void removeAbandoned(llvm::ArrayRef<std::string> targets) {
  llvm::StringMap<llvm::StringSet<>> prefixesIn; // by folder
  for (const std::string &target : targets) {
    StringRef folder = path::parent_path(target);
    prefixesIn[folder.empty() ? "." : folder].insert(temporaryPrefix(target));
  }
  for (const auto &[folder, prefixes] : prefixesIn) {
    std::error_code code;
    std::vector<std::string> abandoned;
    for (fs::directory_iterator at(folder, code, false), end; !code && at != end;
         at.increment(code)) {
      StringRef name = temporaryName(path::filename(at->path()));
      if (name.empty() || !prefixes.contains(name.drop_back(randomDigits)))
        continue;
      llvm::SmallString<256> first = folder;
      path::append(first, name);
      if (!isLocked(std::string(first)))
        abandoned.push_back(at->path());
    }
    for (const std::string &file : abandoned)
      unlink(file.c_str());
  }
}

/// The name of a temporary file of `target`, with % for the random digits.
static llvm::SmallString<256> temporaryModel(StringRef target) {
  llvm::SmallString<256> model = path::parent_path(target);
  path::append(model, temporaryPrefix(target) + std::string(randomDigits, '%'));
  return model;
}

Expected<TemporaryFile> makeTemporaryFile(StringRef target) {
  const llvm::SmallString<256> model = temporaryModel(target);
  for (;;) {
    int fd;
    llvm::SmallString<256> made;
    std::unique_lock isMaking(making);
    if (std::error_code code =
            fs::createUniqueFile(model, fd, made, fs::OF_None, fs::all_read | fs::all_write))
      return failure(code.message());
    TemporaryFile file{Descriptor(fd), std::string(made), RemovedAtSignal(made)};
    isMaking.unlock();
    struct stat status;
    // Some file systems have no locks: then nothing there counts as abandoned either.
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 || fstat(fd, &status) != 0 || status.st_nlink > 0)
      return file;
    // Another run removed it as abandoned, in the moment before it was locked.
  }
}

Expected<TemporaryFile> moveToTemporaryFile(const std::string &path, StringRef target) {
  Descriptor found(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status;
  if (!found.isOpen() || fstat(found.get(), &status) != 0)
    return systemFailure(errno);
  if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
    return failure("is not a file with one name");
  flock(found.get(), LOCK_EX | LOCK_NB);
  const llvm::SmallString<256> model = temporaryModel(target);
  for (;;) {
    llvm::SmallString<256> name;
    fs::createUniquePath(model, name, /*MakeAbsolute=*/false);
    std::lock_guard isMaking(making);
    // A second name, and not rename(2), which would take the place of a file of that name. Nor is a
    // file made for rename to replace: ext4 without a journal reuses no inode for minutes after its
    // release, and for each new file looks at all of them (fs/ext4/ialloc.c, recently_deleted).
    if (link(path.c_str(), name.c_str()) == 0) {
      TemporaryFile file{std::move(found), std::string(name), RemovedAtSignal(name)};
      if (unlink(path.c_str()) != 0 && errno != ENOENT) {
        int cause = errno;
        unlink(name.c_str());
        return systemFailure(cause);
      }
      return file;
    }
    if (errno != EEXIST)
      return systemFailure(errno);
  }
}

} // namespace armeld
