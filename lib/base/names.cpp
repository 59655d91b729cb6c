#include "base/names.h"

namespace armeld {

Name baseName(Name path) { return path.drop_front(path.rfind('/') + 1); }

} // namespace armeld
