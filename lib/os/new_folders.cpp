#include "os/new_folders.h"

#include "os/files.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace armeld {

static NewFolders *current = nullptr;

NewFolders::NewFolders() { current = this; }

NewFolders::~NewFolders() {
  remove();
  current = nullptr;
}

void NewFolders::remove() const {
  for (const std::string &folder : llvm::reverse(made))
    removeFolder(folder); // fails if it is not empty
}

void endNewFolders() {
  if (current)
    current->remove();
}

Error NewFolders::make(StringRef path) {
  // The missing ones, the innermost first
  std::vector<std::string> missing;
  for (StringRef folder = path.rtrim('/'); !folder.empty() && !llvm::sys::fs::exists(folder);
       folder = llvm::sys::path::parent_path(folder))
    missing.push_back(folder.str());
  for (const std::string &folder : llvm::reverse(missing)) {
    made.push_back(folder); // before it is made, because memory may run out
    std::error_code code = makeFolder(folder);
    if (!code)
      continue;
    made.pop_back();
    if (code != std::errc::file_exists) // another run may have made it meanwhile
      return at(shown(folder) + ": cannot make this folder", systemFailure(code));
  }
  if (!llvm::sys::fs::is_directory(path))
    return failure(shown(path) + ": is not a folder");
  return Error::success();
}

} // namespace armeld
