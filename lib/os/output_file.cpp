#include "os/output_file.h"

#include "os/descriptor.h"
#include "os/temporary_files.h"

#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>
#include <utility>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

Expected<OutputFile> OutputFile::create(StringRef name, SymbolicLink link) {
  std::string target = name.str();
  if (link == SymbolicLink::follow) {
    Expected<std::string> followed = followLinks(name);
    if (!followed)
      return followed.takeError();
    target = std::move(*followed);
  }
  if (fs::is_directory(target))
    return systemFailure(EISDIR);
  Expected<TemporaryFile> file = makeTemporaryFile(target);
  if (!file)
    return file.takeError();
  return OutputFile(file->descriptor.release(), std::move(file->path), std::move(target));
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : fd(std::exchange(other.fd, -1)), temporary(std::exchange(other.temporary, {})),
      target(std::move(other.target)) {}

OutputFile::~OutputFile() {
  if (!temporary.empty()) {
    unlink(temporary.c_str());
    llvm::sys::DontRemoveFileOnSignal(temporary);
  }
  if (fd >= 0)
    close(fd);
}

Error OutputFile::copyAttributesOf(const std::string &path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0)
    return errno == ENOENT ? Error::success() : systemFailure(errno);
  // Owner first: chown clears the set-id bits.
  // The group by itself, for who may give files to a group but not to another user.
  for (auto [owner, group] : {std::pair(uid_t(-1), status.st_gid), {status.st_uid, gid_t(-1)}})
    if (fchown(fd, owner, group) != 0 && errno != EPERM)
      return systemFailure(errno);
  if (fchmod(fd, status.st_mode & 07777) != 0)
    return systemFailure(errno);
  ssize_t size = listxattr(path.c_str(), nullptr, 0);
  if (size <= 0) // none, or a file system without them
    return Error::success();
  std::string names(size_t(size), '\0');
  size = listxattr(path.c_str(), names.data(), names.size());
  for (StringRef rest(names.data(), size_t(std::max<ssize_t>(size, 0))); !rest.empty();) {
    auto [attribute, after] = rest.split('\0');
    rest = after;
    std::string key = attribute.str();
    ssize_t length = getxattr(path.c_str(), key.c_str(), nullptr, 0);
    if (length < 0)
      continue;
    std::string value(size_t(length), '\0');
    length = getxattr(path.c_str(), key.c_str(), value.data(), value.size());
    if (length < 0 || fsetxattr(fd, key.c_str(), value.data(), size_t(length), 0) != 0)
      continue; // security.* and trusted.* belong to root
  }
  return Error::success();
}

Error OutputFile::adopt(StringRef path) {
  int descriptor = open(path.str().c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0)
    return systemFailure(errno);
  flock(descriptor, LOCK_EX | LOCK_NB);
  if (rename(path.str().c_str(), temporary.c_str()) != 0) {
    int cause = errno;
    close(descriptor);
    return systemFailure(cause);
  }
  close(fd);
  fd = descriptor;
  return Error::success();
}

static Error sync(int descriptor) {
  while (fsync(descriptor) != 0)
    if (errno != EINTR)
      return systemFailure(errno);
  return Error::success();
}

static Error syncFolder(StringRef folder) {
  int descriptor =
      open(folder.empty() ? "." : folder.str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return systemFailure(errno);
  Descriptor closing(descriptor);
  return sync(descriptor);
}

Error OutputFile::commit(bool durable) {
  if (durable)
    if (Error error = sync(fd))
      return error;
  // Not llvm::sys::fs::TempFile, which copies over the target where it cannot rename.
  if (rename(temporary.c_str(), target.c_str()) != 0)
    return systemFailure(errno);
  llvm::sys::DontRemoveFileOnSignal(temporary);
  temporary.clear();
  return durable ? syncFolder(path::parent_path(target)) : Error::success();
}

/// Whether `name` is there and is a device, a pipe or the like: what is written goes into it. To
/// put a file in the place of /dev/null would be the end of the system.
static bool isNoFile(StringRef name) {
  fs::file_status status;
  if (fs::status(name, status))
    return false;
  return status.type() != fs::file_type::regular_file &&
         status.type() != fs::file_type::directory_file;
}

/// A document in the place of a library is a mistake on the command line: "-o" without its
/// argument, say, and the next word is taken for it.
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
