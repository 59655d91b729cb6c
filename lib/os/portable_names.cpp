#include "os/files.h"

namespace armeld {

std::string spellingKey(StringRef path) { return path.str(); }

} // namespace armeld
