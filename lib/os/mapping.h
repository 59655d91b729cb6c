// Files in memory: the calls of the system that mapped_file.h is made of.
#pragma once

#include "base/error.h"

#include "llvm/Support/ErrorOr.h"

namespace armeld {

/// Maps the first `size` bytes of an open file, more than none, for reading.
llvm::ErrorOr<const char *> mapPages(int descriptor, uint64_t size);
void unmapPages(const char *begin, uint64_t size);
/// Gives the memory of these pages back, as far as the system lets a process; they are read again
/// when they are looked at.
void releasePages(const char *begin, uint64_t size);

/// Whether a file can be replaced while it is mapped. If not, no mapping may be left when it is.
extern const bool canReplaceMapped;

/// Has `onLost` called when a read from a page fails, because the file behind it has become shorter
/// or its disk is gone. If that returns, the process ends as the system would have ended it. It may
/// only call what a signal handler may.
void watchLostPages(void (*onLost)(const char *address));

} // namespace armeld
