#include "edit/elf_section_choice.h"

namespace armeld {

namespace ELF = llvm::ELF;

std::string sectionPlace(size_t index, StringRef name) {
  return "section " + std::to_string(index) + " '" + shown(name) + "'";
}

namespace {

bool isRelocations(uint32_t type) { return type == ELF::SHT_REL || type == ELF::SHT_RELA; }

/// Sections that llvm-strip --strip-debug removes, and stabs, which binutils' strip removes too.
bool isDebugName(StringRef name) {
  return name.starts_with(".debug") || name.starts_with(".zdebug") || name == ".gdb_index" ||
         name == ".stab" || name.starts_with(".stab.") || name.starts_with(".stabstr") ||
         name.starts_with(".gnu.linkonce.wi.");
}

template <class ELFT> class SectionChoice {
  using Header = typename ELFT::Shdr;

public:
  SectionChoice(const ElfObject<ELFT> &elf, const Edit &edit)
      : elf(elf), edit(edit), goes(elf.sections.size()) {}

  Expected<std::vector<uint8_t>> run() {
    for (uint32_t index : edit.remove) {
      if (Error error = checkListed(index))
        return error;
      goes[index] = true;
    }
    for (size_t i = 1; i < goes.size(); ++i)
      if ((edit.drop_bitcode && (elf.names[i] == ".llvmbc" || elf.names[i] == ".llvmcmd")) ||
          (edit.strip_debug && isDebug(i)))
        goes[i] = true;
    if (Error error = followLinkOrder())
      return error;
    for (size_t i = 1; i < goes.size(); ++i)
      if (isRelocations(elf.sections[i].sh_type) && elf.sections[i].sh_info < goes.size())
        goes[i] = goes[elf.sections[i].sh_info];
    for (size_t i = 1; i < goes.size(); ++i)
      if (elf.sections[i].sh_type == ELF::SHT_GROUP)
        if (Error error = chooseGroup(i))
          return error;
    return std::move(goes);
  }

private:
  std::string place(size_t index) const { return sectionPlace(index, elf.names[index]); }

  bool isDebug(uint32_t index) const {
    const Header &section = elf.sections[index];
    uint32_t type = section.sh_type;
    if ((section.sh_flags & ELF::SHF_ALLOC) || type == ELF::SHT_SYMTAB || type == ELF::SHT_GROUP ||
        type == ELF::SHT_SYMTAB_SHNDX || isRelocations(type) || !isDebugName(elf.names[index]))
      return false;
    const auto &header = elf.file.getHeader();
    bool farStrings = header.e_shstrndx == ELF::SHN_XINDEX;
    return index !=
               (farStrings ? uint32_t(elf.sections[0].sh_link) : uint32_t(header.e_shstrndx)) &&
           (!elf.symbolTable || index != elf.symbolTable->sh_link);
  }

  Error checkListed(uint32_t index) const {
    if (index == 0 || index >= elf.sections.size())
      return failure("section " + Twine(index) + " is to be removed, of " +
                     Twine(elf.sections.size()));
    switch (elf.sections[index].sh_type) {
    case ELF::SHT_NULL:
    case ELF::SHT_SYMTAB:
    case ELF::SHT_STRTAB:
    case ELF::SHT_REL:
    case ELF::SHT_RELA:
    case ELF::SHT_GROUP:
    case ELF::SHT_SYMTAB_SHNDX:
      return failure(place(index) + " is to be removed; tables of symbols, strings, relocations " +
                     "and groups go with the sections that they serve");
    default:
      return Error::success();
    }
  }

  /// Such sections describe others (gABI, "SHF_LINK_ORDER"; LLVM Extensions), and may form chains.
  Error followLinkOrder() {
    std::vector<std::pair<uint32_t, uint32_t>> followers; // by what they follow
    std::vector<uint32_t> gone;
    for (uint32_t i = 1; i < goes.size(); ++i) {
      const Header &section = elf.sections[i];
      if ((section.sh_flags & ELF::SHF_LINK_ORDER) && section.sh_link >= goes.size())
        return failure(place(i) + " is in link order with section " + Twine(section.sh_link) +
                       " of " + Twine(goes.size()));
      if ((section.sh_flags & ELF::SHF_LINK_ORDER) && section.sh_link != 0)
        followers.push_back({section.sh_link, i});
      if (goes[i])
        gone.push_back(i);
    }
    llvm::sort(followers);
    while (!gone.empty()) {
      uint32_t section = gone.back();
      gone.pop_back();
      for (auto it = llvm::lower_bound(followers, std::pair<uint32_t, uint32_t>(section, 0));
           it != followers.end() && it->first == section; ++it) {
        if (goes[it->second])
          continue;
        if (elf.sections[it->second].sh_flags & ELF::SHF_ALLOC)
          return failure(place(it->second) + " stays, and is in link order with " + place(section) +
                         ", which is removed");
        goes[it->second] = true;
        gone.push_back(it->second);
      }
    }
    return Error::success();
  }

  Error chooseGroup(size_t group) {
    auto words =
        elf.file.template getSectionContentsAsArray<typename ELFT::Word>(elf.sections[group]);
    if (!words)
      return words.takeError();
    std::optional<uint32_t> staying, going;
    for (uint32_t member : words->empty() ? *words : words->drop_front()) {
      if (member >= goes.size())
        return failure("a section group names section " + Twine(member) + " of " +
                       Twine(goes.size()));
      if (!isRelocations(elf.sections[member].sh_type))
        (goes[member] ? going : staying) = member;
    }
    if (staying && going)
      return failure("a group torn: of " + place(group) + ", " + place(*going) +
                     " is removed and " + place(*staying) + " stays");
    goes[group] = bool(going);
    return Error::success();
  }

  const ElfObject<ELFT> &elf;
  const Edit &edit;
  std::vector<uint8_t> goes;
};

} // namespace

template <class ELFT>
Expected<std::vector<uint8_t>> chooseElfSections(const ElfObject<ELFT> &elf, const Edit &edit) {
  return SectionChoice<ELFT>(elf, edit).run();
}

using namespace llvm::object;
template Expected<std::vector<uint8_t>> chooseElfSections(const ElfObject<ELF32LE> &, const Edit &);
template Expected<std::vector<uint8_t>> chooseElfSections(const ElfObject<ELF32BE> &, const Edit &);
template Expected<std::vector<uint8_t>> chooseElfSections(const ElfObject<ELF64LE> &, const Edit &);
template Expected<std::vector<uint8_t>> chooseElfSections(const ElfObject<ELF64BE> &, const Edit &);

} // namespace armeld
