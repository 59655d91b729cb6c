// Shell patterns.
#pragma once

#include "base/names.h"

namespace armeld {

/// Whether `name` matches the shell pattern `glob`, in which `*`, `?` and `[...]` are special.
bool matchesGlob(Name name, Name glob);

} // namespace armeld
