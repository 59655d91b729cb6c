#include "os/new_folder.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <sys/stat.h>
#include <unistd.h>

namespace armeld {

Expected<NewFolder> NewFolder::make(StringRef path) {
  // The missing ones, the innermost first
  std::vector<std::string> missing;
  for (StringRef folder = path.rtrim('/'); !folder.empty() && !llvm::sys::fs::exists(folder);
       folder = llvm::sys::path::parent_path(folder))
    missing.push_back(folder.str());
  NewFolder result;
  for (const std::string &folder : llvm::reverse(missing)) {
    if (mkdir(folder.c_str(), 0777) == 0)
      result.made.push_back(folder);
    else if (errno != EEXIST) // another run may have made it meanwhile
      return at(shown(folder) + ": cannot make this folder", systemFailure(errno));
  }
  if (!llvm::sys::fs::is_directory(path))
    return failure(shown(path) + ": is not a folder");
  return result;
}

NewFolder::NewFolder(NewFolder &&other) noexcept : made(std::move(other.made)) {
  other.made.clear();
}

NewFolder::~NewFolder() {
  for (const std::string &folder : llvm::reverse(made))
    if (rmdir(folder.c_str()) != 0)
      break; // it is not empty, nor are those around it
}

} // namespace armeld
