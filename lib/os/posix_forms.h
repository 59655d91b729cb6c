// What differs among the systems that are Unix: Linux, macOS and any other.
//
// Each function here is in a file linux_NAME.cpp, and in portable_NAME.cpp for systems that have
// only what POSIX says; macOS has some in macos_NAME.cpp. The Makefile picks one of each.
#pragma once

#include "base/error.h"
#include "os/file_id.h"

#include <ctime>
#include <sys/stat.h>
#include <sys/types.h>

namespace armeld {

// ---- times ----

struct FileTimes {
  timespec modified, changed;
};
FileTimes timesOf(const struct stat &status);

// ---- sync ----

/// As fsync(2), and the disk has it on its medium, not in its memory.
int fullSync(int descriptor);

// ---- attributes ----

/// Gives the open file `fd` the extended attributes of the file at `path` and no others.
void copyExtendedAttributes(const std::string &path, int fd);

// ---- descriptors ----

/// A pipe whose ends exec closes: reading, writing. Not 0 with errno set if there can be none.
int closedPipe(int ends[2]);
/// Closes the descriptors from `first` to before `end`. Between fork and exec, and in a keeper.
void closeRange(unsigned first, unsigned end);
/// An empty file without a name, which exec closes, or -1 with errno set. In memory where the
/// system has such files.
int namelessFile();

// ---- processes ----

/// Has the system send `signal` to this process when its parent ends, if it can. False if that has
/// ended already.
bool endWithParent(int signal, pid_t parent);
/// Bytes of memory that this process has for itself, or more.
uint64_t memoryInUse();
/// " by ar-meld (process 123)": which process holds the lock (flock) on the file, as far as the
/// system tells.
std::string lockHolder(const FileId &file);

} // namespace armeld
