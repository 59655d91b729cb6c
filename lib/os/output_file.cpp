#include "os/output_file.h"

#include "os/descriptor.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// The file that an output at `name` will be.
static Expected<std::string> targetOf(StringRef name, SymbolicLink link) {
  std::string target = name.str();
  if (link == SymbolicLink::follow) {
    Expected<std::string> followed = followLinks(name);
    if (!followed)
      return followed.takeError();
    target = std::move(*followed);
  }
  if (fs::is_directory(target))
    return systemFailure(EISDIR);
  return target;
}

Expected<OutputFile> OutputFile::create(StringRef name, SymbolicLink link) {
  Expected<std::string> target = targetOf(name, link);
  if (!target)
    return target.takeError();
  Expected<TemporaryFile> file = makeTemporaryFile(*target);
  if (!file)
    return file.takeError();
  return OutputFile(std::move(*file), std::move(*target));
}

Expected<OutputFile> OutputFile::moved(const std::string &from, StringRef name) {
  Expected<std::string> target = targetOf(name, SymbolicLink::follow);
  if (!target)
    return target.takeError();
  Expected<TemporaryFile> file = moveToTemporaryFile(from, *target);
  if (!file)
    return file.takeError();
  return OutputFile(std::move(*file), std::move(*target));
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : file(std::move(other.file)), lock(std::move(other.lock)), target(std::move(other.target)) {
  other.file.path.clear();
}

OutputFile::~OutputFile() {
  if (!file.path.empty())
    unlink(file.path.c_str());
}

/// The names in a list of extended attributes, as `list` (listxattr or flistxattr) gives it.
static std::vector<std::string> attributeNames(llvm::function_ref<ssize_t(char *, size_t)> list) {
  ssize_t size = list(nullptr, 0);
  if (size <= 0) // none, or a file system without them
    return {};
  std::string names(size_t(size), '\0');
  size = list(names.data(), names.size());
  std::vector<std::string> all;
  for (StringRef rest(names.data(), size_t(std::max<ssize_t>(size, 0))); !rest.empty();) {
    auto [name, after] = rest.split('\0');
    rest = after;
    all.push_back(name.str());
  }
  return all;
}

/// Gives the open file `fd` the extended attributes of the file at `path` and no others.
static void copyExtendedAttributes(const std::string &path, int fd) {
  std::vector<std::string> wanted =
      attributeNames([&](char *list, size_t size) { return listxattr(path.c_str(), list, size); });
  // A file that was moved here may have some from its old folder: a default access control list,
  // say.
  for (const std::string &name :
       attributeNames([&](char *list, size_t size) { return flistxattr(fd, list, size); }))
    if (!llvm::is_contained(wanted, name))
      fremovexattr(fd, name.c_str());
  for (const std::string &name : wanted) {
    ssize_t length = getxattr(path.c_str(), name.c_str(), nullptr, 0);
    if (length < 0)
      continue;
    std::string value(size_t(length), '\0');
    length = getxattr(path.c_str(), name.c_str(), value.data(), value.size());
    if (length >= 0) // fails for security.* and trusted.*, which belong to root
      fsetxattr(fd, name.c_str(), value.data(), size_t(length), 0);
  }
}

Error OutputFile::copyAttributesOf(const std::string &path) {
  struct stat status;
  int fd = descriptor();
  if (stat(path.c_str(), &status) != 0)
    return errno == ENOENT ? Error::success() : systemFailure(errno);
  // Owner first: chown clears the set-id bits.
  // The group by itself, for users who may give files to a group but not to another user.
  for (auto [owner, group] : {std::pair(uid_t(-1), status.st_gid), {status.st_uid, gid_t(-1)}})
    if (fchown(fd, owner, group) != 0 && errno != EPERM)
      return systemFailure(errno);
  if (fchmod(fd, status.st_mode & 07777) != 0)
    return systemFailure(errno);
  copyExtendedAttributes(path, fd);
  return Error::success();
}

static Error syncDescriptor(int descriptor) {
  while (fsync(descriptor) != 0)
    if (errno != EINTR)
      return systemFailure(errno);
  return Error::success();
}

void OutputFile::finish() { lock = KeptLock(std::move(file.descriptor)); }

/// Another descriptor for a finished file. It does as well for fsync(2), which writes the file, and
/// gives the errors that writing it has had since it was first opened, because the lock keeps it
/// open.
Descriptor OutputFile::reopened() const {
  return Descriptor(open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
}

void OutputFile::startSync() const {
  Descriptor again = reopened();
  if (again.isOpen())
    sync_file_range(again.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

Error OutputFile::sync() const {
  if (file.descriptor.isOpen())
    return syncDescriptor(descriptor());
  Descriptor again = reopened();
  return again.isOpen() ? syncDescriptor(again.get()) : systemFailure(errno);
}

Error syncFolder(StringRef folder) {
  Descriptor opened(
      open(folder.empty() ? "." : folder.str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.isOpen() ? syncDescriptor(opened.get()) : systemFailure(errno);
}

Error OutputFile::commit(bool durable) {
  if (durable)
    if (Error error = sync())
      return error;
  // Not llvm::sys::fs::TempFile, which copies over the target where it cannot rename.
  if (rename(file.path.c_str(), target.c_str()) != 0)
    return systemFailure(errno);
  file.registration = RemovedAtSignal();
  file.path.clear();
  return durable ? syncFolder(path::parent_path(target)) : Error::success();
}

/// Whether `name` exists and is a device, a pipe or the like: what is written goes into it. A file
/// must never replace /dev/null.
static bool isNoFile(StringRef name) {
  fs::file_status status;
  if (fs::status(name, status))
    return false;
  return status.type() != fs::file_type::regular_file &&
         status.type() != fs::file_type::directory_file;
}

/// A document over a library is a mistake on the command line: "-o" without its argument, say,
/// which then takes the next word.
static bool isLibrary(StringRef name) {
  if (isNoFile(name))
    return false;
  llvm::file_magic magic;
  return !llvm::identify_magic(name, magic) &&
         (magic == llvm::file_magic::archive || magic == llvm::file_magic::macho_universal_binary);
}

char BrokenPipe::ID = 0;

void BrokenPipe::log(llvm::raw_ostream &out) const {
  out << "standard output: " << convertToErrorCode().message();
}

std::error_code BrokenPipe::convertToErrorCode() const {
  return std::make_error_code(std::errc::broken_pipe);
}

Error writeDocument(StringRef name, llvm::function_ref<void(llvm::raw_ostream &)> write,
                    SymbolicLink link) {
  bool toStandardOutput = name == "-";
  std::optional<OutputFile> file;
  int device = -1;
  if (!toStandardOutput && isLibrary(name))
    return failure(shown(name) + ": is a library; no document is written over it");
  if (!toStandardOutput && isNoFile(name)) {
    device = open(name.str().c_str(), O_WRONLY | O_CLOEXEC);
    if (device < 0)
      return at(shown(name), systemFailure(errno));
  } else if (!toStandardOutput) {
    Expected<OutputFile> created = OutputFile::create(name, link);
    if (!created)
      return at(shown(name), created.takeError());
    file.emplace(std::move(*created));
  }
  int descriptor = toStandardOutput ? STDOUT_FILENO : device >= 0 ? device : file->descriptor();
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/device >= 0);
  stream.SetBufferSize(1 << 18);
  write(stream);
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error(); // else its destructor ends the process
    if (toStandardOutput && code == std::errc::broken_pipe)
      return llvm::make_error<BrokenPipe>();
    return failure((toStandardOutput ? "standard output" : shown(name)) + ": " + code.message());
  }
  return file ? at(shown(name), file->commit()) : Error::success();
}

} // namespace armeld
