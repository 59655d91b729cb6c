// What goes from a COFF object when sections do.
//
// Source: see objects/coff_file.h; for weak externals, "Auxiliary Format 3: Weak Externals"; for
// stripping debug information, LLVM's llvm/lib/ObjCopy/COFF/COFFObjcopy.cpp.
#include "edit/coff_removal.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace COFF = llvm::COFF;
using llvm::object::coff_aux_section_definition;
using llvm::object::coff_aux_weak_external;
using llvm::object::coff_relocation;

static constexpr const char *liveReference = "a live reference to what is removed: ";

std::string coffSectionPlace(const CoffFile &file, uint32_t index) {
  return "section " + std::to_string(index + 1) + " '" + shown(file.sections[index].name) + "'";
}

std::string coffSymbolPlace(const CoffFile &file, uint32_t index) {
  const CoffSymbol &symbol = file.symbols[index];
  Expected<StringRef> name = file.nameOf(symbol);
  std::string place = name ? "symbol '" + shown(*name) + "'" : "symbol " + std::to_string(index);
  llvm::consumeError(name.takeError());
  if (symbol.section > 0)
    place += " of " + coffSectionPlace(file, uint32_t(symbol.section) - 1);
  return place;
}

bool CoffRemoval::isEmpty() const { return llvm::find(sectionGoes, true) == sectionGoes.end(); }

namespace {

class RemovalChoice {
public:
  RemovalChoice(const CoffFile &file, const Edit &edit) : file(file), edit(edit) {
    removal.sectionGoes.resize(file.sectionCount);
    removal.symbolGoes.resize(file.symbolCount);
    removal.relocationsLeft.resize(file.sectionCount);
  }

  Expected<CoffRemoval> run() {
    for (auto step : {&RemovalChoice::chooseSections, &RemovalChoice::checkAssociations,
                      &RemovalChoice::chooseSymbols, &RemovalChoice::checkFrames,
                      &RemovalChoice::checkReferences, &RemovalChoice::chooseUndefined,
                      &RemovalChoice::checkDirectives})
      if (Error error = (this->*step)())
        return error;
    return std::move(removal);
  }

private:
  std::string place(uint32_t section) const { return coffSectionPlace(file, section); }

  bool hasFlag(uint32_t section, uint32_t flag) const {
    return file.sections[section].header->Characteristics & flag;
  }

  /// As LLVM's tools strip debug information.
  bool isStripped(uint32_t section) const {
    return edit.strip_debug && file.sections[section].name.starts_with(".debug") &&
           hasFlag(section, COFF::IMAGE_SCN_MEM_DISCARDABLE);
  }

  /// Whether linkers ignore references from the section to what they discard.
  bool mayDangle(uint32_t section) const {
    StringRef name = file.sections[section].name;
    return (name.starts_with(".debug$") || name.starts_with(".debug_")) &&
           !hasFlag(section, COFF::IMAGE_SCN_LNK_COMDAT);
  }

  // ---- sections ----

  Error chooseSections() {
    for (uint32_t number : edit.remove) {
      if (number == 0 || number > file.sectionCount)
        return failure("section " + Twine(number) + " is to be removed, of " +
                       Twine(file.sectionCount));
      removal.sectionGoes[number - 1] = true;
    }
    for (uint32_t i = 0; i < file.sectionCount; ++i) {
      StringRef name = file.sections[i].name;
      bool isBitcode = edit.drop_bitcode && (name == ".llvmbc" || name == ".llvmcmd");
      if (isBitcode || isStripped(i))
        removal.sectionGoes[i] = true;
    }
    return Error::success();
  }

  /// An associative section is kept or dropped with its parent. Only debug information may be
  /// stripped off.
  Error checkAssociations() {
    std::vector<bool> isDefined(file.sectionCount);
    return file.forEachSymbol([&](uint32_t, const CoffSymbol &symbol) -> Error {
      if (!definesSection(symbol))
        return Error::success();
      uint32_t section = uint32_t(symbol.section) - 1;
      const auto &definition = *symbol.record<coff_aux_section_definition>();
      // The first definition counts.
      if (isDefined[section] || !hasFlag(section, COFF::IMAGE_SCN_LNK_COMDAT))
        return Error::success();
      isDefined[section] = true;
      if (definition.Selection != COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE)
        return Error::success();
      int32_t parent = definition.getNumber(file.isBig);
      if (parent <= 0 || uint32_t(parent) > file.sectionCount)
        return failure(place(section) + " is associated with section " + Twine(parent) + " of " +
                       Twine(file.sectionCount));
      return checkAssociation(section, uint32_t(parent) - 1);
    });
  }

