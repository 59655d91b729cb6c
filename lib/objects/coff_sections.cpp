// The sections of COFF objects, and what refers to what.
//
// Linkers remove COMDATs that nothing refers to (/OPT:REF), and keep all other sections of the
// objects that they take (Microsoft, "/OPT (Optimizations)"; lld/COFF/MarkLive.cpp, markLive).
// COMDATs whose contents are found by the name of their section stay, too.
#include "objects/coff_directives.h"
#include "objects/coff_file.h"
#include "objects/sections.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

namespace armeld {

namespace COFF = llvm::COFF;

namespace {

class CoffSectionLister {
public:
  CoffSectionLister(const CoffFile &file, const Object &object, ObjectSections &sections)
      : file(file), object(object), sections(sections) {}

  Error run() {
    found.resize(file.sectionCount + 1);
    isListed.resize(file.sectionCount + 1);
    for (uint32_t i = 1; i <= file.sectionCount; ++i) {
      if (holdsCodeForLto(sectionAt(i).name))
        return failure("holds code for link-time optimisation");
      classify(i);
    }
    numberSymbols();
    if (Error error = placeDefinitions())
      return error;
    for (uint32_t i = 1; i <= file.sectionCount; ++i)
      if (isListed[i] && found[i].kind != SectionKind::debug)
        if (Error error = readRelocations(i))
          return error;
    listAssociated();
    listNamedAlike();
    listUnreferred();
    setColumns(std::move(found), sections);
    sums.finish(sections);
    return Error::success();
  }

private:
  const CoffSection &sectionAt(uint32_t index) const { return file.sections[index - 1]; }

  static bool isDebug(StringRef name) { return name.starts_with(".debug"); }
  static bool isBitcode(StringRef name) {
    return name == ".llvmbc" || name == ".llvmcmd" || name == ".llvm.lto";
  }
  /// Whether the linker, or the program at run time, finds it by its name.
  static bool isInitialiser(StringRef name) {
    return name.starts_with(".CRT$") || name == ".ctors" || name == ".dtors" ||
           name.starts_with(".ctors.") || name.starts_with(".dtors.");
  }

  void classify(uint32_t index) {
    const CoffSection &section = sectionAt(index);
    uint32_t flags = section.header->Characteristics;
    uint64_t size = section.header->SizeOfRawData;
    bool isComdat = flags & COFF::IMAGE_SCN_LNK_COMDAT;
    bool isCopied = !(flags & (COFF::IMAGE_SCN_LNK_REMOVE | COFF::IMAGE_SCN_LNK_INFO));
    if (!isComdat && (!isCopied || isDebug(section.name) || isBitcode(section.name))) {
      sums.count(isDebug(section.name)     ? SectionKind::debug
                 : isBitcode(section.name) ? SectionKind::bitcode
                                           : SectionKind::metadata,
                 size);
      return;
    }
    isListed[index] = true;
    FoundSection &entry = found[index];
    entry.index = index;
    entry.size = size;
    entry.kind = kindOf(section);
    entry.name = section.name.split('$').first;
    if (!isComdat)
      sums.keep(isInitialiser(section.name) ? KeepReason::initialiser : KeepReason::not_comdat,
                index);
    else if (section.selection != COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE &&
             isInitialiser(section.name))
      sums.keep(KeepReason::initialiser, index);
    else if (section.name.starts_with(".idata$"))
      sums.keep(KeepReason::type, index);
  }

  static SectionKind kindOf(const CoffSection &section) {
    StringRef name = section.name;
    uint32_t flags = section.header->Characteristics;
    if (isDebug(name))
      return SectionKind::debug;
    if (isInitialiser(name))
      return SectionKind::initialiser;
    if (name.starts_with(".pdata") || name.starts_with(".xdata") || name.starts_with(".eh_frame") ||
        name.starts_with(".gcc_except_table"))
      return SectionKind::unwind;
    if (flags & (COFF::IMAGE_SCN_CNT_CODE | COFF::IMAGE_SCN_MEM_EXECUTE))
      return SectionKind::code;
    if (flags & COFF::IMAGE_SCN_CNT_UNINITIALIZED_DATA)
      return SectionKind::bss;
    return flags & COFF::IMAGE_SCN_MEM_WRITE ? SectionKind::data : SectionKind::rodata;
  }

