// A file that is read by mapping it into memory.
//
// Libraries are large and are read once, so they are mapped and never copied. A mapping has one
// trap: if another process truncates the file, access to the lost pages ends the process (SIGBUS).
// `exitOnTruncation` turns that into an error message and exit code 2.
//
// All who have a file open share one mapping: the pages of a second one would have to be looked up
// anew.
//
// The number of mappings of a process is limited, and a thin archive can have more members, each
// of them a file. Beyond a limit of our own, files are read into memory instead.
#pragma once

#include "base/error.h"
#include "os/file_id.h"

#include <memory>

namespace armeld {

/// Identifies a file, and detects changes to it.
struct FileIdentity {
  FileId id = {0, 0};
  uint64_t size = 0;      ///< bytes
  int64_t modifiedNs = 0; ///< nanoseconds since 1970
  int64_t changedNs = 0;  ///< the same of the inode, which no program can set

  bool operator==(const FileIdentity &) const = default;
};

/// The identity of the regular file at `path`, symbolic links followed. Anything but a regular file
/// is an error. Errors name the cause, not the path.
Expected<FileIdentity> identify(StringRef path);

struct Mapping;

class MappedFile {
public:
  /// Maps the regular file at `path` for reading. Errors name the cause, not the path.
  static Expected<MappedFile> open(StringRef path);

  MappedFile(MappedFile &&other) noexcept;
  MappedFile &operator=(MappedFile &&other) noexcept;
  ~MappedFile();

  StringRef bytes() const { return content; }
  const FileIdentity &identity() const { return id; }

private:
  MappedFile() = default;
  StringRef content;
  FileIdentity id;
  Mapping *mapping = nullptr;   ///< in the list that the SIGBUS handler reads, if it is mapped
  std::unique_ptr<char[]> copy; ///< the content, if it is not
};

/// From here on the mapping of a file that is closed stays, for whoever opens that file again while
/// nobody has changed it: its pages need not be looked up anew, which takes as long as to read
/// them. For a process with several steps that read the same files. Does nothing where a file that
/// is mapped cannot be replaced.
void keepMappings();

/// Gives the pages of the mappings that are kept back to the system, beside what goes on. For when
/// they will hardly be read again: when a process ends, it does nothing else meanwhile.
void releaseKeptPages();

/// From here on, a read from a mapped file that has become shorter prints
/// "TOOL: FILE: became shorter while it was read", removes the temporary files and ends the process
/// with code 2. `tool` must live as long as the process.
void exitOnTruncation(const char *tool);

} // namespace armeld