  Error checkAssociation(uint32_t section, uint32_t parent) const {
    bool goes = removal.sectionGoes[section], parentGoes = removal.sectionGoes[parent];
    if (!goes && parentGoes)
      return failure(place(section) + " stays, and is associated with " + place(parent) +
                     ", which is removed");
    if (goes && !parentGoes && !isStripped(section))
      return failure(place(section) + " is removed, and is associated with " + place(parent) +
                     ", which stays");
    return Error::success();
  }

  // ---- symbols ----

  /// Symbols that are defined in what goes, and weak externals that fall back to them.
  Error chooseSymbols() {
    std::vector<uint32_t> going;
    std::vector<std::pair<uint32_t, uint32_t>> fallbacks; // with the weak externals
    Error error = file.forEachSymbol([&](uint32_t i, const CoffSymbol &symbol) -> Error {
      if (symbol.section > 0 && removal.sectionGoes[uint32_t(symbol.section) - 1])
        going.push_back(i);
      if (!symbol.isWeakExternal())
        return Error::success();
      uint32_t fallback = symbol.record<coff_aux_weak_external>()->TagIndex;
      if (!file.hasSymbol(fallback))
        return failure("the weak external " + coffSymbolPlace(file, i) + " has no default");
      fallbacks.push_back({fallback, i});
      return Error::success();
    });
    if (error)
      return error;
    llvm::sort(fallbacks);
    while (!going.empty()) {
      uint32_t symbol = going.back();
      going.pop_back();
      if (removal.symbolGoes[symbol])
        continue;
      removal.symbolGoes[symbol] = true;
      for (auto it = llvm::lower_bound(fallbacks, std::pair(symbol, uint32_t(0)));
           it != fallbacks.end() && it->first == symbol; ++it)
        going.push_back(it->second);
    }
    return Error::success();
  }

  /// Code that stays keeps the tables that unwind its frames. MinGW's are no associative sections;
  /// they are called as their function's section is (lld/COFF/InputFiles.cpp,
  /// maybeAssociateSEHForMingw).
  Error checkFrames() {
    for (uint32_t section = 0; section < file.sectionCount; ++section) {
      if (!removal.sectionGoes[section] || file.sections[section].name.split('$').first != ".pdata")
        continue;
      for (const coff_relocation &relocation : file.sections[section].relocations) {
        if (!file.hasSymbol(relocation.SymbolTableIndex))
          continue;
        int32_t target = file.symbols[relocation.SymbolTableIndex].section;
        if (target > 0 && !removal.sectionGoes[uint32_t(target) - 1] &&
            hasFlag(uint32_t(target) - 1, COFF::IMAGE_SCN_CNT_CODE))
          return failure(place(section) + " is removed, and describes the frame of " +
                         coffSymbolPlace(file, relocation.SymbolTableIndex) + ", which stays");
      }
    }
    return Error::success();
  }

  /// What stays refers to nothing that goes. Notes which symbols are used, and by what.
  Error checkReferences() {
    wasUsed.resize(file.symbolCount);
    isUsed.resize(file.symbolCount);
    for (uint32_t section = 0; section < file.sectionCount; ++section)
      for (const coff_relocation &relocation : file.sections[section].relocations) {
        uint32_t index = relocation.SymbolTableIndex;
        if (!file.hasSymbol(index))
          return failure(place(section) + " refers to symbol " + Twine(index) + " of " +
                         Twine(file.symbolCount));
        wasUsed[index] = true;
        if (removal.sectionGoes[section])
          continue;
        if (removal.symbolGoes[index]) {
          if (!mayDangle(section))
            return failure(liveReference + place(section) + " refers to " + target(index));
          continue;
        }
        isUsed[index] = true;
        ++removal.relocationsLeft[section];
      }
    return Error::success();
  }

  std::string target(uint32_t index) const {
    const CoffSymbol &symbol = file.symbols[index];
    if (!symbol.isWeakExternal() || symbol.section > 0)
      return coffSymbolPlace(file, index);
    return "the weak external " + coffSymbolPlace(file, index) + ", whose default is " +
           coffSymbolPlace(file, symbol.record<coff_aux_weak_external>()->TagIndex);
  }

