// What becomes of the references in an ELF object when sections go: relocations, frame
// descriptions, and other tables that name symbols.
#pragma once

#include "edit/edit.h"
#include "edit/elf_compression.h"
#include "edit/elf_frames.h"
#include "objects/elf_object.h"

namespace armeld {

/// What is known of a symbol.
struct SymbolState {
  bool gone : 1 = false;      ///< what it names is removed
  bool used : 1 = false;      ///< something that stays refers to it
  bool mentioned : 1 = false; ///< something in the original does
  bool inFrames : 1 = false;  ///< it is in an .eh_frame that is written anew
  bool isAnchor : 1 = false;  ///< no more than a name of it stays
  bool isNeeded : 1 = false;  ///< the reference stays, used or not
};

template <class ELFT> struct ElfChanges {
  explicit ElfChanges(const ElfObject<ELFT> &elf)
      : elf(elf), relocationsOf(elf.sections.size()), symbols(elf.symbols.size()) {}

  const ElfObject<ELFT> &elf;
  std::vector<uint8_t> goes; ///< by section
  bool removesAny = false;
  std::vector<uint32_t> relocationsOf; ///< by section: where its relocations are, or 0
  std::vector<SymbolState> symbols;
  llvm::DenseMap<uint32_t, FrameTable> frames;    ///< of .eh_frame sections written anew
  llvm::DenseMap<uint32_t, ObjectBytes> contents; ///< new; relocations with old symbol indices
  llvm::DenseMap<uint32_t, PlainContent> plain;   ///< new, of sections that were compressed
};

/// Sets all but `goes` and `removesAny`, and of symbols `isAnchor` and `isNeeded`, by which it
/// decides. An error if something that stays
/// refers to what goes.
template <class ELFT> Error followElfReferences(ElfChanges<ELFT> &changes);

/// Calls `function` with the relocations of `section`, of either kind.
template <class ELFT, class Function>
Error withRelocations(const ElfObject<ELFT> &elf, const typename ELFT::Shdr &section,
                      Function function) {
  if (section.sh_type == llvm::ELF::SHT_RELA) {
    auto all = elf.file.relas(section);
    return all ? function(*all) : all.takeError();
  }
  auto all = elf.file.rels(section);
  return all ? function(*all) : all.takeError();
}

/// Calls `function` with each symbol index of a table of significant addresses.
Error forEachSignificantSymbol(StringRef table, llvm::function_ref<void(uint64_t)> function);

} // namespace armeld
