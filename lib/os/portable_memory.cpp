#include "os/mapping.h"

#include <sys/mman.h>

namespace armeld {

void releasePages(const char *begin, uint64_t size) {
  posix_madvise(const_cast<char *>(begin), size, POSIX_MADV_DONTNEED);
}

} // namespace armeld
