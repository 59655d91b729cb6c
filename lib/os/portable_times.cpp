#include "os/posix_forms.h"

namespace armeld {

FileTimes timesOf(const struct stat &status) { return {status.st_mtim, status.st_ctim}; }

} // namespace armeld
