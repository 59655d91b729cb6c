// Shell patterns.
#pragma once

#include "base/names.h"

namespace armeld {

/// Whether `name` matches the shell pattern `glob`, as fnmatch(3) has it without flags and in the
/// locale "C": `*`, `?`, `[...]` and `\` are special. The same on all systems, of which not all
/// have fnmatch.
bool matchesGlob(Name name, Name glob);

} // namespace armeld
