#include "os/posix_forms.h"

#include "os/files.h"

#include <algorithm>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

namespace armeld {

// Another thread may start a program before the flags are set; that one then has the pipe open
// until it ends.
int closedPipe(int ends[2]) {
  if (pipe(ends) != 0)
    return -1;
  for (int i = 0; i < 2; ++i)
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  return 0;
}

void closeRange(unsigned first, unsigned end) {
  struct rlimit limits;
  if (getrlimit(RLIMIT_NOFILE, &limits) == 0)
    end = unsigned(std::min<rlim_t>(end, limits.rlim_cur));
  for (unsigned fd = first; fd < end; ++fd)
    close(int(fd));
}

int namelessFile() {
  std::string name = temporaryFolder() + "/armeld.XXXXXX";
  int fd = mkstemp(name.data());
  if (fd < 0)
    return -1;
  unlink(name.c_str());
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  return fd;
}

} // namespace armeld
