#include "os/file_id.h"

#include "os/files.h"

namespace armeld {

std::optional<FileId> idOf(llvm::StringRef path) {
  llvm::ErrorOr<FileStatus> status = statusOf(path);
  return status ? std::optional(status->id) : std::nullopt;
}

bool isSameFile(llvm::StringRef one, llvm::StringRef other) {
  std::optional<FileId> id = idOf(one);
  return id && id == idOf(other);
}

} // namespace armeld
