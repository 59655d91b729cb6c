// A Mach-O object as it can be divided: its atoms, what each refers to, and the records that belong
// to them. What is read here can be written anew without some of the atoms (edit/macho_atoms.h), so
// that gc-plan may decide about them; any other object stays whole.
#pragma once

#include "objects/macho_debug.h"
#include "objects/macho_unwind.h"

namespace armeld {

/// An entry of LC_DATA_IN_CODE.
struct MachODataInCode {
  MachOPlace place;
  uint16_t length = 0, kind = 0;
};

/// A hint for the linker about instructions that it may shorten.
struct MachOHint {
  uint64_t kind = 0;
  std::vector<MachOPlace> places;
};

struct MachOParts {
  MachOFile file;
  std::optional<MachODivision> division;
  std::vector<std::vector<MachOReference>> references; ///< by section
  std::vector<MachOUnwind> unwinds;
  std::vector<MachOFrame> frames;
  std::vector<MachODataInCode> dataInCode;
  std::vector<MachOHint> hints;
  MachODebug debug;

  /// Reads `bytes`, which must outlive this. An error if the object cannot be divided.
  Error read(StringRef bytes);

  /// The number of the atom that the place is in, or 0.
  uint32_t atomAt(MachOPlace place) const { return division->numberAt(place); }

private:
  Error readReferences(uint32_t section);
  Error checkReference(uint32_t section, const MachOReference &reference) const;
  Error checkSymbols() const;
  Error readUnwinding();
  Error readDataInCode();
  Error readHints();
  Expected<MachOPlace> codeAt(uint64_t address) const;
};

} // namespace armeld
