#include "os/files.h"

namespace armeld {

// Those of macOS ignore case unless they were made otherwise. Of other letters than these, only the
// file system knows the cases.
std::string spellingKey(StringRef path) { return path.lower(); }

} // namespace armeld
