// The libraries that metadata is about: the workspace library, and those that need it.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace armeld {

/// A library file, and what consumers call it.
struct MeldedLibrary {
  std::string path;   ///< as given, for messages
  std::string folder; ///< its real path
  std::string file;   ///< its name in the folder: "libfoo.a"
  std::string name;   ///< that -l takes: "foo"

  std::string realPath() const;
};

struct MeldedSet {
  MeldedLibrary workspace;
  std::vector<MeldedLibrary> slimmed; ///< those that link with the workspace library
};

/// Whether libNAME.a or NAME.lib is the name of the file `file`: what -lNAME finds.
bool isFoundAs(StringRef file, StringRef name);

/// The set of these files. An error, which names the library, if -l can find no file of its name.
Expected<MeldedSet> meldedSet(StringRef workspace, llvm::ArrayRef<std::string> slimmed);

} // namespace armeld
