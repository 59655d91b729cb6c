#include "os/files.h"
#include "os/posix_forms.h"

#include <unistd.h>

namespace armeld {

int fullSync(int descriptor) { return fsync(descriptor); }

// POSIX has none.
void beginSync(int) {}

} // namespace armeld
