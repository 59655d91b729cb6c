// The records of a Mach-O object of x86_64 or arm64, checked, and the atoms that it is made of.
//
// This is for who divides an object or writes it anew, so what is not understood is an error:
// unknown load commands and relocations, parts that overlap, and objects without
// MH_SUBSECTIONS_VIA_SYMBOLS. Who only wants the facts of an object reads it through LLVM
// (macho.cpp).
//
// Sources: Apple's <mach-o/loader.h>, <mach-o/nlist.h>, <mach-o/reloc.h> with those of x86_64 and
// arm64; for what a linker makes of them, lld/MachO/InputFiles.cpp.
#pragma once

#include "base/error.h"
#include "objects/file_parts.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/BinaryFormat/MachO.h"

#include <optional>
#include <vector>

namespace armeld {

struct MachORelocation {
  uint32_t offset = 0; ///< in the section
  uint32_t target = 0; ///< a symbol's index if `isExternal`, else a section's, from 1
  uint8_t type = 0;
  uint8_t length = 0; ///< of what is relocated: 1 << length bytes
  bool isRelative = false;
  bool isExternal = false;

  /// Of a record of 8 bytes (<mach-o/reloc.h>, relocation_info).
  static MachORelocation read(StringRef record);
};

/// A place in the object: a section, from 0, and an offset in it.
struct MachOPlace {
  uint32_t section = 0;
  uint64_t offset = 0;
  auto operator<=>(const MachOPlace &) const = default;
};

/// What a field refers to. Two relocations may make one reference: a difference of two addresses,
/// or an address with an addend.
struct MachOReference {
  uint32_t relocation = 0; ///< the first one's index
  uint32_t relocations = 1;
  uint32_t offset = 0; ///< of the field in its section
  uint32_t bytes = 0;
  bool isRelative = false;
  int64_t bias = 0; ///< of a field relative to code: from its begin to what it is relative to
  std::optional<uint32_t> symbol;     ///< the target, or else ...
  std::optional<MachOPlace> place;    ///< ... what the field holds the address of
  std::optional<uint32_t> subtrahend; ///< a symbol
};

/// What becomes of a section when the object is divided.
enum class MachORole : uint8_t {
  divided,   ///< it consists of atoms
  whole,     ///< it is one atom
  unwind,    ///< __compact_unwind: its records belong to functions
  frames,    ///< __eh_frame: likewise
  addresses, ///< it lists symbols, and keeps none
  debug,     ///< DWARF
  other      ///< no link copies it, and it refers to nothing
};

struct MachOSection {
  StringRef segment, name;
  uint64_t headerOffset = 0; ///< in the file
  uint64_t address = 0, size = 0;
  uint32_t alignment = 0; ///< a power of two
  uint32_t flags = 0;
  StringRef content; ///< nothing where it takes no room in the file
  std::vector<MachORelocation> relocations;
  MachORole role = MachORole::other;

  unsigned type() const { return flags & llvm::MachO::SECTION_TYPE; }
  bool isZerofill() const {
    return type() == llvm::MachO::S_ZEROFILL || type() == llvm::MachO::S_GB_ZEROFILL ||
           type() == llvm::MachO::S_THREAD_LOCAL_ZEROFILL;
  }
  bool isCode() const {
    return flags & (llvm::MachO::S_ATTR_PURE_INSTRUCTIONS | llvm::MachO::S_ATTR_SOME_INSTRUCTIONS);
  }
  bool isLiteral() const {
    return type() == llvm::MachO::S_CSTRING_LITERALS || type() == llvm::MachO::S_4BYTE_LITERALS ||
           type() == llvm::MachO::S_8BYTE_LITERALS || type() == llvm::MachO::S_16BYTE_LITERALS;
  }
  /// Whether there may be something between its atoms: literals and descriptors of thread-local
  /// variables are told apart by their sizes.
  bool hasPadding() const {
    return !isLiteral() && name != "__cfstring" && type() != llvm::MachO::S_THREAD_LOCAL_VARIABLES;
  }
  bool isAtoms() const { return role == MachORole::divided || role == MachORole::whole; }
};

/// Bytes of a section that linkers keep or leave out as one, from `begin` to `end`, counted from
/// the section's start.
struct MachOAtom {
  uint32_t section = 0;
  uint64_t begin = 0, end = 0;
  uint64_t size() const { return end - begin; }
};

struct MachOCommand {
  uint32_t kind = 0;
  uint64_t offset = 0; ///< in the file
  uint32_t size = 0;
};

struct MachOFile {
  StringRef bytes;
  bool isArm = false;         ///< arm64, else x86_64
  uint64_t commandsBytes = 0; ///< header and load commands
  std::vector<MachOCommand> commands;
  std::vector<MachOSection> sections;
  std::vector<llvm::MachO::nlist_64> symbols;
  uint32_t locals = 0;  ///< symbols that come first
  uint32_t defined = 0; ///< external ones that follow; the rest is undefined
  StringRef strings;
  StringRef dataInCode; ///< entries of LC_DATA_IN_CODE
  StringRef hints;      ///< LC_LINKER_OPTIMIZATION_HINT

  /// Reads `bytes`, which must outlive this.
  Error read(StringRef bytes);

  /// The load command of that kind, or null.
  const MachOCommand *find(uint32_t kind) const;
  StringRef nameOf(const llvm::MachO::nlist_64 &symbol) const;
  /// Where a symbol of a section is; nothing for others.
  std::optional<MachOPlace> placeOf(const llvm::MachO::nlist_64 &symbol) const;
  /// The place at an address in the object. Its end belongs to a section too.
  std::optional<MachOPlace> placeAt(uint64_t address) const;
  /// The references of a section, in the order of its relocations. An error if one is not
  /// understood.
  Expected<std::vector<MachOReference>> referencesOf(uint32_t section) const;
  /// Where it leads in the object; nothing for symbols that have no place in it. What the field
  /// adds to a symbol does not count.
  std::optional<MachOPlace> placeOf(const MachOReference &reference) const;
  /// Where the address leads that is in a field of debug information.
  std::optional<MachOPlace> targetOf(uint32_t section, const MachOReference &reference) const;

private:
  Error readCommands();
  Error readSegment(const MachOCommand &command);
  Error readSection(uint64_t offset);
  Error readSymbols();
  Error readSymbolRanges();
  Error readTable(uint32_t kind, StringRef &table);
  Error checkSymbol(const llvm::MachO::nlist_64 &symbol) const;
  Error checkAddresses();
  Expected<MachOReference> referenceAt(const MachOSection &section, uint32_t index) const;

  FileParts parts;
  std::vector<uint32_t> byAddress; ///< sections that are not empty
};

/// The atoms of an object. They are numbered from 1, in the order of sections and addresses.
class MachODivision {
public:
  explicit MachODivision(const MachOFile &file);

  std::vector<MachOAtom> atoms; ///< the first one has number 1

  /// The number of the atom that a place is in, or 0. The end of a section is in its last atom.
  uint32_t numberAt(MachOPlace place) const;
  const MachOAtom &atom(uint32_t number) const { return atoms[number - 1]; }
  /// Of a section: the numbers of its atoms, from the first of the pair up to the second.
  std::pair<uint32_t, uint32_t> numbersOf(uint32_t section) const {
    return {firstOf[section], firstOf[section + 1]};
  }

private:
  std::vector<uint32_t> firstOf; ///< by section: the number of its first atom
};

} // namespace armeld
