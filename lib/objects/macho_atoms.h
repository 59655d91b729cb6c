// What a weak definition of a Mach-O object holds.
//
// Mach-O has no COMDAT groups. Of several weak definitions of a symbol the linker keeps one, and
// with it its atom: the bytes from the symbol to the next one in its section
// (<mach-o/loader.h>, MH_SUBSECTIONS_VIA_SYMBOLS). If two atoms of one name have equal digests, it
// makes no difference which of them the linker keeps.
//
// The digest covers the atom's bytes, its section's type and attributes, the external symbols in
// it, how it is unwound, and the targets of its relocations: an external symbol by name, a location
// in the atom by its offset, and a literal by its content, since the linker merges equal literals.
// A relocation may also refer to another local symbol, which has no name in other objects; such an
// atom is equal to no other. The same goes for an atom that cannot be read with certainty. The
// exception tables of a function are the exception: no other code has their address, so they count
// by their content.
//
// Sources: <mach-o/loader.h>, <mach-o/nlist.h>, <mach-o/reloc.h> with those of x86_64 and arm64,
// <mach-o/compact_unwind_encoding.h>; lld/MachO/InputFiles.cpp and lld/MachO/UnwindInfoSection.cpp.
// The other machines, whose relocations are of another kind, have no digests here.
#pragma once

#include "base/digest.h"
#include "base/error.h"
#include "objects/macho_file.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/BinaryFormat/MachO.h"
#include "llvm/Object/MachO.h"

#include <map>
#include <optional>
#include <vector>

namespace armeld {

class MachOAtoms {
public:
  /// `bytes` are the object's, `symbols` all of its symbol table, and `strings` their names. All
  /// must outlive this.
  MachOAtoms(const llvm::object::MachOObjectFile &file, StringRef bytes,
             llvm::ArrayRef<llvm::MachO::nlist_64> symbols, StringRef strings);

  /// Of the atom that `symbol` begins, or nothing if that cannot be compared.
  std::optional<Digest> digest(const llvm::MachO::nlist_64 &symbol);

private:
  using Relocation = MachORelocation;
  struct Section {
    StringRef segment, name;
    uint64_t address = 0, size = 0;
    uint32_t flags = 0, alignment = 0;
    StringRef content;    ///< nothing where it takes no room in the file
    StringRef relocation; ///< the records
    bool isOdd = false;   ///< its header contradicts the file
    std::optional<std::vector<Relocation>> relocations = {}; ///< ascending; see relocationsOf
    unsigned type() const { return flags & llvm::MachO::SECTION_TYPE; }
    bool isCode() const {
      return flags &
             (llvm::MachO::S_ATTR_PURE_INSTRUCTIONS | llvm::MachO::S_ATTR_SOME_INSTRUCTIONS);
    }
  };
  /// Bytes of a section from `begin` to `end`, counted from its start.
  struct Atom {
    uint32_t section = 0;
    uint64_t begin = 0, end = 0;
    bool contains(uint64_t offset) const { return offset >= begin && offset < end; }
  };
  /// A function's record in __compact_unwind.
  struct Unwind {
    uint64_t length = 0;
    uint32_t encoding = 0;
    std::optional<uint32_t> personality = {};                     ///< a symbol
    std::optional<std::pair<uint32_t, uint64_t>> exceptions = {}; ///< a section and a place in it
  };
  using Place = std::pair<uint32_t, uint64_t>; ///< a section from 0 on, and an offset in it

  void readSections(const llvm::object::MachOObjectFile &file);
  void sortSymbols();
  void readUnwinds();
  bool spend(uint64_t size);
  const std::vector<Relocation> &relocationsOf(Section &section);
  std::optional<Atom> atomAt(Place place) const;
  std::optional<Place> placeOf(const llvm::MachO::nlist_64 &symbol) const;
  std::optional<Place> placeAt(uint32_t section, uint64_t address) const;
  std::optional<Place> targetOf(const Section &section, const Relocation &relocation,
                                StringRef content) const;
  std::optional<StringRef> nameOf(const llvm::MachO::nlist_64 &symbol) const;
  std::optional<Digest> digestAtom(Place place);
  bool addAtom(Digester &digester, const Atom &atom, uint64_t length);
  bool addRelocation(Digester &digester, const Atom &atom, const Relocation &relocation,
                     std::string &content);
  bool addPlace(Digester &digester, const Atom &atom, Place place);
  bool addLiteral(Digester &digester, Place place);
  bool addUnwind(Digester &digester, const Atom &atom, uint64_t &length);

  llvm::ArrayRef<llvm::MachO::nlist_64> symbols;
  StringRef bytes, strings;
  bool isArm = false;      ///< arm64, else x86_64
  bool isReadable = false; ///< of a machine that is known, and made of atoms
  bool hasFrames = false;  ///< an __eh_frame section that holds something
  std::vector<Section> sections;
  std::vector<std::pair<Place, uint32_t>> defined; ///< symbols by their places, ascending
  std::vector<Place> begins;                       ///< of atoms, ascending
  bool isUnwindOdd = false;
  std::map<Place, std::vector<Unwind>> unwinds; ///< by the function's place
  llvm::DenseMap<Place, std::optional<Digest>> known;
  uint64_t left = 0; ///< bytes that may still be hashed: a broken object can refer to the same ones
                     ///< over and over
};

} // namespace armeld
