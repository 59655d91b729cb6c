// Debug information of Mach-O objects that lose atoms.
//
// All fields keep their size and place. What described code that is left describes it still. Of
// code that has gone, addresses are 0 and have no relocation, and ranges are empty; rows of line
// tables stay, between those of the code around, where debuggers pass over them.
#pragma once

#include "edit/macho_layout.h"

namespace armeld {

class MachODebugMover {
public:
  MachODebugMover(const MachOParts &parts, const MachOLayout &layout);

  /// What becomes of a relocated field: the address of a place, or else a number without
  /// relocation.
  struct Field {
    std::optional<MachOPlace> place;
    uint64_t number = 0;
  };
  Field fieldAt(uint32_t section, const MachOReference &reference) const;

  /// Writes the fields that have no relocations into the contents of sections.
  Error write(llvm::function_ref<std::string &(uint32_t section)> contentOf) const;

private:
  Field fieldOfEnd(MachOPlace end) const;
  Error writeRange(const MachODebugRange &range, std::string &content) const;
  Error writeLines(const MachOLineProgram &program, std::string &content) const;

  const MachOParts &parts;
  const MachOLayout &layout;
  std::map<MachOPlace, Field> fields; ///< by section and offset
};

} // namespace armeld
