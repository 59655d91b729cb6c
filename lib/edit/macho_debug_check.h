// The check of debug information in Mach-O objects that lose atoms. It shares nothing with the code
// that edits.
#pragma once

#include "objects/macho_parts.h"

namespace armeld {

/// Compares what debug information says of places before and after.
class MachODebugCheck {
public:
  /// `begins` has of each atom where it is to begin, or UINT64_MAX if it has gone.
  MachODebugCheck(const MachOParts &was, const MachOParts &is, llvm::ArrayRef<uint64_t> begins);

  Error run() const;

private:
  std::optional<MachOPlace> moved(MachOPlace place) const;
  bool isNear(MachOPlace old, MachOPlace now) const;
  bool isBegin(MachOPlace old, MachOPlace now) const;
  bool isEnd(MachOPlace old, MachOPlace now) const;
  bool hasLeft(const MachODebugRange &range) const;
  Error checkReferences(std::vector<std::string> &before, std::vector<std::string> &after) const;
  Error checkRanges(std::vector<std::string> &before, std::vector<std::string> &after) const;
  Error checkLines(std::vector<std::string> &before, std::vector<std::string> &after) const;

  const MachOParts &was, &is;
  llvm::ArrayRef<uint64_t> begins;
  std::vector<uint64_t> lows;  ///< by atom: where what is left before it is to end
  std::vector<uint32_t> nexts; ///< by atom: the first that is left from it on, or UINT32_MAX
};

} // namespace armeld
