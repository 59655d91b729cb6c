#include "metadata/melded_set.h"

#include "base/names.h"
#include "metadata/paths.h"

#include "llvm/Support/Path.h"

namespace armeld {

std::string MeldedLibrary::realPath() const { return walked(folder, file); }

bool isFoundAs(StringRef file, StringRef name) {
  return file == ("lib" + name + ".a").str() || file == (name + ".lib").str();
}

static Expected<MeldedLibrary> meldedLibrary(StringRef path) {
  MeldedLibrary library;
  library.path = path.str();
  library.folder = realFolder(llvm::sys::path::parent_path(path));
  library.file = baseName(path).str();
  StringRef name = library.file;
  bool isNamed = name.consume_front("lib") ? name.consume_back(".a") || name.consume_back(".lib")
                                           : name.consume_back(".lib");
  if (!isNamed || name.empty())
    return failure(shown(path) + ": is not named libNAME.a or NAME.lib, so no -lNAME finds it");
  library.name = isFoundAs(library.file, name) ? name.str() : "lib" + name.str();
  return library;
}

Expected<MeldedSet> meldedSet(StringRef workspace, llvm::ArrayRef<std::string> slimmed) {
  MeldedSet set;
  Expected<MeldedLibrary> first = meldedLibrary(workspace);
  if (!first)
    return first.takeError();
  set.workspace = std::move(*first);
  for (StringRef path : slimmed) {
    Expected<MeldedLibrary> library = meldedLibrary(path);
    if (!library)
      return library.takeError();
    set.slimmed.push_back(std::move(*library));
  }
  return set;
}

} // namespace armeld