  // ---- symbols ----

  void numberSymbols() {
    auto add = [&](Name name) { numbers.try_emplace(name, uint32_t(numbered++)); };
    for (const Definition &definition : object.defines)
      add(definition.name);
    for (Name name : object.references)
      add(name);
    for (Name name : object.weak_references)
      add(name);
  }

  std::optional<SymbolNumber> numberOf(StringRef name) const {
    auto number = numbers.find(name);
    return number == numbers.end() ? std::nullopt : std::optional(number->second);
  }

  Error placeDefinitions() {
    sections.defined_in.assign(object.defines.size(), 0);
    if (Error error = file.forEachSymbol([&](uint32_t, const CoffSymbol &symbol) -> Error {
          Expected<StringRef> name = file.nameOf(symbol);
          if (!name)
            return name.takeError();
          if (symbol.isWeakExternal())
            return placeAlias(symbol, *name);
          if (symbol.section <= 0 || !isListed[uint32_t(symbol.section)])
            return Error::success();
          uint32_t section = uint32_t(symbol.section);
          if (!symbol.isExternal()) {
            if (!symbol.isSectionDefinition() && symbol.auxiliaries == 0 &&
                symbol.storageClass == COFF::IMAGE_SYM_CLASS_STATIC && isFunction(symbol))
              found[section].name = *name;
            return Error::success();
          }
          std::optional<SymbolNumber> number = numberOf(*name);
          if (number && *number < object.defines.size())
            sections.defined_in[*number] = section;
          found[section].name = "";
          return Error::success();
        }))
      return error;
    for (FoundSection &section : found)
      section.name = keep(section.name);
    return Error::success();
  }

  static bool isFunction(const CoffSymbol &symbol) {
    return (symbol.type >> COFF::SCT_COMPLEX_TYPE_SHIFT) == COFF::IMAGE_SYM_DTYPE_FUNCTION;
  }

  /// The symbol that a weak external falls back to is needed where the weak external is.
  Error placeAlias(const CoffSymbol &symbol, StringRef name) {
    uint32_t target = symbol.record<llvm::object::coff_aux_weak_external>()->TagIndex;
    if (!file.hasSymbol(target))
      return failure("a weak external falls back to a symbol that is not there");
    std::optional<SymbolNumber> number = numberOf(name);
    const CoffSymbol &fallback = file.symbols[target];
    if (fallback.section > 0 && isListed[uint32_t(fallback.section)] && number &&
        *number < object.defines.size()) {
      sections.defined_in[*number] = uint32_t(fallback.section);
      return Error::success();
    }
    return addTarget(object0, target);
  }

  // ---- what refers to what ----

  Error addTarget(FoundSection &from, uint32_t index) {
    if (!file.hasSymbol(index))
      return failure("a relocation refers to a symbol that is not there");
    const CoffSymbol &symbol = file.symbols[index];
    if (symbol.isExternal() || symbol.isWeakExternal()) {
      Expected<StringRef> name = file.nameOf(symbol);
      if (!name)
        return name.takeError();
      if (std::optional<SymbolNumber> number = numberOf(*name))
        from.symbols.push_back(*number);
      if (symbol.isWeakExternal())
        return addFallback(from, symbol);
    } else if (symbol.section > 0 && isListed[uint32_t(symbol.section)]) {
      from.sections.push_back(uint32_t(symbol.section));
    }
    return Error::success();
  }

  Error addFallback(FoundSection &from, const CoffSymbol &symbol) {
    uint32_t target = symbol.record<llvm::object::coff_aux_weak_external>()->TagIndex;
    if (file.hasSymbol(target) && file.symbols[target].isWeakExternal())
      return failure("a weak external falls back to another one");
    return addTarget(from, target);
  }

