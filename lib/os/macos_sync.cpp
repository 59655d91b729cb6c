#include "os/files.h"
#include "os/posix_forms.h"

#include <fcntl.h>
#include <unistd.h>

namespace armeld {

// fsync(2) of macOS leaves the data in the memory of the disk. Some file systems, those of
// networks above all, know no F_FULLFSYNC.
int fullSync(int descriptor) { return fcntl(descriptor, F_FULLFSYNC) == 0 ? 0 : fsync(descriptor); }

void beginSync(int) {}

} // namespace armeld
