// Manifests of several hosts, or of parts of a set of libraries, as one.
#pragma once

#include "documents/path_map.h"
#include "documents/sections.h"

namespace armeld {

/// The documents at `paths`: a folder stands for all files in it whose names end in ".json", sorted
/// by name. An error names a folder that has none.
Expected<std::vector<std::string>> documentsAt(llvm::ArrayRef<std::string> paths);

/// Reads manifests and merges them, libraries in the order given. Folders stand for the documents
/// in them; "-" is standard input. Errors name the files. `progress` may be null.
Expected<SharedManifest> readManifests(llvm::ArrayRef<std::string> paths, const PathMap &map,
                                       Progress *progress);

/// Reads documents of ar-scan --sections about the objects of `manifest`, likewise.
Expected<std::shared_ptr<const Sections>> readAllSections(llvm::ArrayRef<std::string> paths,
                                                          const Manifest &manifest);

} // namespace armeld
