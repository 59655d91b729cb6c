// How functions of a Mach-O object are unwound: the records of __compact_unwind and of __eh_frame,
// which belong to a function each.
//
// Sources: <mach-o/compact_unwind_encoding.h>; Linux Standard Base, "Exception Frames". Frame
// descriptions for x86_64 have no relocations where they refer to code, but distances that the
// assembler has computed (lld/MachO/InputFiles.cpp, registerEhFrames).
#pragma once

#include "objects/elf_frames.h"
#include "objects/macho_file.h"

namespace armeld {

/// A record of __compact_unwind.
struct MachOUnwind {
  static constexpr uint32_t bytes = 32;
  uint32_t begin = 0; ///< in its section
  MachOPlace function;
  std::vector<const MachOReference *> references; ///< all of them
};

/// A field of a frame description that refers to a place by its distance.
struct MachOFrameField {
  uint32_t offset = 0, bytes = 0; ///< in the section
  MachOPlace target;
  const MachOReference *reference = nullptr; ///< null if it has no relocations
};

/// A record of __eh_frame.
struct MachOFrame : ElfFrame {
  std::optional<MachOFrameField> function;   ///< of all records but CIEs and terminators
  std::optional<MachOFrameField> exceptions; ///< the function's table
  std::optional<uint32_t> personality;       ///< of a CIE: a symbol
};

/// The records of the sections of these roles. `references` are those of the section; pointers to
/// them are kept. An error if the records are not understood.
Expected<std::vector<MachOUnwind>> readMachOUnwinds(const MachOFile &file, uint32_t section,
                                                    llvm::ArrayRef<MachOReference> references);
Expected<std::vector<MachOFrame>> readMachOFrames(const MachOFile &file, uint32_t section,
                                                  llvm::ArrayRef<MachOReference> references);

} // namespace armeld
