// What DWARF of a Mach-O object says about addresses without relocations: distances in lists of
// ranges and locations, sizes, and line number programs, which step from one function to the next.
// They have to be computed anew when code moves.
//
// Source: the DWARF standard, versions 4 and 5: sections 2.17, 6.2, 7.5, 7.25, 7.28, 7.29. Other
// versions, and DWARF with 64-bit offsets, are not read.
#pragma once

#include "objects/macho_file.h"

#include "llvm/ADT/DenseMap.h"

#include <map>

namespace armeld {

/// A number in a section, as so many bytes or in LEB128.
struct MachODebugField {
  uint32_t section = 0, offset = 0, bytes = 0;
  bool isLeb = false;
};

/// A range of addresses in one section.
struct MachODebugRange {
  MachOPlace begin, end;                ///< the end is the first place behind it
  std::optional<MachODebugField> first; ///< says where it begins, if the range has a field of its
                                        ///< own for that ...
  MachODebugField last;                 ///< ... and where it ends
  bool isRelocated = false;             ///< both fields are relocated
  bool isSize = false;                  ///< `last` counts from `begin`, else both count from `base`
  bool isBound = false;                 ///< with its begin it loses all
  bool isPair = false; ///< an entry of .debug_ranges or .debug_loc, where two zeros end a list
  MachOPlace base;
};

/// A part of a line number program that advances the address.
struct MachOLineStep {
  enum Kind : uint8_t { special, advance, constant, fixed };
  Kind kind = special;
  uint32_t offset = 0; ///< of the opcode, or of an operand, in the section
  uint32_t bytes = 0;  ///< of the operand
  uint64_t distance = 0;
};

/// A row of a line table, or the end of a sequence of rows.
struct MachOLineRow {
  MachOPlace place;
  uint32_t steps = 0; ///< how many of the program's steps lead to it, behind those before
  bool isFirst = false, isEnd = false; ///< in its sequence
};

struct MachOLineProgram {
  uint32_t section = 0;
  uint8_t unit = 1; ///< what distances are a multiple of
  int8_t lineBase = 0;
  uint8_t lineRange = 1, opcodeBase = 1;
  std::vector<MachOLineStep> steps;
  std::vector<MachOLineRow> rows;

  uint64_t constantDistance() const { return uint64_t((255 - opcodeBase) / lineRange) * unit; }
};

struct MachODebug {
  std::vector<MachODebugRange> ranges;
  std::vector<MachOLineProgram> lines;
  /// Relocated fields that other numbers count from, so they have to lead to some place, and those
  /// that hold the end of something: by section and offset.
  std::map<MachOPlace, MachOPlace> bases, ends;

  /// Reads the debug information of `file`. `references` are those of all sections.
  Error read(const MachOFile &file, llvm::ArrayRef<std::vector<MachOReference>> references);
};

} // namespace armeld
