#include "os/files.h"

#include <cerrno>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace armeld {

// The file system shares the blocks of both where it can (FICLONE), or copies by itself.
llvm::ErrorOr<uint64_t> copyBySystem(int from, int to) {
  if (ioctl(to, FICLONE, from) == 0) {
    llvm::ErrorOr<FileStatus> status = statusOf(from);
    if (!status)
      return status.getError();
    lseek(from, 0, SEEK_END);
    return status->size;
  }
  for (uint64_t total = 0;;) {
    ssize_t copied = copy_file_range(from, nullptr, to, nullptr, size_t(1) << 30, 0);
    if (copied > 0)
      total += uint64_t(copied);
    else if (copied < 0 && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO))
      return std::error_code(errno, std::generic_category());
    else if (copied == 0 || errno != EINTR)
      return total; // the end, or what this file system cannot do
  }
}

} // namespace armeld
