#include "os/files.h"
#include "os/posix_forms.h"

#include <fcntl.h>
#include <unistd.h>

namespace armeld {

int fullSync(int descriptor) { return fsync(descriptor); }

void beginSync(int descriptor) { sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE); }

} // namespace armeld
