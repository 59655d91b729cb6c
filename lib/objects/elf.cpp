// ELF relocatable objects, 32 and 64 bit, both byte orders.
//
// Sources: System V ABI, gABI chapters 4 "Object Files" and 5; "Linkers and Libraries" for the
// parts that only GNU has written down (.gnu.linkonce, STB_GNU_UNIQUE).
//
// The equivalence digest of an ELF object leaves out one thing: symbols of type STT_FILE. They name
// the source file for debuggers; a linker binds nothing to them, places nothing by them and
// resolves nothing with them. rustc names its allocator shim's source file after the crate being
// built, so this one symbol is all that tells the shims of two libraries apart. With those symbols
// go their names in the string table, and with the strings the file offsets of what lies behind
// them, which are where bytes happen to stand in the file and not part of what it says. All else
// counts, in the order in which it stands: class, byte order, machine, flags; each section's name,
// type, flags, address, alignment, entry size, links, size and contents; each symbol's name, value,
// size, binding, type, visibility and section; relocations and group members, with symbols counted
// as if the STT_FILE ones were not there.
//
// Hashing all that once more would double the cost of a scan. So of objects over 16 KiB the digest
// takes the file as it lies, which the parts of the content's own digest stand for already, but for
// the ELF header, the section headers, the symbol table and the string tables. Those are hashed
// without the names of STT_FILE symbols, and with the offsets that the strings have without them.
// Of these objects the places in the file and of the STT_FILE symbols do count, and the order of
// the strings: equal are those that differ in the names of STT_FILE symbols alone, which is how
// compilers that name their source file otherwise make them differ. Two such objects can still get
// different digests, where a symbol has the same name as one of the files: assemblers then order
// the rest otherwise. That costs a class that could have been, and nothing else.
#include "base/digest.h"
#include "base/names.h"
#include "objects/inspect.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

namespace {

namespace ELF = llvm::ELF;

template <class ELFT> class ElfInspector {
  using File = llvm::object::ELFFile<ELFT>;
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

  struct Group {
    StringRef signature;
    std::vector<uint32_t> sections;
    bool allocated = false;
    std::optional<Digest> content = {};
  };

public:
  ElfInspector(const File &file, llvm::ArrayRef<PartDigest> parts, Object &object)
      : file(file), parts(parts), object(object) {}

  Error inspect() {
    if (Error error = readTables())
      return error;
    if (Error error = readSections())
      return error;
    if (Error error = digestGroups())
      return error;
    if (Error error = readSymbols())
      return error;
    return computeEquivalence();
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
      if (section.sh_type == ELF::SHT_SYMTAB && !symbolTable)
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
      if (section.sh_type != ELF::SHT_SYMTAB_SHNDX)
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
      if (section.sh_type == ELF::SHT_GROUP) {
        if (Error error = readGroup(section))
          return error;
        continue;
      }
      object.has_debug_info |= *name == ".debug_info" || *name == ".zdebug_info";
      object.has_bitcode |= *name == ".llvmbc" || *name == ".llvm.lto";
      if (isInitialiser(section, *name))
        object.initialisers.push_back(keep(*name));
      // The older way to say COMDAT: of sections with one such name the linker keeps the first, and
      // .gnu.linkonce.t.f also gives way to a group f (bfd/elflink.c,
      // _bfd_elf_section_already_linked).
      if (name->starts_with(".gnu.linkonce.") && (section.sh_flags & ELF::SHF_ALLOC))
        object.comdats.push_back({keep(name->substr(14).split('.').second), {}});
    }
    llvm::sort(object.initialisers);
    object.initialisers.erase(std::unique(object.initialisers.begin(), object.initialisers.end()),
                              object.initialisers.end());
    return Error::success();
  }

  static bool isInitialiser(const Header &section, StringRef name) {
    switch (section.sh_type) {
    case ELF::SHT_INIT_ARRAY:
    case ELF::SHT_FINI_ARRAY:
    case ELF::SHT_PREINIT_ARRAY:
      return section.sh_size != 0;
    case ELF::SHT_PROGBITS:
      break;
    default:
      return false;
    }
    auto isOrPriorityOf = [&](StringRef base) {
      return name.consume_front(base) && (name.empty() || name.front() == '.');
    };
    return section.sh_size != 0 && (name == ".init" || name == ".fini" ||
                                    isOrPriorityOf(".ctors") || isOrPriorityOf(".dtors") ||
                                    isOrPriorityOf(".init_array") || isOrPriorityOf(".fini_array"));
  }

