#include "os/file_content.h"

#include "os/descriptor.h"
#include "os/mapped_file.h"

#include "llvm/Support/FileSystem.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armeld {

static Error writeAll(int to, StringRef bytes) {
  while (!bytes.empty()) {
    ssize_t written = write(to, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR)
      return systemFailure(errno);
    bytes = bytes.drop_front(written < 0 ? 0 : size_t(written));
  }
  return Error::success();
}

/// Copies from where both files stand to the end of the first, in this process. Returns the number
/// of bytes.
static Expected<uint64_t> copyByReading(StringRef path, int from, int to) {
  static thread_local std::array<char, 1 << 18> buffer;
  for (uint64_t total = 0;;) {
    ssize_t got = read(from, buffer.data(), buffer.size());
    if (got == 0)
      return total;
    if (got < 0 && errno != EINTR)
      return at(shown(path), systemFailure(errno));
    if (got < 0)
      continue;
    if (Error error = writeAll(to, StringRef(buffer.data(), size_t(got))))
      return error;
    total += uint64_t(got);
  }
}

/// Copies as much as copy_file_range does. Returns the number of bytes.
static Expected<uint64_t> copyInKernel(int from, int to) {
  for (uint64_t total = 0;;) {
    ssize_t copied = copy_file_range(from, nullptr, to, nullptr, size_t(1) << 30, 0);
    if (copied > 0)
      total += uint64_t(copied);
    else if (copied < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO))
      return systemFailure(errno);
    else if (copied == 0 || errno != EINTR)
      return total; // the end, or what this file system cannot do
  }
}

Error copyContent(StringRef path, int to) {
  Descriptor from(open(path.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status;
  if (!from.isOpen() || fstat(from.get(), &status) != 0)
    return at(shown(path), systemFailure(errno));
  if (!S_ISREG(status.st_mode))
    return failure(shown(path) + ": is not a regular file");
  if (ioctl(to, FICLONE, from.get()) == 0)
    return Error::success();
  Expected<uint64_t> copied = copyInKernel(from.get(), to);
  if (!copied)
    return copied.takeError();
  Expected<uint64_t> rest = copyByReading(path, from.get(), to);
  if (!rest)
    return rest.takeError();
  if (*copied + *rest < uint64_t(status.st_size))
    return failure(shown(path) + ": became shorter while it was read");
  return Error::success();
}

Expected<bool> haveSameBytes(StringRef path, StringRef other) {
  if (!llvm::sys::fs::exists(other))
    return false;
  Expected<MappedFile> first = MappedFile::open(path);
  if (!first)
    return at(shown(path), first.takeError());
  Expected<MappedFile> second = MappedFile::open(other);
  if (!second)
    return at(shown(other), second.takeError());
  return first->bytes() == second->bytes();
}

} // namespace armeld