  /// Whether the symbol is nothing but a name, so that it can go with the last reference to it. A
  /// weak external with a default in the object defines its name for others.
  bool isUndefined(const CoffSymbol &symbol) const {
    if (symbol.isWeakExternal()) {
      const CoffSymbol &fallback = file.symbols[symbol.record<coff_aux_weak_external>()->TagIndex];
      return symbol.section <= 0 && (fallback.isWeakExternal() || isUndefined(fallback));
    }
    return symbol.isExternal() && symbol.section == COFF::IMAGE_SYM_UNDEFINED && symbol.value == 0;
  }

  /// Undefined symbols that only what goes refers to.
  Error chooseUndefined() {
    std::vector<uint32_t> staying; // weak externals
    for (uint32_t i = 0; i < file.symbolCount; ++i)
      if (file.isRecord[i] && file.symbols[i].isWeakExternal())
        wasUsed[file.symbols[i].record<coff_aux_weak_external>()->TagIndex] = true;
    for (uint32_t i = 0; i < file.symbolCount; ++i) {
      if (!file.isRecord[i] || removal.symbolGoes[i])
        continue;
      if (isUndefined(file.symbols[i]) && wasUsed[i] && !isUsed[i])
        removal.symbolGoes[i] = true;
      else if (file.symbols[i].isWeakExternal())
        staying.push_back(i);
    }
    // The default of a weak external that stays, stays.
    while (!staying.empty()) {
      const CoffSymbol &symbol = file.symbols[staying.back()];
      staying.pop_back();
      uint32_t fallback = symbol.record<coff_aux_weak_external>()->TagIndex;
      if (!removal.symbolGoes[fallback])
        continue;
      removal.symbolGoes[fallback] = false;
      if (file.symbols[fallback].isWeakExternal())
        staying.push_back(fallback);
    }
    return Error::success();
  }

  // ---- .drectve ----

  /// Options for the linker name symbols, too.
  Error checkDirectives() {
    llvm::DenseSet<StringRef> gone;
    Error error = file.forEachSymbol([&](uint32_t i, const CoffSymbol &symbol) -> Error {
      if (!removal.symbolGoes[i] || !(symbol.isExternal() || symbol.isWeakExternal()) ||
          isUndefined(symbol))
        return Error::success();
      Expected<StringRef> name = file.nameOf(symbol);
      if (!name)
        return name.takeError();
      gone.insert(*name);
      return Error::success();
    });
    if (error || gone.empty())
      return error;
    for (uint32_t i = 0; i < file.sectionCount; ++i) {
      if (removal.sectionGoes[i] || file.sections[i].name != ".drectve")
        continue;
      StringRef options = file.sections[i].content;
      while (!options.empty()) {
        std::string name = namedBy(takeOption(options));
        if (gone.contains(name) ||
            (file.machine == COFF::IMAGE_FILE_MACHINE_I386 && gone.contains("_" + name)))
          return failure(liveReference + place(i) + " names symbol '" + shown(name) + "'");
      }
    }
    return Error::success();
  }

  /// Takes the next option off `options`, without the quotes in it.
  static std::string takeOption(StringRef &options) {
    constexpr StringRef blanks(" \t\r\n\0", 5);
    options = options.ltrim(blanks);
    std::string option;
    bool isQuoted = false;
    while (!options.empty() && (isQuoted || !blanks.contains(options.front()))) {
      if (options.front() == '"')
        isQuoted = !isQuoted;
      else
        option += options.front();
      options = options.drop_front();
    }
    return option;
  }

  /// The symbol that an option needs; empty if it needs none.
  static std::string namedBy(StringRef option) {
    auto [name, value] = option.ltrim("/-").split(':');
    if (name.equals_insensitive("include") || name.equals_insensitive("entry"))
      return value.str();
    auto [left, right] = value.split('=');
    if (name.equals_insensitive("alternatename"))
      return right.str();
    if (name.equals_insensitive("export"))
      return (right.empty() ? left : right).split(',').first.str();
    return "";
  }

  const CoffFile &file;
  const Edit &edit;
  CoffRemoval removal;
  std::vector<bool> wasUsed; ///< by record: some relocation or weak external refers to it
  std::vector<bool> isUsed;  ///< ... a relocation that stays
};

} // namespace

Expected<CoffRemoval> chooseCoffRemoval(const CoffFile &file, const Edit &edit) {
  return RemovalChoice(file, edit).run();
}

} // namespace armeld