  Error readGroup(const Header &group) {
    auto words = file.template getSectionContentsAsArray<typename ELFT::Word>(group);
    if (!words)
      return words.takeError();
    if (words->empty() || !((*words)[0] & ELF::GRP_COMDAT))
      return Error::success();
    if (group.sh_info >= symbols.size())
      return failure("a section group's signature is symbol " + Twine(group.sh_info) + " of " +
                     Twine(symbols.size()));
    auto signature = symbols[group.sh_info].getName(symbolNames);
    if (!signature)
      return signature.takeError();
    Group found{*signature, {}};
    for (uint32_t index : words->drop_front()) {
      if (index >= sections.size())
        return failure("a section group names section " + Twine(index) + " of " +
                       Twine(sections.size()));
      groupOf[index] = uint32_t(groups.size());
      found.sections.push_back(index);
      found.allocated |= bool(sections[index].sh_flags & ELF::SHF_ALLOC);
    }
    groups.push_back(std::move(found));
    return Error::success();
  }

  // ---- what a COMDAT group holds ----
  //
  // Equal digests say that it makes no difference which of two groups the linker keeps. A group is
  // what its sections hold, the global symbols that they define, and what their relocations point
  // to: a global symbol by its name, a place in the group by its place. A relocation to something
  // local outside of the group has no name that means the same elsewhere; such a group is like no
  // other.

  Error digestGroups() {
    std::vector<std::vector<size_t>> symbolsOf(groups.size());
    if (!groups.empty())
      for (size_t i = 1; i < symbols.size(); ++i)
        if (auto found = groupOf.find(sectionIndex(i)); found != groupOf.end())
          symbolsOf[found->second].push_back(i);
    for (size_t g = 0; g < groups.size(); ++g) {
      Expected<std::optional<Digest>> content = digestGroup(uint32_t(g), symbolsOf[g]);
      if (!content)
        return content.takeError();
      groups[g].content = *content;
    }
    return Error::success();
  }

  Expected<std::optional<Digest>> digestGroup(uint32_t g, llvm::ArrayRef<size_t> members) {
    Digester digester;
    for (uint32_t index : groups[g].sections) {
      const Header &section = sections[index];
      digester.text(names[index]);
      for (uint64_t field : {uint64_t(section.sh_type), uint64_t(section.sh_flags),
                             uint64_t(section.sh_addralign), uint64_t(section.sh_size)})
        digester.number(field);
      bool comparable = true;
      switch (section.sh_type) {
      case ELF::SHT_NOBITS:
        break;
      case ELF::SHT_REL:
      case ELF::SHT_RELA:
        if (section.sh_type == ELF::SHT_REL)
          comparable = digestGroupRelocations(digester, g, file.rels(section));
        else
          comparable = digestGroupRelocations(digester, g, file.relas(section));
        break;
      default: {
        auto bytes = file.getSectionContents(section);
        if (!bytes)
          return bytes.takeError();
        digester.bytes(llvm::toStringRef(*bytes));
      }
      }
      if (!comparable)
        return std::optional<Digest>();
    }
    for (size_t i : members) {
      if (symbols[i].getBinding() == ELF::STB_LOCAL)
        continue;
      auto name = symbols[i].getName(symbolNames);
      if (!name)
        return name.takeError();
      digester.text(*name);
      for (uint64_t field : {uint64_t(symbols[i].st_value), uint64_t(symbols[i].st_size),
                             uint64_t(symbols[i].st_info), uint64_t(symbols[i].st_other),
                             uint64_t(placeIn(g, sectionIndex(i)))})
        digester.number(field);
    }
    return std::optional(digester.finishPadded());
  }

  /// The position of a section in its group, or the group's size if it is not there.
  size_t placeIn(uint32_t g, uint32_t section) const {
    return size_t(llvm::find(groups[g].sections, section) - groups[g].sections.begin());
  }

