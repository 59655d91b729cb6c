#include "metadata/melded_set.h"

#include "base/names.h"
#include "metadata/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace armeld {

std::string MeldedLibrary::realPath() const { return walked(folder, file); }

bool isFoundAs(StringRef file, StringRef name) {
  return file == ("lib" + name + ".a").str() || file == (name + ".lib").str();
}

/// All formats of build systems are text in lines.
static Error checkPath(const MeldedLibrary &library) {
  auto isControl = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  return StringRef(library.realPath()).find_if(isControl) == StringRef::npos
             ? Error::success()
             : failure(shown(library.path) +
                       ": build systems cannot be told a name with control characters");
}

/// The workspace library's name is that of a package, too.
static Error checkPackageName(const MeldedLibrary &workspace) {
  auto isPlain = [](char c) { return llvm::isAlnum(c) || StringRef("_-+.").contains(c); };
  return llvm::all_of(workspace.name, isPlain)
             ? Error::success()
             : failure(shown(workspace.path) + ": '" + shown(workspace.name) +
                       "' cannot be the name of a package; use letters, digits and _-+.");
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
  if (Error error = checkPath(library))
    return error;
  return library;
}

Expected<MeldedSet> meldedSet(StringRef workspace, llvm::ArrayRef<std::string> slimmed) {
  MeldedSet set;
  Expected<MeldedLibrary> first = meldedLibrary(workspace);
  if (!first)
    return first.takeError();
  if (Error error = checkPackageName(*first))
    return error;
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
