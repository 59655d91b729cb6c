// A folder that a run makes for its output, and that goes again if the run fails.
#pragma once

#include "base/error.h"

#include <string>
#include <vector>

namespace armeld {

class NewFolder {
public:
  /// Makes the folder at `path` and those above it, as far as they are not there. Errors name the
  /// folder.
  static Expected<NewFolder> make(StringRef path);

  NewFolder(NewFolder &&other) noexcept;
  NewFolder &operator=(NewFolder &&) = delete;
  /// Removes the folders that it made, as far as they are empty, unless `keep` was called.
  ~NewFolder();

  void keep() { made.clear(); }

private:
  NewFolder() = default;
  std::vector<std::string> made; ///< the outermost first
};

} // namespace armeld
