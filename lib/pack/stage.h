// The stage: a folder in which ar-extract left the objects that move, for somebody to change.
#pragma once

#include "documents/plan.h"
#include "os/mapped_file.h"

#include "llvm/ADT/DenseMap.h"

namespace armeld {

class Stage {
public:
  /// Opens the files that the folder's index lists. Errors name the file.
  static Expected<Stage> open(StringRef folder);

  /// The content that the folder has for `member`, as it is now. An error if it is no object that a
  /// linker could read, and the plan's was one.
  Expected<StringRef> content(const WorkspaceMember &member) const;

private:
  std::string folder;
  llvm::DenseMap<Digest, MappedFile> files;
};

} // namespace armeld
