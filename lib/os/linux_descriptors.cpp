#include "os/posix_forms.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace armeld {

int closedPipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

void closeRange(unsigned first, unsigned end) {
  if (first >= end || syscall(SYS_close_range, first, end - 1, 0) == 0)
    return;
  struct rlimit limits; // a kernel before 5.9
  if (getrlimit(RLIMIT_NOFILE, &limits) == 0)
    end = unsigned(std::min<rlim_t>(end, limits.rlim_max));
  for (unsigned fd = first; fd < end; ++fd)
    close(int(fd));
}

int namelessFile() { return memfd_create("output", MFD_CLOEXEC); }

} // namespace armeld
