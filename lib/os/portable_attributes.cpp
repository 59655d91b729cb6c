#include "os/posix_forms.h"

namespace armeld {

// POSIX has no extended attributes.
void copyExtendedAttributes(const std::string &, int) {}

} // namespace armeld
