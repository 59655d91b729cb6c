#include "metadata/installed.h"

#include "metadata/paths.h"

#include "llvm/Support/Path.h"

namespace armeld {

std::optional<InstalledFolder> installedFolder(const MeldedSet &set, const MeldedLibrary &library,
                                               StringRef said) {
  std::string folder = walked(said, ".");
  if (!llvm::sys::path::is_absolute(folder))
    return std::nullopt;
  if (realFolder(folder) == library.folder) {
    std::string beside = walked(folder, wayTo(library.folder, set.workspace.folder));
    return InstalledFolder{
        realFolder(beside) == set.workspace.folder ? beside : set.workspace.folder, size_t(-1)};
  }
  // How far the last components agree; the way must not lead out of what they share.
  StringRef one = folder, other = library.folder;
  size_t shared = 0;
  for (; one.size() > 1 && llvm::sys::path::filename(one) == llvm::sys::path::filename(other);
       ++shared) {
    one = llvm::sys::path::parent_path(one);
    other = llvm::sys::path::parent_path(other);
  }
  std::string way = wayTo(library.folder, set.workspace.folder);
  size_t up = 0;
  for (StringRef rest = way; rest.consume_front(".."); rest.consume_front("/"))
    ++up;
  if (shared == 0 || up > shared)
    return std::nullopt;
  return InstalledFolder{walked(folder, way), shared};
}

} // namespace armeld
