// A folder for intermediate files, removed with all that is in it when its owner goes.
#pragma once

#include "base/error.h"

#include <string>

namespace armeld {

class TemporaryFolder {
public:
  /// Makes the folder `prefix` and 8 more characters, for this user only. Errors name the folder in
  /// which it was to be made.
  static Expected<TemporaryFolder> create(StringRef prefix);
  /// Removes the folders of this prefix, which killed runs have left. The caller holds a lock that
  /// no living run can have.
  static void removeAbandoned(StringRef prefix);

  TemporaryFolder(TemporaryFolder &&other) noexcept;
  TemporaryFolder &operator=(TemporaryFolder &&) = delete;
  ~TemporaryFolder();

  const std::string &path() const { return folder; }

private:
  explicit TemporaryFolder(std::string folder);
  std::string folder;
};

/// Removes the temporary folder of this process, for callers that end the process where it stands.
/// Needs no memory that is not there yet.
void endTemporaryFolder();

} // namespace armeld
