#include "pack/put_in_place.h"

#include "base/names.h"
#include "os/file_content.h"
#include "os/file_id.h"
#include "os/files.h"
#include "os/parallel.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <set>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

Error dropUnchanged(llvm::MutableArrayRef<Replacement> replacements, unsigned jobs) {
  return parallelTry(replacements.size(), jobs, [&](size_t i) -> Error {
    auto &[name, file] = replacements[i];
    if (!file)
      return Error::success();
    Expected<bool> same = haveSameBytes(file->temporaryPath(), file->targetPath());
    if (!same)
      return at(shown(name), same.takeError());
    if (*same)
      file.reset();
    return Error::success();
  });
}

// ---- backups ----

/// No backup may be a file that is written. It may be a library's second name, though: then a run
/// that was ended has made it, and it keeps the content when the first name gets another file.
static Error checkBackupNames(llvm::ArrayRef<Replacement> replacements, StringRef suffix) {
  llvm::StringSet<> names;
  llvm::DenseMap<FileId, const Replacement *> present;
  for (const Replacement &replacement : replacements) {
    names.insert(replacement.path);
    if (std::optional<FileId> id = idOf(replacement.path))
      present.try_emplace(*id, &replacement);
  }
  for (const Replacement &replacement : replacements) {
    std::string backup = (replacement.path + suffix).str();
    std::optional<FileId> id = idOf(backup);
    const Replacement *same = id ? present.lookup(*id) : nullptr;
    if (names.contains(backup) || (same && (same != &replacement || fs::is_symlink_file(backup))))
      return failure(shown(backup) + ": is an output and cannot be a backup too");
  }
  return Error::success();
}

/// Copies `target` where the file system has no hard links.
static Error copyBackup(const std::string &target, StringRef backup) {
  Expected<OutputFile> copy = OutputFile::create(backup, SymbolicLink::replace);
  if (!copy)
    return copy.takeError();
  if (Error error = copyContent(target, copy->descriptor()))
    return error;
  if (Error error = copy->copyAttributesOf(target))
    return error;
  return copy->commit(/*durable=*/true);
}

/// A second name for the file that will be replaced: when the first is taken over, the file lives
/// on under the second.
static Error keepBackup(const Replacement &replacement, const std::string &backup, bool dryRun) {
  std::string target = replacement.file->targetPath().str();
  if (fs::exists(backup)) {
    Expected<bool> same = haveSameBytes(target, backup);
    if (!same)
      return same.takeError();
    if (!*same)
      return failure("exists already, and a backup is not overwritten");
    return Error::success(); // a run that was ended has made it
  }
  if (dryRun || !linkFile(target, backup))
    return Error::success();
  return copyBackup(target, backup);
}

Error keepBackups(llvm::ArrayRef<Replacement> replacements, StringRef suffix) {
  if (Error error = checkBackupNames(replacements, suffix))
    return error;
  std::set<std::string> folders;
  for (bool dryRun : {true, false})
    for (const Replacement &replacement : replacements) {
      if (!replacement.file || !fs::exists(replacement.file->targetPath()))
        continue;
      std::string backup = (replacement.path + suffix).str();
      if (Error error = keepBackup(replacement, backup, dryRun))
        return at(shown(backup), std::move(error));
      folders.insert(path::parent_path(backup).str());
    }
  for (const std::string &folder : folders)
    if (std::error_code code = syncFolder(folder))
      return at(shown(folder.empty() ? "." : folder), systemFailure(code));
  return Error::success();
}

// ---- names ----

/// Writes the content of the files to the disk. It has all of them begun before it waits for the
/// first, so that a file system with a journal can commit many at once. The threads wait for the
/// disk, not for a processor, so there are more of them than processors.
static Error syncAll(llvm::ArrayRef<Replacement> replacements, unsigned jobs) {
  parallelFor(replacements.size(), jobs, [&](size_t i) {
    if (const auto &file = replacements[i].file)
      file->startSync();
  });
  constexpr unsigned usual = 16;
  return parallelTry(replacements.size(), jobs == 0 ? usual : jobs, [&](size_t i) {
    const auto &[name, file] = replacements[i];
    return file ? at(shown(name), file->sync()) : Error::success();
  });
}

/// Gives the files their names, and then writes each folder to the disk.
static Error giveNames(llvm::MutableArrayRef<Replacement> replacements) {
  Error error = Error::success();
  std::set<std::string> folders;
  for (auto &[name, file] : replacements) {
    if (!file)
      continue;
    folders.insert(path::parent_path(file->targetPath()).str());
    error = at(shown(name), file->commit());
    if (error)
      break;
  }
  // After an error as well, for those that have their names.
  for (const std::string &folder : folders)
    if (std::error_code code = syncFolder(folder); code && !error) // one line says why
      error = at(shown(folder.empty() ? "." : folder), systemFailure(code));
  return error;
}

Error putInPlace(llvm::MutableArrayRef<Replacement> replacements, unsigned jobs) {
  if (Error error = syncAll(replacements, jobs))
    return error;
  if (Error error = giveNames(replacements.take_front()))
    return error;
  return giveNames(replacements.drop_front());
}

} // namespace armeld
