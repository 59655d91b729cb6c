#include "os/overwrite.h"

#include <sys/stat.h>
#include <unistd.h>

namespace armeld {

Error refuseToOverwrite(StringRef output, llvm::ArrayRef<std::string> inputs) {
  struct stat target;
  if (output == "-" || stat(output.str().c_str(), &target) != 0 || !S_ISREG(target.st_mode))
    return Error::success();
  for (const std::string &input : inputs) {
    struct stat source;
    bool isThere =
        (input == "-" ? fstat(STDIN_FILENO, &source) : stat(input.c_str(), &source)) == 0;
    if (!isThere || source.st_dev != target.st_dev || source.st_ino != target.st_ino)
      continue;
    std::string name = input == "-" ? "standard input" : shown(input);
    return failure(shown(output) + ": is an input of this command" +
                   (output == input ? "" : " (" + name + ")") + " and cannot be its output");
  }
  return Error::success();
}

} // namespace armeld
