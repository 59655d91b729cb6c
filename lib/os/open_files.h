// How many files this process may have open.
#pragma once

namespace armeld {

/// Raises the soft limit of open files (RLIMIT_NOFILE) to the hard one. Usual soft limits of 1,024
/// are there for programs that call select(2), and a run may need a file for each library. Does
/// nothing if the system refuses.
void raiseOpenFileLimit();

} // namespace armeld
