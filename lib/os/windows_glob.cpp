#include "os/glob.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/GlobPattern.h"

namespace armeld {

bool matchesGlob(Name name, Name glob) {
  llvm::Expected<llvm::GlobPattern> pattern = llvm::GlobPattern::create(glob);
  if (pattern)
    return pattern->match(name);
  llvm::consumeError(pattern.takeError());
  return name == glob; // as fnmatch(3) takes a bracket that is not closed for itself
}

} // namespace armeld
