#include "os/mapping.h"

#include <sys/mman.h>

namespace armeld {

void releasePages(const char *begin, uint64_t size) {
  madvise(const_cast<char *>(begin), size, MADV_DONTNEED);
}

} // namespace armeld
