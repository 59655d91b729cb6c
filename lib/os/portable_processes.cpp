#include "os/posix_forms.h"

#include <sys/resource.h>
#include <unistd.h>

namespace armeld {

// The system tells no process that its parent has ended. A child that is not killed with its
// parent comes to its end by itself, and holds the locks that it has inherited until then.
bool endWithParent(int, pid_t parent) { return getppid() == parent; }

// The most that it ever had. POSIX leaves the unit open: kilobytes everywhere but on macOS, where
// it is bytes, so that this is too much there and the limit a looser one.
uint64_t memoryInUse() {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? uint64_t(usage.ru_maxrss) * 1024 : 0;
}

std::string lockHolder(const FileId &) { return " by another process"; }

} // namespace armeld
