#include "os/file_id.h"

namespace armeld {

std::optional<FileId> idOf(llvm::StringRef path) {
  struct stat status;
  if (stat(path.str().c_str(), &status) != 0)
    return std::nullopt;
  return idOf(status);
}

bool isSameFile(llvm::StringRef one, llvm::StringRef other) {
  std::optional<FileId> id = idOf(one);
  return id && id == idOf(other);
}

} // namespace armeld
