// The equivalence digest of ELF objects.
//
// It ignores one thing: symbols of type STT_FILE. They name the source file for debuggers, and no
// linker resolves or places anything by them. rustc names the source file of its allocator shim
// after the crate being built, so the shims of two libraries differ in this one symbol only. The
// names of these symbols in the string table are ignored too, and so are file offsets, which depend
// on the length of the names. Everything else counts, in file order: class, byte order, machine,
// flags; each section's name, type, flags, address, alignment, entry size, links, size and
// contents; each symbol's name, value, size, binding, type, visibility and section; relocations and
// group members, with symbols numbered as if there were no STT_FILE symbols.
//
// Hashing all of this again would double the cost of a scan. Therefore an object over 16 KiB is
// digested as it lies in the file, for which the parts of the content's own digest can be used;
// only the ELF header, the section headers, the symbol table and the string tables are hashed
// again, without the names of STT_FILE symbols and with the offsets that strings have without them.
// For such objects file offsets, the order of the strings and the positions of the STT_FILE symbols
// count, so two of them are equal only if they differ in nothing but the names of STT_FILE symbols.
// Two objects that differ in these names only can still get different digests: if a symbol has the
// same name as a source file, the assembler orders the other strings differently. That costs a
// missed merge, and nothing else.
#include "base/digest.h"
#include "objects/elf_object.h"
#include "objects/inspect.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

template <class ELFT> class EquivalenceDigester {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

public:
  EquivalenceDigester(const ElfObject<ELFT> &object, llvm::ArrayRef<PartDigest> parts)
      : object(object), parts(parts), file(object.file), sections(object.sections),
        symbolTable(object.symbolTable), symbols(object.symbols), symbolNames(object.symbolNames) {}

  Expected<Digest> run() {
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
    // A string table that something else uses too holds more than the symbols' names.
    if (symbolTable && llvm::any_of(sections, [&](const Header &section) {
          return &section != symbolTable && section.sh_link == symbolTable->sh_link;
        }))
      digester.text(symbolNames);
    return digester.finishPadded();
  }

private:
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
    digestHeaders(digester);
    StringRef whole(reinterpret_cast<const char *>(file.base()), file.getBufSize());
    for (const Range &range : inPlace)
      digester.place(whole, range.begin, range.end, parts);
    if (Error error = digestOtherSections(digester))
      return error;
    digestSymbolsWithoutCuts(digester);
    return Error::success();
  }

  void digestHeaders(Digester &digester) {
    bool oneStringTable = file.getHeader().e_shstrndx == symbolTable->sh_link;
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

  Error digestOtherSections(Digester &digester) {
    for (const Header &section : sections) {
      if (&section == symbolTable || isSymbolNames(section) || hasNoContent(section) ||
          isInPlace(section))
        continue;
      auto bytes = file.getSectionContents(section);
      if (!bytes)
        return bytes.takeError();
      digester.bytes(llvm::toStringRef(*bytes));
    }
    return Error::success();
  }

  void digestSymbolsWithoutCuts(Digester &digester) {
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
  }

  /// Finds what is hashed as it lies in the file: all before the string tables, whose length
  /// depends on names, except the ELF header and the symbol table.
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
    canonical.sh_name = uint32_t(object.names[index].size());
    canonical.sh_offset = 0;
    if (section.sh_type == ELF::SHT_GROUP)
      canonical.sh_info = renumbered(section.sh_info);
    if (isSymbols)
      canonical.sh_info = 0;
    if (isSymbols || isStrings)
      canonical.sh_size = 0;
    digester.bytes({reinterpret_cast<const char *>(&canonical), sizeof canonical});
    digester.bytes(object.names[index]);
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
      for (size_t i = 0; i < object.extendedIndices.size(); ++i)
        if (i >= symbols.size() || !isSourceFile(symbols[i]))
          digester.number(object.extendedIndices[i]);
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

  const ElfObject<ELFT> &object;
  llvm::ArrayRef<PartDigest> parts; ///< of the whole file
  const llvm::object::ELFFile<ELFT> &file;
  typename ELFT::ShdrRange sections;
  const Header *symbolTable;
  typename ELFT::SymRange symbols;
  StringRef symbolNames;
  std::vector<uint32_t> newIndex;
  llvm::SmallVector<Range, 2> inPlace; ///< of a large object
  llvm::SmallVector<Cut, 1> cuts;      ///< in order, of a large object
};

} // namespace

template <class ELFT>
Expected<Digest> elfEquivalence(const ElfObject<ELFT> &object, llvm::ArrayRef<PartDigest> parts) {
  return EquivalenceDigester<ELFT>(object, parts).run();
}

template Expected<Digest> elfEquivalence(const ElfObject<llvm::object::ELF32LE> &,
                                         llvm::ArrayRef<PartDigest>);
template Expected<Digest> elfEquivalence(const ElfObject<llvm::object::ELF32BE> &,
                                         llvm::ArrayRef<PartDigest>);
template Expected<Digest> elfEquivalence(const ElfObject<llvm::object::ELF64LE> &,
                                         llvm::ArrayRef<PartDigest>);
template Expected<Digest> elfEquivalence(const ElfObject<llvm::object::ELF64BE> &,
                                         llvm::ArrayRef<PartDigest>);

} // namespace armeld
