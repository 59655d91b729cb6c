#include "base/names.h"

#include <fnmatch.h>

namespace armeld {

Name baseName(Name path) { return path.drop_front(path.rfind('/') + 1); }

bool matchesGlob(Name name, Name glob) {
  return fnmatch(glob.str().c_str(), name.str().c_str(), 0) == 0;
}

} // namespace armeld
