// The sections of ELF objects, and what refers to what.
//
// Only sections that a link copies (SHF_ALLOC) are listed. What describes them goes with them: a
// frame description is no part of .eh_frame here, but lets its function refer to what it mentions
// (the personality routine, and the function's own table of landing pads).
//
// Which sections linkers keep without a reference: gABI, "Sections", SHF_GNU_RETAIN; ld(1),
// "--gc-sections"; lld/ELF/MarkLive.cpp, isReserved.
#include "objects/elf_frames.h"
#include "objects/elf_object.h"
#include "objects/sections.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

/// A name that C programs can use, so that linkers make __start_NAME and __stop_NAME of it.
bool isCIdentifier(StringRef name) {
  auto isWordCharacter = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  return !name.empty() && !llvm::isDigit(name.front()) && llvm::all_of(name, isWordCharacter);
}

/// The name of the output section that linkers put a section into, as far as dots tell.
StringRef withoutSymbol(StringRef name) {
  for (StringRef prefix :
       {".data.rel.ro", ".gcc_except_table", ".init_array", ".fini_array", ".text", ".rodata",
        ".data", ".bss", ".tdata", ".tbss", ".ldata", ".lbss", ".lrodata", ".ctors", ".dtors"})
    if (name.starts_with(prefix) && name.substr(prefix.size()).starts_with("."))
      return name.take_front(prefix.size());
  return name;
}

