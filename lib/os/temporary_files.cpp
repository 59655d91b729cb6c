#include "os/temporary_files.h"

#include "os/file_lock.h"
#include "os/files.h"
#include "os/new_folders.h"
#include "os/temporary_folder.h"
#include "os/unique_path.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

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

void endTemporaryFiles() {
  makeNoMoreFiles();
  removeAsAtSignal();
  endTemporaryFolder();
  endLockFile();
  endNewFolders(); // the others may be in one
}

static bool isLocked(const std::string &file) {
  llvm::ErrorOr<Descriptor> opened = openToSync(file);
  if (!opened) // when in doubt, it is in use
    return opened.getError() != std::errc::no_such_file_or_directory;
  return bool(lockExclusively(opened->get()));
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
      removeFile(file);
  }
}

/// The name of a temporary file of `target`, with % for the random digits.
static llvm::SmallString<256> temporaryModel(StringRef target) {
  llvm::SmallString<256> model = path::parent_path(target);
  path::append(model, temporaryPrefix(target) + std::string(randomDigits, '%'));
  return model;
}

static llvm::ErrorOr<Descriptor> createRegistered(StringRef name, RemovedAtSignal &registration) {
  MakingFile isMaking;
  RemovedAtSignal registered(name); // before there is anything to remove
  llvm::ErrorOr<Descriptor> made = createNew(name);
  if (made)
    registration = std::move(registered);
  return made;
}

Expected<TemporaryFile> makeTemporaryFile(StringRef target) {
  const llvm::SmallString<256> model = temporaryModel(target);
  for (;;) {
    const std::string name = uniquePath(model);
    RemovedAtSignal registration;
    llvm::ErrorOr<Descriptor> made = createRegistered(name, registration);
    if (!made && made.getError() == std::errc::file_exists)
      continue;
    if (!made)
      return systemFailure(made.getError());
    int fd = made->get();
    TemporaryFile file{std::move(*made), name, std::move(registration)};
    // Some file systems have no locks: then nothing there counts as abandoned either.
    if (lockExclusively(fd))
      return file;
    if (llvm::ErrorOr<FileStatus> status = statusOf(fd); !status || status->names > 0)
      return file;
    // Another run removed it as abandoned, in the moment before it was locked.
  }
}

Expected<TemporaryFile> moveToTemporaryFile(const std::string &path, StringRef target) {
  llvm::ErrorOr<Descriptor> found = openOwn(path);
  if (!found)
    return systemFailure(found.getError());
  llvm::ErrorOr<FileStatus> status = statusOf(found->get());
  if (!status)
    return systemFailure(status.getError());
  if (status->kind != FileKind::regular || status->names != 1)
    return failure("is not a file with one name");
  (void)lockExclusively(found->get());
  const llvm::SmallString<256> model = temporaryModel(target);
  for (;;) {
    const std::string name = uniquePath(model);
    MakingFile isMaking;
    RemovedAtSignal registration(name);
    std::error_code code = renameNew(path, name);
    if (!code)
      return TemporaryFile{std::move(*found), name, std::move(registration)};
    if (code != std::errc::file_exists)
      return systemFailure(code);
  }
}

} // namespace armeld