  Error readRelocations(uint32_t index) {
    for (const llvm::object::coff_relocation &relocation : sectionAt(index).relocations)
      if (Error error = addTarget(found[index], relocation.SymbolTableIndex))
        return error;
    return Error::success();
  }

  /// GNU's tools make COMDATs of the unwind tables of a function in one, and associate them by name
  /// only: .pdata$f and .xdata$f with .text$f (gcc/config/i386/winnt.cc).
  void listNamedAlike() {
    llvm::StringMap<uint32_t> code;
    for (uint32_t i = 1; i <= file.sectionCount; ++i)
      if (StringRef name = sectionAt(i).name; isListed[i] && name.consume_front(".text$"))
        code.try_emplace(name, i);
    for (uint32_t i = 1; i <= file.sectionCount; ++i) {
      StringRef name = sectionAt(i).name;
      if (!isListed[i] || (!name.consume_front(".pdata$") && !name.consume_front(".xdata$")))
        continue;
      if (auto found = code.find(name); found != code.end())
        sections.together.push_back({std::min(i, found->second), std::max(i, found->second)});
    }
  }

  /// An associative section goes with its parent. What refers to one keeps the other.
  void listAssociated() {
    for (uint32_t i = 1; i <= file.sectionCount; ++i) {
      const CoffSection &section = sectionAt(i);
      if (!isListed[i] || section.selection != COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE)
        continue;
      if (section.parent != 0 && section.parent <= file.sectionCount && isListed[section.parent])
        sections.together.push_back({std::min(i, section.parent), std::max(i, section.parent)});
      else
        sums.keep(KeepReason::type, i);
    }
  }

  void listUnreferred() {
    readDirectives();
    listUnrelocated(found, object0, object, sections);
    for (uint32_t section : object0.sections)
      sums.keep(KeepReason::type, section);
  }

  /// What options for the linker name is needed though a section may refer to it besides.
  void readDirectives() {
    for (const CoffSection &section : file.sections) {
      if (section.name != ".drectve")
        continue;
      forEachCoffDirective(section.content, [&](StringRef name, StringRef value) {
        if (name.equals_insensitive("include"))
          need(value);
        else if (name.equals_insensitive("alternatename"))
          need(value.split('=').second);
        else if (name.equals_insensitive("export"))
          keepExport(value);
      });
    }
  }

  void need(StringRef name) {
    if (std::optional<SymbolNumber> number = numberOf(name))
      sections.unrelocated.push_back(*number);
  }

  /// "NAME=INTERNAL,DATA": the DLL has NAME, the object INTERNAL; both parts but the first may be
  /// missing. GNU's tools leave out the underscore that i386 puts in front.
  void keepExport(StringRef value) {
    StringRef text = value.split(',').first;
    StringRef name = text.contains('=') ? text.split('=').second : text;
    for (const std::string &spelling : {name.str(), ("_" + name).str()})
      if (std::optional<SymbolNumber> number = numberOf(spelling)) {
        sections.unrelocated.push_back(*number);
        if (*number < object.defines.size() && sections.defined_in[*number] != 0)
          sums.keep(KeepReason::exported, sections.defined_in[*number]);
        return;
      }
  }

  const CoffFile &file;
  const Object &object;
  ObjectSections &sections;
  SectionSums sums;
  std::vector<FoundSection> found; ///< by index, from 1
  std::vector<bool> isListed;      ///< likewise
  FoundSection object0;            ///< what the object itself refers to
  llvm::DenseMap<Name, SymbolNumber> numbers;
  size_t numbered = 0;
};

} // namespace

Error listCoffSections(StringRef bytes, const Object &object, ObjectSections &sections) {
  CoffFile file;
  if (Error error = file.read(bytes))
    return error;
  if (Error error = readCoffComdats(file))
    return error;
  return CoffSectionLister(file, object, sections).run();
}

} // namespace armeld
