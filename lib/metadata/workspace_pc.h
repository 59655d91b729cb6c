// The .pc file of the workspace library.
#pragma once

#include "metadata/native_libs.h"
#include "metadata/pc_file.h"

namespace armeld {

struct MeldedSet;

/// A .pc file that names a slimmed library.
struct LibraryPc {
  std::string path; ///< for messages, and to write it
  PcFile file;
  std::vector<size_t> libraries; ///< indices into MeldedSet::slimmed
};

/// The text of the workspace library's .pc file, in the folder `folder`. The libraries' own .pc
/// files say where the libraries will be, and what all of them need the workspace library needs,
/// too. Errors name the file.
Expected<std::string> workspacePc(const MeldedSet &set, const LinkFlags &native,
                                  llvm::ArrayRef<LibraryPc> libraries, StringRef folder);

/// Whether the word of a Libs field names the library: -lfoo, -l:libfoo.a or its file.
bool namesLibrary(StringRef word, StringRef name, StringRef file);

} // namespace armeld
