// Stages: folders in which ar-extract left the objects that move.
//
// Those of `ar-extract --for-workspace` are there to travel from one host to another: their files
// must be the objects that the plan means. Any other is there for somebody to change its files.
#pragma once

#include "documents/plan.h"
#include "os/mapped_file.h"
#include "pack/library_shape.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

namespace armeld {

class Stage {
public:
  /// Opens the files that the folders' indices list. Where several have an object, the first
  /// folder's is taken. Errors name the file.
  static Expected<Stage> open(llvm::ArrayRef<std::string> folders);

  /// Whether all folders are those of `ar-extract --for-workspace`.
  bool isForWorkspace() const { return forWorkspace; }
  /// Checks on `jobs` threads that the files of such folders are the objects that they were.
  Error check(unsigned jobs) const;
  /// Bytes of those files.
  uint64_t bytesToCheck() const;

  /// The content that the folders have for `member`, whose object was `source` at the time of the
  /// scan, as it is now. An error if it is no object that a linker could read, and the plan's was
  /// one.
  Expected<StringRef> content(const WorkspaceMember &member, const Digest &source) const;

  /// The shape of the library, or null where no index lists it.
  const LibraryShape *shapeOf(Name library) const;

private:
  struct StagedFile {
    std::string path;
    MappedFile file;
    bool forWorkspace = false;
  };
  std::string folders; ///< for errors
  bool forWorkspace = true;
  llvm::DenseMap<Digest, StagedFile> files;
  llvm::StringMap<LibraryShape> shapes;
};

} // namespace armeld
