// The tables of an ELF object, 32 or 64 bit, of either byte order: sections, symbols, COMDAT
// groups.
//
// Sources: System V ABI, gABI chapters 4 "Object Files" and 5; "Linkers and Libraries" for the
// parts that only GNU has written down (.gnu.linkonce, STB_GNU_UNIQUE).
#pragma once

#include "documents/manifest.h"

#include "llvm/Object/ELFObjectFile.h"

#include <optional>
#include <vector>

namespace armeld {

/// A COMDAT group.
struct ElfGroup {
  StringRef signature;
  std::vector<uint32_t> sections;
  bool allocated = false;
  std::optional<Digest> content; ///< set by `digestElfGroups`
};

template <class ELFT> struct ElfObject {
  using File = llvm::object::ELFFile<ELFT>;
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

  const File &file;
  typename ELFT::ShdrRange sections;
  StringRef sectionNames;
  std::vector<StringRef> names; ///< of the sections
  const Header *symbolTable = nullptr;
  typename ELFT::SymRange symbols;
  StringRef symbolNames;
  llvm::ArrayRef<typename ELFT::Word> extendedIndices;
  std::vector<ElfGroup> groups;
  llvm::DenseMap<uint32_t, uint32_t> groupOf; ///< by section index

  explicit ElfObject(const File &file) : file(file) {}

  Error read() {
    if (Error error = readTables())
      return error;
    return readSections();
  }

  /// The index of a symbol's section, 0 where it has none.
  uint32_t sectionIndex(size_t symbol) const {
    uint32_t index = symbols[symbol].st_shndx;
    if (index != llvm::ELF::SHN_XINDEX)
      return index >= llvm::ELF::SHN_LORESERVE ? 0 : index;
    return symbol < extendedIndices.size() ? uint32_t(extendedIndices[symbol]) : 0;
  }

private:
  Error readTables() {
    auto all = file.sections();
    if (!all)
      return all.takeError();
    sections = *all;
    auto headerStrings = file.getSectionStringTable(sections);
    if (!headerStrings)
      return headerStrings.takeError();
    sectionNames = *headerStrings;
    for (const Header &section : sections) {
      if (section.sh_type == llvm::ELF::SHT_SYMTAB && !symbolTable)
        symbolTable = &section;
    }
    if (!symbolTable)
      return Error::success();
    auto symbolsFound = file.symbols(symbolTable);
    if (!symbolsFound)
      return symbolsFound.takeError();
    symbols = *symbolsFound;
    auto strings = file.getStringTableForSymtab(*symbolTable, sections);
    if (!strings)
      return strings.takeError();
    symbolNames = *strings;
    for (const Header &section : sections) {
      if (section.sh_type != llvm::ELF::SHT_SYMTAB_SHNDX)
        continue;
      auto indices = file.getSHNDXTable(section, sections);
      if (!indices)
        return indices.takeError();
      extendedIndices = *indices;
    }
    return Error::success();
  }

  Error readSections() {
    names.reserve(sections.size());
    for (const Header &section : sections) {
      auto name = file.getSectionName(section, sectionNames);
      if (!name)
        return name.takeError();
      names.push_back(*name);
      if (section.sh_type == llvm::ELF::SHT_GROUP)
        if (Error error = readGroup(section))
          return error;
    }
    return Error::success();
  }

  Error readGroup(const Header &group) {
    auto words = file.template getSectionContentsAsArray<typename ELFT::Word>(group);
    if (!words)
      return words.takeError();
    if (words->empty() || !((*words)[0] & llvm::ELF::GRP_COMDAT))
      return Error::success();
    if (group.sh_info >= symbols.size())
      return failure("a section group's signature is symbol " + Twine(group.sh_info) + " of " +
                     Twine(symbols.size()));
    auto signature = symbols[group.sh_info].getName(symbolNames);
    if (!signature)
      return signature.takeError();
    ElfGroup found{*signature, {}, false, {}};
    for (uint32_t index : words->drop_front()) {
      if (index >= sections.size())
        return failure("a section group names section " + Twine(index) + " of " +
                       Twine(sections.size()));
      groupOf[index] = uint32_t(groups.size());
      found.sections.push_back(index);
      found.allocated |= bool(sections[index].sh_flags & llvm::ELF::SHF_ALLOC);
    }
    groups.push_back(std::move(found));
    return Error::success();
  }
};

/// Digests what the COMDAT groups of `object` hold (elf_groups.cpp).
template <class ELFT> Error digestElfGroups(ElfObject<ELFT> &object);

/// The equivalence digest (elf_equivalence.cpp). `parts` are the digests of the file's parts.
template <class ELFT>
Expected<Digest> elfEquivalence(const ElfObject<ELFT> &object, llvm::ArrayRef<PartDigest> parts);

} // namespace armeld
