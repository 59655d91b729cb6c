// The tables of a Mach-O object: load commands, sections with their relocations, and symbols.
//
// This is for who removes whole sections, of 32 and 64 bit, and of all little-endian machines.
// Nothing is read of what sections contain, so objects that cannot be divided into atoms
// (macho_file.h) are read as well. What may hold a place in the file or the number of a section
// and is not known here is an error.
//
// Sources: Apple's <mach-o/loader.h>, <mach-o/nlist.h>, <mach-o/stab.h>, <mach-o/reloc.h> with
// those of each machine.
#pragma once

#include "base/error.h"
#include "objects/file_parts.h"

#include "llvm/BinaryFormat/MachO.h"

#include <vector>

namespace armeld {

/// Fields of LC_DYSYMTAB: the places of tables that objects as they are edited here do not have,
/// but for indirect symbols. They are 0, or else they may be behind the end of a file that has
/// become shorter.
inline constexpr size_t unusedTablePlaces[] = {
    offsetof(llvm::MachO::dysymtab_command, tocoff),
    offsetof(llvm::MachO::dysymtab_command, modtaboff),
    offsetof(llvm::MachO::dysymtab_command, extrefsymoff),
    offsetof(llvm::MachO::dysymtab_command, indirectsymoff),
    offsetof(llvm::MachO::dysymtab_command, extreloff),
    offsetof(llvm::MachO::dysymtab_command, locreloff)};

/// How large records are, and where their fields begin, in bytes.
struct MachOWidth {
  uint32_t word, header, symbol;
  uint32_t segment, segmentSize, segmentFileOffset, segmentFileSize, sectionCount;
  uint32_t section, sectionSize, sectionOffset, relocationOffset;
};

struct MachOTables {
  struct Command {
    uint32_t kind = 0;
    uint64_t offset = 0; ///< in the file
    uint32_t size = 0;
  };
  struct Section {
    uint64_t headerOffset = 0; ///< in the file
    StringRef segment, name;
    uint64_t address = 0, size = 0;
    uint32_t alignment = 0; ///< a power of two
    bool isZerofill = false;
    /// Whether LLVM takes it for one that has content, as it does where it has other flags, too.
    bool isOddZerofill = false;
    StringRef content;
    StringRef relocations; ///< records of 8 bytes
  };
  struct Symbol {
    uint32_t name = 0; ///< in the string table
    uint8_t type = 0, section = 0;
    uint64_t value = 0;

    bool isStab() const { return type & llvm::MachO::N_STAB; }
    bool isAlias() const { return isOf(llvm::MachO::N_INDR); }
    /// Whether `section` is the number of a section, from 1. N_OSO has a part of the machine's type
    /// there.
    bool hasSection() const {
      return isStab() ? type != llvm::MachO::N_OSO && section != 0 : isOf(llvm::MachO::N_SECT);
    }

  private:
    bool isOf(unsigned kind) const { return !isStab() && (type & llvm::MachO::N_TYPE) == kind; }
  };
  /// What a relocation leads to.
  struct Target {
    enum Kind : uint8_t { none, symbol, section, address };
    Kind kind = none;
    uint32_t number = 0; ///< a symbol's index, a section's from 1, or the address
  };

  StringRef bytes;
  MachOWidth width{};
  uint32_t machine = 0;
  uint64_t commandsEnd = 0;
  std::vector<Command> commands;
  std::vector<Section> sections;
  std::vector<Symbol> symbols;
  StringRef symbolTable, strings, indirect;
  uint64_t symtab = 0, dysymtab = 0, segment = 0; ///< the load commands, or 0

  /// Reads `bytes`, which must outlive this.
  Error read(StringRef bytes);

  uint32_t read32(uint64_t offset) const;
  uint64_t readWord(uint64_t offset) const;
  StringRef nameAt(uint64_t offset) const;
  Target targetOf(StringRef relocation) const;
  /// The table that a command of type linkedit_data_command names.
  StringRef tableOf(const Command &command) const;
  static bool hasTable(uint32_t kind);
  /// Whether the section lists calls, as pairs of symbols' indices and a count (lld,
  /// --call-graph-profile-sort).
  static bool isCallGraph(const Section &section);
  static constexpr size_t callBytes = 16;

private:
  Error readCommands();
  Error readCommand(const Command &command);
  Error readSegment(const Command &command);
  Error readSection(uint64_t header);
  Error readSymbols();
  Error readDysymtab();
  Error checkRelocations() const;

  FileParts parts;
};

} // namespace armeld
