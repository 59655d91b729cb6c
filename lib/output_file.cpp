#include "output_file.h"

#include "llvm/Support/Path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Where the symbolic link at `path` leads, or `path` itself.
static std::string followLinks(StringRef name) {
  llvm::SmallString<256> target;
  if (fs::is_symlink_file(name) && !fs::real_path(name, target))
    return std::string(target);
  return name.str();
}

Expected<OutputFile> OutputFile::create(StringRef name, SymbolicLink link) {
  std::string target = link == SymbolicLink::follow ? followLinks(name) : name.str();
  if (fs::is_directory(target))
    return systemFailure(EISDIR);
  llvm::SmallString<256> model = path::parent_path(target);
  path::append(model, "." + path::filename(target).take_front(200) + ".armeld-%%%%%%%%");
  Expected<fs::TempFile> file = fs::TempFile::create(model, fs::all_read | fs::all_write);
  if (!file) {
    // LLVM's message says the random name; the cause is enough here.
    return failure(llvm::errorToErrorCode(file.takeError()).message());
  }
  return OutputFile(std::move(*file), std::move(target));
}

OutputFile::~OutputFile() {
  if (temporary)
    llvm::consumeError(temporary->discard());
}

Error OutputFile::copyAttributesOfTarget() {
  struct stat status;
  if (stat(target.c_str(), &status) != 0)
    return errno == ENOENT ? Error::success() : systemFailure(errno);
  // Owner first: chown clears the set-id bits.
  if (fchown(temporary->FD, status.st_uid, status.st_gid) != 0 && errno != EPERM)
    return systemFailure(errno);
  if (fchmod(temporary->FD, status.st_mode & 07777) != 0)
    return systemFailure(errno);
  ssize_t size = listxattr(target.c_str(), nullptr, 0);
  if (size <= 0) // none, or a file system without them
    return Error::success();
  std::string names(size_t(size), '\0');
  size = listxattr(target.c_str(), names.data(), names.size());
  for (StringRef rest(names.data(), size_t(std::max<ssize_t>(size, 0))); !rest.empty();) {
    auto [attribute, after] = rest.split('\0');
    rest = after;
    std::string key = attribute.str();
    ssize_t length = getxattr(target.c_str(), key.c_str(), nullptr, 0);
    if (length < 0)
      continue;
    std::string value(size_t(length), '\0');
    length = getxattr(target.c_str(), key.c_str(), value.data(), value.size());
    if (length < 0 || fsetxattr(temporary->FD, key.c_str(), value.data(), size_t(length), 0) != 0)
      continue; // security.* and trusted.* belong to root
  }
  return Error::success();
}

Error OutputFile::adopt(StringRef path) {
  if (rename(path.str().c_str(), temporary->TmpName.c_str()) != 0)
    return systemFailure(errno);
  int descriptor = open(temporary->TmpName.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0)
    return systemFailure(errno);
  close(temporary->FD);
  temporary->FD = descriptor;
  return Error::success();
}

static Error sync(int descriptor) {
  while (fsync(descriptor) != 0)
    if (errno != EINTR)
      return systemFailure(errno);
  return Error::success();
}

Error OutputFile::commit(bool durable) {
  if (durable)
    if (Error error = sync(temporary->FD))
      return error;
  Error error = temporary->keep(target);
  temporary.reset();
  if (error || !durable)
    return error;
  StringRef folder = path::parent_path(target);
  int descriptor =
      open(folder.empty() ? "." : folder.str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return systemFailure(errno);
  error = sync(descriptor);
  close(descriptor);
  return error;
}

Error writeDocument(StringRef name, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  bool toStandardOutput = name == "-";
  std::optional<OutputFile> file;
  if (!toStandardOutput) {
    Expected<OutputFile> created = OutputFile::create(name);
    if (!created)
      return at(shown(name), created.takeError());
    file.emplace(std::move(*created));
  }
  llvm::raw_fd_ostream stream(toStandardOutput ? STDOUT_FILENO : file->descriptor(),
                              /*shouldClose=*/false);
  stream.SetBufferSize(1 << 18);
  write(stream);
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error(); // else its destructor ends the process
    return failure((toStandardOutput ? "standard output" : shown(name)) + ": " + code.message());
  }
  return file ? at(shown(name), file->commit()) : Error::success();
}

} // namespace armeld
