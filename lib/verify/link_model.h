// How linkers search archives: a small model of each family, for the check `links`.
//
// A link is a program that refers to some symbols, and archives in the order of the command line.
// The model says which members the linker takes, which definition each symbol gets, and what makes
// the link fail. It is written from the linkers' documentation and sources, and tests/model holds
// it against the programs that they write (`make check-models`). Nothing in it is shared with the
// planner.
//
// What the families do, on the way through the command line:
//
//   gnu       GNU ld for ELF (bfd/elflink.c, elf_link_add_archive_symbols). Walks through the
//             archive's symbol table, and takes each member that defines an undefined symbol when
//             it comes to it; again while that brought new undefined symbols. So a member behind
//             the place of the walk is met before one in front of it, and what an archive has
//             that becomes needed later is not found. A strong definition in an archive replaces a
//             common symbol.
//   gold      (gold/archive.cc) The same walk. A common symbol is a definition.
//   gnu_coff  GNU ld for COFF (bfd/linker.c, _bfd_generic_link_add_archive_symbols). The same walk.
//             A common symbol is a definition. With auto-import, which is the default of MinGW, a
//             member that defines __imp_x (__imp__x on i386) is taken for x. A weak definition is a
//             weak external, which is a reference with a default: a member is taken for it, but the
//             references of other objects stay undefined (bfd/cofflink.c,
//             _bfd_coff_generic_relocate_section).
//   lld       ld.lld (lld/ELF/SymbolTable.cpp, InputFiles.cpp). Remembers of each symbol the first
//             member on the command line that defines it, and takes that once the symbol is needed,
//             however far behind; what that one needs is taken before anything else.
//   wasm_ld   (lld/wasm/SymbolTable.cpp, addFile) As lld, but lays a member out behind those that
//             were taken for it.
//   ld64      ld64.lld (lld/MachO/SymbolTable.cpp, InputFiles.cpp, ArchiveFile::fetch): as wasm_ld.
//   ld64_objc The same with -ObjC: first takes each member of an archive with Objective-C classes
//             or categories, or with Swift's metadata.
//   lld_link  (lld/COFF/SymbolTable.cpp, Driver.cpp) Remembers as lld, but reads all archives of
//             the command line first, and takes members in the order in which they became needed.
//             What the program needs, it finds in the order of the archives' symbol tables.
//   link      Microsoft's link.exe (its documentation, "LINK input files", ".lib files as linker
//             input"): what an object out of a library needs is looked for in that library first,
//             then in those behind it, and then from the first one on.
//   mold      (mold/elf/passes.cc, object-file.cc, get_rank) Resolves all symbols over all files
//             before it takes anything: a definition in an object of the command line wins over one
//             in an archive, then a strong one over a weak one over a common one, then the one that
//             comes first. Then it takes what is needed, and resolves among what is taken.
//
// Alike in all: an undefined weak symbol takes nothing (Mach-O's weak references are references, as
// the manifest has it). Of the definitions that are taken, a strong one wins over a common one, and
// that over a weak one (mold and ld64.lld: a weak one over a common one); of two weak ones the
// first; two strong ones are an error, unless they are COMDATs. The symbol table of an archive
// lists members in their order, one of Microsoft's format (ArchiveFormat::coff) symbols by name,
// and each only for the first member that defines it.
//
// Limits, where the model may differ from the linker:
//   - The program refers to symbols and defines none.
//   - `link` is written from documentation alone; no test has link.exe. Apple's own ld64 is not
//     modelled: it looks in archives for a definition of a common symbol.
//   - COMDATs of one name hold the same symbols, either all weak or all strong. Elsewhere linkers
//     differ in what becomes of the symbols of those that they leave out.
//   - GNU ld does not look again at an entry of the symbol table whose symbol was defined when it
//     came by (elf_link_add_archive_symbols, "Don't check it again"). So where a weak definition
//     gave way to a common symbol later, it takes no strong one, and the model does.
//   - COFF's weak externals that an object only refers to, and in lld-link several for one symbol,
//     which are an error without -lldmingw. With it, lld-link takes __imp_x for x in the end.
//   - ld.lld rejects a weak reference to a symbol that an archive defines with a version (x@@V).
//   - wasm-ld reads definitions and references as they come in an object; the model defines first.
//   - ld64.lld takes members in the order of a table that is sorted ("__.SYMDEF SORTED").
//   - Of common symbols, the size is not compared.
#pragma once

#include "verify/comparison.h"

namespace armeld {

/// A definition as a linker sees it.
struct LinkDefinition {
  DefinedId symbol;
  Binding binding;
  bool mayRepeat;        ///< a second one is no error
  const Digest *content; ///< of the COMDAT, or null
};

/// What a linker sees in an object.
struct LinkObject {
  std::vector<LinkDefinition> defines; ///< in the order of the object
  std::vector<StandIn> answers;        ///< for which GNU ld alone takes it
  std::vector<DefinedId> references;   ///< of symbols that some object defines; not the weak ones
  bool isLoadedByObjc = false;
  bool isStub = false; ///< of import libraries; others than these have it too
};

/// The objects of all classes, by EquivalenceId.
class LinkObjects {
public:
  /// `classes` must outlive it.
  explicit LinkObjects(const Classes &classes);

  const LinkObject &operator[](EquivalenceId id) const { return objects[id]; }
  size_t symbols() const { return classes.symbols(); }
  Name nameOf(DefinedId symbol) const { return classes.symbol(symbol); }
  /// The object is in import libraries outside of the set as well.
  void setStub(EquivalenceId id) { objects[id].isStub = true; }

private:
  const Classes &classes;
  std::vector<LinkObject> objects;
};

/// One command line.
struct LinkLine {
  std::vector<const Contents *> archives; ///< all of before, or all of after
  std::vector<DefinedId> roots;           ///< what the program refers to
};

/// A member that was taken.
struct Taken {
  uint32_t archive; ///< of the line
  uint32_t member;
  EquivalenceId object;

  bool operator==(const Taken &) const = default;
};

/// What a symbol with several definitions got.
struct Winner {
  DefinedId symbol;
  EquivalenceId object;
  const Digest *content;
};

struct LinkResult {
  enum class Outcome {
    linked,
    undefined, ///< a symbol is needed that an archive of the line defines, but nothing that is
               ///< taken
    duplicate, ///< two members that are taken define a symbol strongly
  };
  Outcome outcome = Outcome::linked;
  std::optional<DefinedId> symbol; ///< which
  std::vector<Taken> taken;        ///< in the order in which the linker lays them out
  std::vector<Winner> winners;     ///< of symbols with several definitions, ascending by symbol
};

class LinkIndex;

/// Plays links. Holds memory for all symbols and members, so that a link takes no longer than what
/// it takes asks for. One thread each.
class LinkPlayer {
public:
  /// `index` must outlive it.
  explicit LinkPlayer(const LinkIndex &index);
  ~LinkPlayer();

  /// Takes time in proportion to the definitions and references of the members that are taken,
  /// times the archives on the line that define these.
  LinkResult play(Linker linker, const LinkLine &line);

private:
  struct Parts;
  std::unique_ptr<Parts> parts;
};

} // namespace armeld
