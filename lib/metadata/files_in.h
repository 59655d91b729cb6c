// The metadata files in the folders that the user names.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace armeld {

struct FoundFile {
  std::string path;   ///< as the user would name it
  std::string folder; ///< its real path
  std::string file;   ///< its name in the folder
};

/// The files whose names end in `ending`, sorted by name in each folder. A folder that is given
/// twice counts once. Errors name the folder.
Expected<std::vector<FoundFile>> filesIn(llvm::ArrayRef<std::string> folders, StringRef ending);

} // namespace armeld
