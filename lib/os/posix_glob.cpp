#include "os/glob.h"

#include <fnmatch.h>

namespace armeld {

bool matchesGlob(Name name, Name glob) {
  return fnmatch(glob.str().c_str(), name.str().c_str(), 0) == 0;
}

} // namespace armeld