template <class ELFT> class ElfSectionLister {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

public:
  ElfSectionLister(const ElfObject<ELFT> &elf, const Object &object, ObjectSections &sections)
      : elf(elf), object(object), sections(sections) {}

  Error run() {
    for (StringRef name : elf.names)
      if (holdsCodeForLto(name))
        return failure("holds code for link-time optimisation");
    found.resize(elf.sections.size());
    isListed.resize(elf.sections.size());
    for (size_t i = 1; i < elf.sections.size(); ++i)
      classify(uint32_t(i));
    if (Error error = numberSymbols())
      return error;
    for (size_t i = 1; i < elf.sections.size(); ++i)
      if (Error error = readRelocations(elf.sections[i]))
        return error;
    if (Error error = listGroups())
      return error;
    listUnreferred();
    setColumns(std::move(found), sections);
    sums.finish(sections);
    return Error::success();
  }

private:
  bool isAllocated(const Header &section) const { return section.sh_flags & ELF::SHF_ALLOC; }
  bool isFrames(size_t i) const { return elf.names[i] == ".eh_frame"; }
  /// Bitcode that rustc's and Clang's -fembed-bitcode put beside the code is nothing that a link
  /// needs, though it may be marked as data.
  static bool isBitcode(StringRef name) {
    return name == ".llvmbc" || name == ".llvmcmd" || name == ".llvm.lto";
  }
  static bool isDebug(StringRef name) {
    return name.starts_with(".debug") || name.starts_with(".zdebug") || name == ".gdb_index" ||
           name.starts_with(".stab") || name.starts_with(".gnu.debuglto_");
  }

  void classify(uint32_t i) {
    const Header &section = elf.sections[i];
    StringRef name = elf.names[i];
    if (!isAllocated(section) || isFrames(i) || isBitcode(name)) {
      sums.count(isFrames(i)                           ? SectionKind::unwind
                 : isBitcode(name)                     ? SectionKind::bitcode
                 : isDebug(name) || isOfDebug(section) ? SectionKind::debug
                                                       : SectionKind::metadata,
                 section.sh_type == ELF::SHT_NOBITS ? 0 : uint64_t(section.sh_size));
      return;
    }
    std::optional<KeepReason> reason = reasonToKeep(i);
    FoundSection &entry = found[i];
    entry.index = i;
    entry.size = section.sh_size;
    entry.kind = reason == KeepReason::initialiser ? SectionKind::initialiser : kindOf(i);
    entry.name = withoutSymbol(name);
    isListed[i] = true;
    if (reason)
      sums.keep(*reason, i);
    if (isLinked(section))
      together.push_back(
          {std::min(i, uint32_t(section.sh_link)), std::max(i, uint32_t(section.sh_link))});
  }

  /// Relocations of debug information are a part of it.
  bool isOfDebug(const Header &section) const {
    return (section.sh_type == ELF::SHT_REL || section.sh_type == ELF::SHT_RELA) &&
           section.sh_info < elf.names.size() && isDebug(elf.names[section.sh_info]);
  }

  /// Whether it describes another section and goes with it.
  bool isLinked(const Header &section) const {
    return (section.sh_flags & ELF::SHF_LINK_ORDER) && section.sh_link != 0 &&
           section.sh_link < elf.sections.size() && isAllocated(elf.sections[section.sh_link]) &&
           !isFrames(section.sh_link);
  }

  SectionKind kindOf(uint32_t i) const {
    const Header &section = elf.sections[i];
    StringRef name = elf.names[i];
    if (section.sh_type == ELF::SHT_NOTE)
      return SectionKind::note;
    if (name.starts_with(".gcc_except_table") || name.starts_with(".ARM.ex"))
      return SectionKind::unwind;
    if (section.sh_flags & ELF::SHF_EXECINSTR)
      return SectionKind::code;
    if (section.sh_type == ELF::SHT_NOBITS)
      return SectionKind::bss;
    bool isReadOnly = !(section.sh_flags & ELF::SHF_WRITE) || name.starts_with(".data.rel.ro");
    return isReadOnly ? SectionKind::rodata : SectionKind::data;
  }

  std::optional<KeepReason> reasonToKeep(uint32_t i) const {
    const Header &section = elf.sections[i];
    StringRef name = elf.names[i];
    bool isGrouped = groupMembers().contains(i);
    auto isOf = [&](StringRef base) {
      return name.starts_with(base) && (name.size() == base.size() || name[base.size()] == '.');
    };
    bool isArray = section.sh_type == ELF::SHT_INIT_ARRAY ||
                   section.sh_type == ELF::SHT_FINI_ARRAY ||
                   section.sh_type == ELF::SHT_PREINIT_ARRAY;
    if (isArray || isOf(".init_array") || isOf(".fini_array") || isOf(".ctors") || isOf(".dtors"))
      return KeepReason::initialiser;
    if (section.sh_flags & ELF::SHF_GNU_RETAIN)
      return KeepReason::retain;
    switch (section.sh_type) {
    case ELF::SHT_NOTE:
      return isGrouped ? std::nullopt : std::optional(KeepReason::note);
    case ELF::SHT_PROGBITS:
    case ELF::SHT_NOBITS:
    case ELF::SHT_X86_64_UNWIND: // SHT_ARM_EXIDX, too
      break;
    default:
      return KeepReason::type;
    }
    if (isGrouped)
      return std::nullopt;
    if (isOf(".init") || isOf(".fini") || isOf(".jcr") || isOf(".preinit_array"))
      return KeepReason::initialiser;
    if (isLinked(section))
      return std::nullopt;
    if (isCIdentifier(name))
      return KeepReason::c_identifier;
    if (name == ".sframe" || name == ".interp" || name.starts_with(".gnu.warning"))
      return KeepReason::type;
    return std::nullopt;
  }

  /// Members of groups, COMDAT or not.
  const llvm::DenseSet<uint32_t> &groupMembers() const {
    if (!grouped) {
      grouped.emplace();
      for (const Header &section : elf.sections)
        if (section.sh_type == ELF::SHT_GROUP)
          for (uint32_t member : membersOf(section))
            grouped->insert(member);
    }
    return *grouped;
  }

  std::vector<uint32_t> membersOf(const Header &group) const {
    auto words = elf.file.template getSectionContentsAsArray<typename ELFT::Word>(group);
    std::vector<uint32_t> members;
    if (!words) {
      llvm::consumeError(words.takeError());
      return members;
    }
    for (uint32_t word : llvm::drop_begin(*words))
      if (word < elf.sections.size())
        members.push_back(word);
    return members;
  }

  /// A group goes whole or not at all. One that a link does not copy (of debug types) stays.
  Error listGroups() {
    for (const Header &section : elf.sections) {
      if (section.sh_type != ELF::SHT_GROUP)
        continue;
      std::vector<uint32_t> members;
      bool hasOthers = false;
      for (uint32_t member : membersOf(section)) {
        if (isListed[member])
          members.push_back(member);
        else
          hasOthers |= elf.sections[member].sh_type != ELF::SHT_REL &&
                       elf.sections[member].sh_type != ELF::SHT_RELA;
      }
      if (hasOthers && !members.empty() && hasFrames(section))
        return failure("has a group with frame descriptions of its own");
      if (members.size() > 1)
        together.push_back(std::move(members));
    }
    for (auto &members : together) {
      llvm::sort(members);
      sections.together.push_back(std::move(members));
    }
    return Error::success();
  }

  bool hasFrames(const Header &group) const {
    return llvm::any_of(membersOf(group), [&](uint32_t member) { return isFrames(member); });
  }

  // ---- symbols ----

  /// Symbols have the numbers that the lists of the manifest give them (see ElfInspector).
  Error numberSymbols() {
    numbers.assign(elf.symbols.size(), none);
    std::vector<size_t> defined, needed, wanted;
    for (size_t i = 1; i < elf.symbols.size(); ++i) {
      const Sym &symbol = elf.symbols[i];
      auto name = symbol.getName(elf.symbolNames);
      if (!name)
        return name.takeError();
      if (symbol.getBinding() == ELF::STB_LOCAL) {
        nameAfter(i, *name);
        continue;
      }
      if (name->empty())
        continue;
      if (symbol.st_shndx != ELF::SHN_UNDEF)
        defined.push_back(i);
      else
        (symbol.getBinding() == ELF::STB_WEAK ? wanted : needed).push_back(i);
    }
    if (defined.size() != object.defines.size() || needed.size() != object.references.size() ||
        wanted.size() != object.weak_references.size())
      return failure("has other symbols than the manifest says");
    uint32_t next = 0;
    for (const auto *list : {&defined, &needed, &wanted})
      for (size_t i : *list)
        numbers[i] = next++;
    for (size_t i : defined) {
      uint32_t section = elf.sectionIndex(i);
      bool hasPlace = section < isListed.size() && isListed[section];
      sections.defined_in.push_back(hasPlace ? section : 0);
      if (hasPlace)
        found[section].name = "";
    }
    // What symbols say already.
    for (FoundSection &section : found)
      section.name = keep(section.name);
    return Error::success();
  }

  /// Local functions and variables give their sections names that people know.
  void nameAfter(size_t i, StringRef name) {
    const Sym &symbol = elf.symbols[i];
    uint32_t section = elf.sectionIndex(i);
    bool isNamed = symbol.getType() == ELF::STT_FUNC || symbol.getType() == ELF::STT_OBJECT;
    if (!isNamed || name.empty() || section >= isListed.size() || !isListed[section])
      return;
    // Compilers number the constants that nobody gave a name.
    if (!name.starts_with(".L") && elf.names[section].ends_with(name))
      found[section].name = name;
  }

  // ---- what refers to what ----

  /// A target of a relocation.
  void addTarget(FoundSection &from, uint32_t symbol) {
    if (symbol == 0 || symbol >= elf.symbols.size())
      return;
    if (numbers[symbol] != none) {
      from.symbols.push_back(numbers[symbol]);
      return;
    }
    uint32_t section = elf.sectionIndex(symbol);
    if (section < isListed.size() && isListed[section])
      from.sections.push_back(section);
  }

  /// Calls `body` with the offset and symbol of each relocation.
  template <class Body> Error forEachRelocation(const Header &section, Body body) const {
    bool isMips64EL = elf.file.isMips64EL();
    if (section.sh_type == ELF::SHT_RELA) {
      auto all = elf.file.relas(section);
      if (!all)
        return all.takeError();
      for (const auto &relocation : *all)
        body(uint64_t(relocation.r_offset), relocation.getSymbol(isMips64EL));
    } else {
      auto all = elf.file.rels(section);
      if (!all)
        return all.takeError();
      for (const auto &relocation : *all)
        body(uint64_t(relocation.r_offset), relocation.getSymbol(isMips64EL));
    }
    return Error::success();
  }

  Error readRelocations(const Header &section) {
    if (section.sh_type == ELF::SHT_CREL)
      return failure("has relocations in a form that armeld does not read");
    if (section.sh_type != ELF::SHT_RELA && section.sh_type != ELF::SHT_REL)
      return Error::success();
    uint32_t target = section.sh_info;
    if (target >= elf.sections.size())
      return failure("has relocations for a section that is not there");
    if (isFrames(target))
      return readFrames(section, target);
    // What no program loads stays, and linkers look for what it refers to as well.
    if (!isListed[target])
      return forEachRelocation(section, [&](uint64_t, uint32_t symbol) {
        if (symbol < numbers.size() && numbers[symbol] != none &&
            elf.symbols[symbol].st_shndx == ELF::SHN_UNDEF &&
            elf.symbols[symbol].getBinding() != ELF::STB_WEAK)
          object0.symbols.push_back(numbers[symbol]);
      });
    return forEachRelocation(section,
                             [&](uint64_t, uint32_t symbol) { addTarget(found[target], symbol); });
  }

  /// Lets each function refer to what its frame description refers to. A description of no function
  /// stays, and the object needs what it refers to.
  Error readFrames(const Header &relocations, uint32_t section) {
    auto content = elf.file.getSectionContents(elf.sections[section]);
    if (!content)
      return content.takeError();
    Expected<std::vector<ElfFrame>> frames =
        readElfFrames(llvm::toStringRef(*content), ELFT::Endianness == llvm::endianness::little);
    if (!frames)
      return frames.takeError();
    std::vector<std::pair<uint64_t, uint32_t>> all;
    if (Error error = forEachRelocation(relocations, [&](uint64_t offset, uint32_t symbol) {
          all.emplace_back(offset, symbol);
        }))
      return error;
    llvm::stable_sort(all, llvm::less_first());
    auto inside = [&](const ElfFrame &frame) {
      auto before = [](const auto &entry, uint64_t offset) { return entry.first < offset; };
      auto first = std::lower_bound(all.begin(), all.end(), frame.begin, before);
      return llvm::make_range(first, std::lower_bound(first, all.end(), frame.end, before));
    };
    llvm::DenseMap<uint64_t, FoundSection> cies;
    for (const ElfFrame &frame : *frames)
      if (frame.isCie)
        for (const auto &[offset, symbol] : inside(frame))
          addTarget(cies[frame.begin], symbol);
    for (const ElfFrame &frame : *frames) {
      if (frame.isCie || frame.isTerminator)
        continue;
      auto relocated = inside(frame);
      FoundSection &from = functionOf(relocated);
      for (const auto &[offset, symbol] : relocated)
        addTarget(from, symbol);
      if (auto cie = cies.find(frame.cie); cie != cies.end()) {
        llvm::append_range(from.symbols, cie->second.symbols);
        llvm::append_range(from.sections, cie->second.sections);
      }
    }
    return Error::success();
  }

  /// The section of the function that a frame description is for.
  template <class Range> FoundSection &functionOf(const Range &relocated) {
    if (relocated.begin() == relocated.end())
      return object0;
    uint32_t symbol = relocated.begin()->second;
    uint32_t section = symbol < elf.symbols.size() ? elf.sectionIndex(symbol) : 0;
    return section != 0 && section < isListed.size() && isListed[section] ? found[section]
                                                                          : object0;
  }

  void listUnreferred() {
    listUnrelocated(found, object0, object, sections);
    for (uint32_t section : object0.sections)
      sums.keep(KeepReason::type, section);
  }

  static constexpr uint32_t none = UINT32_MAX;
  const ElfObject<ELFT> &elf;
  const Object &object;
  ObjectSections &sections;
  SectionSums sums;
  std::vector<FoundSection> found; ///< by index
  std::vector<bool> isListed;      ///< likewise
  FoundSection object0;            ///< what the object itself refers to
  std::vector<uint32_t> numbers;   ///< by index in the symbol table
  std::vector<std::vector<uint32_t>> together;
  mutable std::optional<llvm::DenseSet<uint32_t>> grouped;
};

template <class ELFT>
Error listAs(StringRef bytes, const Object &object, ObjectSections &sections) {
  auto file = llvm::object::ELFFile<ELFT>::create(bytes);
  if (!file)
    return file.takeError();
  ElfObject<ELFT> elf(*file);
  if (Error error = elf.read())
    return error;
  return ElfSectionLister<ELFT>(elf, object, sections).run();
}

} // namespace

Error listElfSections(StringRef bytes, const Object &object, ObjectSections &sections) {
  using namespace llvm::object;
  bool isLittle = bytes[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (bytes[ELF::EI_CLASS] == ELF::ELFCLASS64)
    return isLittle ? listAs<ELF64LE>(bytes, object, sections)
                    : listAs<ELF64BE>(bytes, object, sections);
  return isLittle ? listAs<ELF32LE>(bytes, object, sections)
                  : listAs<ELF32BE>(bytes, object, sections);
}

} // namespace armeld