  /// False if a relocation points to something that cannot be compared, or cannot be read.
  template <class Range>
  bool digestGroupRelocations(Digester &digester, uint32_t g, Expected<Range> relocations) {
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
        size_t place = placeIn(g, sectionIndex(index));
        if (place == groups[g].sections.size())
          return false;
        digester.number(place);
        digester.number(symbol.st_value);
      } else {
        auto name = symbol.getName(symbolNames);
        if (!name) {
          llvm::consumeError(name.takeError());
          return false;
        }
        digester.text(*name);
      }
    }
    return true;
  }

  Error readSymbols() {
    llvm::DenseSet<StringRef> defined;
    for (size_t i = 1; i < symbols.size(); ++i) {
      const Sym &symbol = symbols[i];
      if (symbol.getBinding() == ELF::STB_LOCAL)
        continue;
      auto name = symbol.getName(symbolNames);
      if (!name)
        return name.takeError();
      if (name->empty())
        continue;
      bool weak = symbol.getBinding() == ELF::STB_WEAK;
      if (symbol.st_shndx == ELF::SHN_UNDEF) {
        if (weak)
          object.weak_references.push_back(keep(*name));
        else
          object.references.push_back(keep(*name));
        continue;
      }
      // GCC's intermediate code hides behind this one symbol; what the object really defines is
      // known to GCC's linker plugin only.
      if (*name == "__gnu_lto_slim")
        return failure("holds GCC LTO code and no machine code");
      Definition &definition = object.defines.emplace_back();
      definition.name = keep(*name);
      definition.binding = isCommon(symbol) ? Binding::common
                           : weak           ? Binding::weak
                                            : Binding::strong;
      if (auto group = groupOf.find(sectionIndex(i)); group != groupOf.end()) {
        definition.comdat = Comdat::any;
        definition.content = groups[group->second].content;
      }
      switch (symbol.getVisibility()) {
      case ELF::STV_HIDDEN:
        definition.visibility = Visibility::hidden;
        break;
      case ELF::STV_INTERNAL:
        definition.visibility = Visibility::internal;
        break;
      case ELF::STV_PROTECTED:
        definition.visibility = Visibility::protect;
        break;
      default:
        break;
      }
      if (!groups.empty())
        defined.insert(definition.name);
    }
    for (const Group &group : groups)
      // Groups of debug types do not matter: their name is a hash of their content.
      if (group.allocated && !defined.contains(group.signature))
        object.comdats.push_back({keep(group.signature), group.content});
    return Error::success();
  }

  bool isCommon(const Sym &symbol) const {
    if (symbol.st_shndx == ELF::SHN_COMMON || symbol.getType() == ELF::STT_COMMON)
      return true;
    // x86-64's "large common" (x86-64 psABI, section 4.3.1) and Hexagon's and MIPS's small ones lie
    // in the range that the processor's ABI gives a meaning.
    unsigned machine = file.getHeader().e_machine;
    return (machine == ELF::EM_X86_64 && symbol.st_shndx == 0xff02) ||
           (machine == ELF::EM_MIPS && (symbol.st_shndx == ELF::SHN_MIPS_ACOMMON ||
                                        symbol.st_shndx == ELF::SHN_MIPS_SCOMMON)) ||
           (machine == ELF::EM_HEXAGON && symbol.st_shndx >= ELF::SHN_HEXAGON_SCOMMON &&
            symbol.st_shndx <= ELF::SHN_HEXAGON_SCOMMON_8);
  }

  uint32_t sectionIndex(size_t symbol) const {
    uint32_t index = symbols[symbol].st_shndx;
    if (index != ELF::SHN_XINDEX)
      return index >= ELF::SHN_LORESERVE ? 0 : index;
    return symbol < extendedIndices.size() ? uint32_t(extendedIndices[symbol]) : 0;
  }

  // ---- equivalence ----

  Error computeEquivalence() {
    constexpr uint64_t large = 16384;
    Digester digester;
    const auto &header = file.getHeader();
    digester.text("armeld ELF equivalence 4");
    digester.bytes({reinterpret_cast<const char *>(header.e_ident), ELF::EI_NIDENT});
    for (uint64_t field :
         {uint64_t(header.e_type), uint64_t(header.e_machine), uint64_t(header.e_version),
          uint64_t(header.e_entry), uint64_t(header.e_flags), uint64_t(header.e_shstrndx),
          uint64_t(sections.size())})
      digester.number(field);
    bool isLarge = file.getBufSize() > large && symbolTable;
    digester.number(isLarge);
    if (Error error = isLarge ? digestInPlace(digester) : digestByMeaning(digester))
      return error;
    // Strings that something else uses too are more than the symbols' names.
    if (symbolTable && llvm::any_of(sections, [&](const Header &section) {
          return &section != symbolTable && section.sh_link == symbolTable->sh_link;
        }))
      digester.text(symbolNames);
    object.equivalence = digester.finishPadded();
    return Error::success();
  }

  static bool isSourceFile(const Sym &symbol) {
    // Some linker scripts and tools bind to anything global, so only the local ones go.
    return symbol.getType() == ELF::STT_FILE && symbol.getBinding() == ELF::STB_LOCAL;
  }

  bool isSymbolNames(const Header &section) const {
    return symbolTable && &section == &sections[symbolTable->sh_link];
  }

  static bool hasNoContent(const Header &section) {
    return section.sh_type == ELF::SHT_NOBITS || section.sh_type == ELF::SHT_NULL;
  }

  // ---- equivalence of large objects: the file as it lies ----

  /// The bytes from `begin` to `end`.
  struct Range {
    uint64_t begin;
    uint64_t end;
  };

  Error digestInPlace(Digester &digester) {
    findInPlace();
    if (Error error = cutOutFileNames())
      return error;
    bool oneStringTable = file.getHeader().e_shstrndx == symbolTable->sh_link;
    {
      RecordDigester<Header> headers(digester);
      for (const Header &section : sections) {
        Header &canonical = headers.add(section);
        if (oneStringTable)
          canonical.sh_name = withoutCuts(section.sh_name);
        if (isSymbolNames(section))
          canonical.sh_size = 0;
        if (!isInPlace(section))
          canonical.sh_offset = 0;
      }
    }
    StringRef whole(reinterpret_cast<const char *>(file.base()), file.getBufSize());
    for (const Range &range : inPlace)
      digester.place(whole, range.begin, range.end, parts);
    for (const Header &section : sections) {
      if (&section == symbolTable || isSymbolNames(section) || hasNoContent(section) ||
          isInPlace(section))
        continue;
      auto bytes = file.getSectionContents(section);
      if (!bytes)
        return bytes.takeError();
      digester.bytes(llvm::toStringRef(*bytes));
    }
    {
      RecordDigester<Sym> records(digester);
      for (const Sym &symbol : symbols)
        records.add(symbol).st_name = isSourceFile(symbol) ? 0 : withoutCuts(symbol.st_name);
    }
    uint64_t at = 0;
    for (const Cut &cut : cuts) {
      digester.bytes(symbolNames.slice(at, cut.begin));
      at = cut.end;
    }
    digester.bytes(symbolNames.substr(at));
    return Error::success();
  }

  /// Finds what is hashed as it lies in the file: what stands before the string tables, whose
  /// length depends on names, but for the ELF header and the symbol table.
  void findInPlace() {
    uint64_t end = file.getBufSize();
    if (file.getHeader().e_shstrndx < sections.size())
      end = std::min<uint64_t>(end, sections[file.getHeader().e_shstrndx].sh_offset);
    for (uint64_t table :
         {uint64_t(file.getHeader().e_shoff), uint64_t(sections[symbolTable->sh_link].sh_offset)})
      end = std::min(end, table);
    uint64_t begin = file.getHeader().e_ehsize;
    uint64_t symbolsBegin = symbolTable->sh_offset;
    uint64_t symbolsEnd = symbolsBegin + symbolTable->sh_size;
    for (Range range :
         {Range{begin, std::min(end, symbolsBegin)}, Range{std::max(begin, symbolsEnd), end}})
      if (range.begin < range.end)
        inPlace.push_back(range);
  }

  bool isInPlace(const Header &section) const {
    return llvm::any_of(inPlace, [&](const Range &range) {
      return section.sh_offset >= range.begin && section.sh_offset <= range.end &&
             section.sh_size <= range.end - section.sh_offset;
    });
  }

  /// A piece of the symbols' string table that only STT_FILE symbols use.
  struct Cut {
    uint64_t begin;
    uint64_t end;
    uint64_t before; ///< bytes cut out before this one
  };

  Error cutOutFileNames() {
    for (const Sym &symbol : symbols) {
      if (!isSourceFile(symbol) || symbol.st_name == 0)
        continue;
      auto name = symbol.getName(symbolNames);
      if (!name)
        return name.takeError();
      // The end of another name stays.
      if (symbolNames[symbol.st_name - 1] == 0)
        cuts.push_back({symbol.st_name, symbol.st_name + name->size() + 1, 0});
    }
    llvm::sort(cuts, [](const Cut &a, const Cut &b) { return a.begin < b.begin; });
    cuts.erase(std::unique(cuts.begin(), cuts.end(),
                           [](const Cut &a, const Cut &b) { return a.begin == b.begin; }),
               cuts.end());
    for (const Sym &symbol : symbols) {
      if (symbol.st_name >= symbolNames.size())
        return symbol.getName(symbolNames).takeError();
      if (!isSourceFile(symbol))
        leaveIn(symbol.st_name);
    }
    if (file.getHeader().e_shstrndx == symbolTable->sh_link)
      for (const Header &section : sections)
        leaveIn(section.sh_name);
    uint64_t removed = 0;
    for (Cut &cut : cuts) {
      cut.before = removed;
      removed += cut.end - cut.begin;
    }
    return Error::success();
  }

  /// The last cut that begins at `offset` or before it.
  Cut *cutBefore(uint64_t offset) {
    if (cuts.size() == 1) // as nearly always
      return cuts[0].begin <= offset ? &cuts[0] : nullptr;
    auto next = llvm::upper_bound(cuts, offset,
                                  [](uint64_t place, const Cut &cut) { return place < cut.begin; });
    return next == cuts.begin() ? nullptr : &*std::prev(next);
  }

  /// The string at `offset` is in use: names may share their ends.
  void leaveIn(uint64_t offset) {
    if (Cut *cut = cutBefore(offset); cut && offset < cut->end)
      cut->end = offset;
  }

  /// Where the string at `offset` begins when the cuts are made.
  uint32_t withoutCuts(uint64_t offset) {
    const Cut *cut = cutBefore(offset);
    return uint32_t(cut ? offset - cut->before - (cut->end - cut->begin) : offset);
  }

  // ---- equivalence of small objects ----

  Error digestByMeaning(Digester &digester) {
    numberSymbols();
    for (size_t i = 0; i < sections.size(); ++i)
      if (Error error = digestSection(digester, i))
        return error;
    return digestSymbols(digester);
  }

  /// Gives each symbol the index that it would have without the STT_FILE ones.
  void numberSymbols() {
    newIndex.resize(symbols.size());
    uint32_t next = 0;
    for (size_t i = 0; i < symbols.size(); ++i) {
      newIndex[i] = next;
      next += !isSourceFile(symbols[i]);
    }
  }

  uint32_t renumbered(uint32_t index) const {
    return index < newIndex.size() ? newIndex[index] : index;
  }

  Error digestSection(Digester &digester, size_t index) {
    const Header &section = sections[index];
    bool isSymbols = &section == symbolTable;
    bool isStrings = isSymbolNames(section) || index == file.getHeader().e_shstrndx;
    Header canonical = section;
    // Offsets in the string table and places in the file mean nothing.
    canonical.sh_name = uint32_t(names[index].size());
    canonical.sh_offset = 0;
    if (section.sh_type == ELF::SHT_GROUP)
      canonical.sh_info = renumbered(section.sh_info);
    if (isSymbols)
      canonical.sh_info = 0;
    if (isSymbols || isStrings)
      canonical.sh_size = 0;
    digester.bytes({reinterpret_cast<const char *>(&canonical), sizeof canonical});
    digester.bytes(names[index]);
    // Symbols come at the end in their own form, and strings where they are used.
    if (isSymbols || isStrings || hasNoContent(section))
      return Error::success();
    auto bytes = file.getSectionContents(section);
    if (!bytes)
      return bytes.takeError();
    switch (section.sh_type) {
    case ELF::SHT_REL:
      return digestRelocations(digester, file.rels(section));
    case ELF::SHT_RELA:
      return digestRelocations(digester, file.relas(section));
    case ELF::SHT_SYMTAB_SHNDX:
      for (size_t i = 0; i < extendedIndices.size(); ++i)
        if (i >= symbols.size() || !isSourceFile(symbols[i]))
          digester.number(extendedIndices[i]);
      return Error::success();
    case ELF::SHT_LLVM_ADDRSIG:
      return digestSymbolIndices(digester, llvm::toStringRef(*bytes),
                                 [&](uint32_t index) { return renumbered(index); });
    default:
      digester.bytes(llvm::toStringRef(*bytes));
      return Error::success();
    }
  }

  template <class Relocations>
  Error digestRelocations(Digester &digester, Expected<Relocations> relocations) {
    if (!relocations)
      return relocations.takeError();
    bool mips64 = file.isMips64EL();
    RecordDigester<std::remove_cv_t<typename Relocations::value_type>> records(digester);
    for (const auto &relocation : *relocations)
      records.add(relocation)
          .setSymbolAndType(renumbered(relocation.getSymbol(mips64)), relocation.getType(mips64),
                            mips64);
    return Error::success();
  }

  Error digestSymbols(Digester &digester) {
    for (const Sym &symbol : symbols) {
      if (isSourceFile(symbol))
        continue;
      auto name = symbol.getName(symbolNames);
      if (!name)
        return name.takeError();
      Sym canonical = symbol;
      canonical.st_name = uint32_t(name->size()); // the offset in the string table means nothing
      digester.bytes({reinterpret_cast<const char *>(&canonical), sizeof canonical});
      digester.bytes(*name);
    }
    return Error::success();
  }

  const File &file;
  llvm::ArrayRef<PartDigest> parts; ///< of the whole file
  Object &object;
  typename ELFT::ShdrRange sections;
  StringRef sectionNames;
  std::vector<StringRef> names; ///< of the sections
  const Header *symbolTable = nullptr;
  typename ELFT::SymRange symbols;
  StringRef symbolNames;
  llvm::ArrayRef<typename ELFT::Word> extendedIndices;
  std::vector<Group> groups;                  ///< the COMDAT ones
  llvm::DenseMap<uint32_t, uint32_t> groupOf; ///< by section index
  std::vector<uint32_t> newIndex;
  llvm::SmallVector<Range, 2> inPlace; ///< of a large object
  llvm::SmallVector<Cut, 1> cuts;      ///< in order, of a large object
};

