// How large an archive becomes.
//
// The planner says what a plan saves before anything is written, and reads no archive. So this is
// arithmetic over names and sizes only.
#pragma once

#include "documents/manifest.h"

#include "llvm/ADT/DenseSet.h"

namespace armeld {

/// How large an archive becomes that llvm::writeArchive writes without a symbol table.
class ArchiveSize {
public:
  explicit ArchiveSize(ArchiveFormat format) : format(format) {}
  void add(Name name, uint64_t contentBytes);
  uint64_t total() const;

private:
  ArchiveFormat format;
  uint64_t members = 0;   ///< bytes of headers and contents with padding
  uint64_t nameTable = 0; ///< bytes of long names
  uint64_t count = 0;
  llvm::DenseSet<Name> longNames; ///< one entry of the name table serves all members of a name
};

} // namespace armeld
