#include "os/symbolic_link.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"

namespace armeld {

Expected<std::string> followLinks(StringRef name) {
  llvm::SmallString<256> target;
  if (!llvm::sys::fs::is_symlink_file(name))
    return name.str();
  if (std::error_code code = llvm::sys::fs::real_path(name, target))
    return failure("is a dangling symbolic link: " + code.message());
  return std::string(target);
}

} // namespace armeld
