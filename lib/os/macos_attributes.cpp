#include "os/posix_forms.h"

#include <copyfile.h>
#include <fcntl.h>
#include <unistd.h>

namespace armeld {

// Attributes and access control lists. Best effort, as on Linux: what the user may not set stays.
void copyExtendedAttributes(const std::string &path, int fd) {
  int from = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (from < 0)
    return;
  (void)fcopyfile(from, fd, nullptr, COPYFILE_XATTR | COPYFILE_ACL);
  close(from);
}

} // namespace armeld
