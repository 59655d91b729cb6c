// What the COMDAT groups of an ELF object hold.
//
// If two groups have equal digests, it makes no difference which of them the linker keeps. The
// digest covers the content of the sections, the global symbols that they define, and the targets
// of their relocations: a global symbol by name, a location in the group by its offset. A
// relocation may also refer to a local symbol outside of the group, which has no name in other
// objects; such a group is equal to no other.
#include "base/digest.h"
#include "objects/elf_object.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

template <class ELFT> class GroupDigester {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

public:
  explicit GroupDigester(ElfObject<ELFT> &object)
      : object(object), file(object.file), sections(object.sections), symbols(object.symbols),
        groups(object.groups), placeOf(sections.size(), nowhere) {}

  Error run() {
    std::vector<std::vector<size_t>> symbolsOf(groups.size());
    if (!groups.empty())
      for (size_t i = 1; i < symbols.size(); ++i)
        if (auto found = object.groupOf.find(object.sectionIndex(i)); found != object.groupOf.end())
          symbolsOf[found->second].push_back(i);
    for (size_t g = 0; g < groups.size(); ++g) {
      notePlaces(groups[g]);
      Expected<std::optional<Digest>> content = digestGroup(groups[g], symbolsOf[g]);
      forgetPlaces(groups[g]);
      if (!content)
        return content.takeError();
      groups[g].content = *content;
    }
    return Error::success();
  }

private:
  /// A group may have as many sections as the object, and as many relocations refer to them.
  void notePlaces(const ElfGroup &group) {
    for (size_t place = group.sections.size(); place-- > 0;)
      placeOf[group.sections[place]] = uint32_t(place);
  }
  void forgetPlaces(const ElfGroup &group) {
    for (uint32_t section : group.sections)
      placeOf[section] = nowhere;
  }

  Expected<std::optional<Digest>> digestGroup(const ElfGroup &group,
                                              llvm::ArrayRef<size_t> members) const {
    Digester digester;
    for (uint32_t index : group.sections) {
      Expected<bool> comparable = digestSection(digester, index);
      if (!comparable)
        return comparable.takeError();
      if (!*comparable)
        return std::optional<Digest>();
    }
    for (size_t i : members) {
      if (symbols[i].getBinding() == ELF::STB_LOCAL)
        continue;
      auto name = symbols[i].getName(object.symbolNames);
      if (!name)
        return name.takeError();
      digester.text(*name);
      for (uint64_t field : {uint64_t(symbols[i].st_value), uint64_t(symbols[i].st_size),
                             uint64_t(symbols[i].st_info), uint64_t(symbols[i].st_other),
                             uint64_t(placeOf[object.sectionIndex(i)])})
        digester.number(field);
    }
    return std::optional(digester.finishPadded());
  }

  /// False if the section cannot be compared with one of another object.
  Expected<bool> digestSection(Digester &digester, uint32_t index) const {
    const Header &section = sections[index];
    digester.text(object.names[index]);
    for (uint64_t field : {uint64_t(section.sh_type), uint64_t(section.sh_flags),
                           uint64_t(section.sh_addralign), uint64_t(section.sh_size)})
      digester.number(field);
    switch (section.sh_type) {
    case ELF::SHT_NOBITS:
      return true;
    case ELF::SHT_REL:
      return digestRelocations(digester, file.rels(section));
    case ELF::SHT_RELA:
      return digestRelocations(digester, file.relas(section));
    default:
      break;
    }
    auto bytes = file.getSectionContents(section);
    if (!bytes)
      return bytes.takeError();
    digester.bytes(llvm::toStringRef(*bytes));
    return true;
  }

  /// False if a relocation points to something that cannot be compared, or cannot be read.
  template <class Range>
  bool digestRelocations(Digester &digester, Expected<Range> relocations) const {
    if (!relocations) {
      llvm::consumeError(relocations.takeError());
      return false;
    }
    bool mips64 = file.isMips64EL();
    for (const auto &relocation : *relocations) {
      uint32_t index = relocation.getSymbol(mips64);
      if (index >= symbols.size())
        return false;
      const Sym &symbol = symbols[index];
      digester.number(relocation.r_offset);
      digester.number(relocation.getType(mips64));
      if constexpr (requires { relocation.r_addend; })
        digester.number(uint64_t(relocation.r_addend));
      if (index == 0) {
        digester.text("");
      } else if (symbol.getBinding() == ELF::STB_LOCAL) {
        uint32_t section = object.sectionIndex(index);
        if (section >= placeOf.size() || placeOf[section] == nowhere)
          return false;
        digester.number(placeOf[section]);
        digester.number(symbol.st_value);
      } else {
        auto name = symbol.getName(object.symbolNames);
        if (!name) {
          llvm::consumeError(name.takeError());
          return false;
        }
        digester.text(*name);
      }
    }
    return true;
  }

  ElfObject<ELFT> &object;
  const llvm::object::ELFFile<ELFT> &file;
  typename ELFT::ShdrRange sections;
  typename ELFT::SymRange symbols;
  std::vector<ElfGroup> &groups;
  static constexpr uint32_t nowhere = UINT32_MAX;
  std::vector<uint32_t> placeOf; ///< by section: its place in the group that is digested
};

} // namespace

template <class ELFT> Error digestElfGroups(ElfObject<ELFT> &object) {
  return GroupDigester<ELFT>(object).run();
}

template Error digestElfGroups(ElfObject<llvm::object::ELF32LE> &);
template Error digestElfGroups(ElfObject<llvm::object::ELF32BE> &);
template Error digestElfGroups(ElfObject<llvm::object::ELF64LE> &);
template Error digestElfGroups(ElfObject<llvm::object::ELF64BE> &);

} // namespace armeld
