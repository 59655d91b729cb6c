// Putting finished files in the place of the libraries.
//
// At every moment each library is whole, and what it lacks is in the workspace library, however the
// run ends and even if the machine stops:
// 1. backups are made;
// 2. the content of all files is on the disk;
// 3. the workspace library gets its name, and its folder is on the disk;
// 4. the libraries get their names, and each of their folders is written to the disk once.
#pragma once

#include "os/output_file.h"

#include <optional>
#include <string>
#include <vector>

namespace armeld {

/// A file that is to get its name. Without `file` what is there stays.
struct Replacement {
  std::string path; ///< as the user knows it; errors name it
  std::optional<OutputFile> file;
};

/// Drops those whose target has the same bytes already: an unchanged file keeps its mtime and hard
/// links.
Error dropUnchanged(llvm::MutableArrayRef<Replacement> replacements, unsigned jobs);

/// Keeps each file that will be replaced under its path with `suffix` appended. All can be kept, or
/// none is. `replacements` are all outputs, the workspace library first. An error if a backup would
/// overwrite a file that is not the same, or one of the outputs.
Error keepBackups(llvm::ArrayRef<Replacement> replacements, StringRef suffix);

/// Gives the files their names in the order that is described above, the workspace library being
/// the first. After an error each target is the old file or the new one.
Error putInPlace(llvm::MutableArrayRef<Replacement> replacements, unsigned jobs);

} // namespace armeld
