#include "os/posix_forms.h"

namespace armeld {

FileTimes timesOf(const struct stat &status) { return {status.st_mtimespec, status.st_ctimespec}; }

} // namespace armeld
