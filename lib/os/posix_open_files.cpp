#include "os/open_files.h"

#include <sys/resource.h>

namespace armeld {

void raiseOpenFileLimit() {
  struct rlimit limits;
  if (getrlimit(RLIMIT_NOFILE, &limits) != 0 || limits.rlim_cur == limits.rlim_max)
    return;
  limits.rlim_cur = limits.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limits);
}

} // namespace armeld
