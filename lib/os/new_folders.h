// Folders that a run makes for its output, and that go again if the run fails.
#pragma once

#include "base/error.h"

#include <string>
#include <vector>

namespace armeld {

/// One object at a time.
class NewFolders {
public:
  NewFolders();
  NewFolders(const NewFolders &) = delete;
  NewFolders &operator=(const NewFolders &) = delete;
  /// Removes the folders that it made, as far as they are empty, unless `keep` was called.
  ~NewFolders();

  /// Makes the folder at `path` and those above it, as far as they are not there. Errors name the
  /// folder.
  Error make(StringRef path);

  void keep() { made.clear(); }

private:
  friend void endNewFolders();
  void remove() const;
  std::vector<std::string> made; ///< outer ones before inner ones
};

/// Removes the new folders of this process, as far as they are empty, for callers that end the
/// process where it stands. Needs no memory that is not there yet.
void endNewFolders();

} // namespace armeld
