#include "os/posix_forms.h"

#include "llvm/ADT/STLExtras.h"

#include <sys/xattr.h>
#include <vector>

namespace armeld {

/// The names in a list of extended attributes, as `list` (listxattr or flistxattr) gives it.
static std::vector<std::string> attributeNames(llvm::function_ref<ssize_t(char *, size_t)> list) {
  ssize_t size = list(nullptr, 0);
  if (size <= 0) // none, or a file system without them
    return {};
  std::string names(size_t(size), '\0');
  size = list(names.data(), names.size());
  std::vector<std::string> all;
  for (StringRef rest(names.data(), size_t(std::max<ssize_t>(size, 0))); !rest.empty();) {
    auto [name, after] = rest.split('\0');
    rest = after;
    all.push_back(name.str());
  }
  return all;
}

void copyExtendedAttributes(const std::string &path, int fd) {
  std::vector<std::string> wanted =
      attributeNames([&](char *list, size_t size) { return listxattr(path.c_str(), list, size); });
  // A file that was moved here may have some from its old folder: a default access control list,
  // say.
  for (const std::string &name :
       attributeNames([&](char *list, size_t size) { return flistxattr(fd, list, size); }))
    if (!llvm::is_contained(wanted, name))
      fremovexattr(fd, name.c_str());
  for (const std::string &name : wanted) {
    ssize_t length = getxattr(path.c_str(), name.c_str(), nullptr, 0);
    if (length < 0)
      continue;
    std::string value(size_t(length), '\0');
    length = getxattr(path.c_str(), name.c_str(), value.data(), value.size());
    if (length >= 0) // fails for security.* and trusted.*, which belong to root
      fsetxattr(fd, name.c_str(), value.data(), size_t(length), 0);
  }
}

} // namespace armeld