template <class ELFT>
Error inspectElfAs(llvm::MemoryBufferRef buffer, llvm::ArrayRef<PartDigest> parts, Object &object) {
  auto file = llvm::object::ELFObjectFile<ELFT>::create(buffer, /*InitContent=*/false);
  if (!file)
    return file.takeError();
  // The triple's name tells byte order and width apart for all machines but the 32-bit ABIs of
  // 64-bit ones: x32, and AArch64's ILP32.
  llvm::Triple::ArchType arch = file->getArch();
  std::string machine = llvm::Triple::getArchTypeName(arch).str();
  if (arch == llvm::Triple::UnknownArch)
    machine = ("elf machine " + Twine(file->getELFFile().getHeader().e_machine)).str();
  if (!ELFT::Is64Bits && (arch == llvm::Triple::x86_64 || arch == llvm::Triple::aarch64))
    machine += "-ilp32";
  object.machine = keep(machine);
  return ElfInspector<ELFT>(file->getELFFile(), parts, object).inspect();
}

} // namespace

Error inspectElf(StringRef bytes, llvm::ArrayRef<PartDigest> parts, Object &object) {
  object.format = "elf";
  if (bytes.size() < ELF::EI_NIDENT)
    return failure("is shorter than an ELF header");
  llvm::MemoryBufferRef buffer(bytes, "");
  for (auto [what, value] :
       {std::pair("class", bytes[ELF::EI_CLASS]), std::pair("byte order", bytes[ELF::EI_DATA])})
    if (value != 1 && value != 2) // LLVM ends the process over the class of some machines
      return failure(Twine("its header says ") + what + " " + Twine(int(uint8_t(value))));
  bool is64 = bytes[ELF::EI_CLASS] == ELF::ELFCLASS64;
  bool isLittle = bytes[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (is64)
    return isLittle ? inspectElfAs<llvm::object::ELF64LE>(buffer, parts, object)
                    : inspectElfAs<llvm::object::ELF64BE>(buffer, parts, object);
  return isLittle ? inspectElfAs<llvm::object::ELF32LE>(buffer, parts, object)
                  : inspectElfAs<llvm::object::ELF32BE>(buffer, parts, object);
}

} // namespace armeld
