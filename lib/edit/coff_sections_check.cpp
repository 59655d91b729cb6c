// The check of COFF objects with sections removed.
//
// It derives what is to be there from the original and the edit, with nothing of the code that
// writes, and compares with the result record by record. So symbols of the two correspond one to
// one, and a reference is right if it leads to the record that its old target has become.
#include "base/leb128.h"
#include "edit/coff_directives.h"
#include "edit/coff_sections.h"
#include "objects/coff_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/CRC.h"

namespace armeld {

namespace COFF = llvm::COFF;
namespace endian = llvm::support::endian;
using llvm::object::coff_aux_section_definition;
using llvm::object::coff_relocation;
using llvm::object::coff_section;

namespace {

constexpr uint32_t gone = UINT32_MAX;

/// A place in a file, as a reference to check: what an index was, and what it is.
struct Reference {
  uint32_t was, is;
};

class CoffSectionsCheck {
public:
  CoffSectionsCheck(const CoffFile &was, const CoffFile &is, const Edit &edit)
      : was(was), is(is), edit(edit) {}

  Error run() {
    if (Error error = expectSections())
      return error;
    if (!llvm::is_contained(sections, gone))
      return checkNames();
    for (auto step : {&CoffSectionsCheck::checkSizes, &CoffSectionsCheck::expectSymbols,
                      &CoffSectionsCheck::checkHeader, &CoffSectionsCheck::checkSections,
                      &CoffSectionsCheck::checkSymbols, &CoffSectionsCheck::checkDirectives,
                      &CoffSectionsCheck::checkFrames})
      if (Error error = (this->*step)())
        return error;
    return Error::success();
  }

private:
  // ---- names for messages ----

  std::string place(uint32_t section) const {
    return "section " + std::to_string(section + 1) + " '" + shown(was.sections[section].name) +
           "'";
  }

  std::string describe(uint32_t symbol) const {
    Expected<StringRef> name = was.nameOf(was.symbols[symbol]);
    if (name)
      return "symbol '" + shown(*name) + "'";
    llvm::consumeError(name.takeError());
    return "symbol " + std::to_string(symbol);
  }

  /// If no section goes, nothing but names may change.
  Error checkNames() const {
    Edit names;
    names.rename = edit.rename;
    return checkEditedCoff(was.bytes, is.bytes, names);
  }

  // ---- what is to be there ----

  static uint64_t partsBytes(const CoffFile &file) {
    uint64_t bytes = file.headerBytes + file.sections.size() * sizeof(coff_section) +
                     file.symbolTable.size() + file.strings.size();
    for (const CoffSection &section : file.sections)
      bytes += section.content.size() + section.relocations.size() * sizeof(coff_relocation) +
               section.header->NumberOfLinenumbers * uint64_t(6) +
               (section.header->hasExtendedRelocations() ? sizeof(coff_relocation) : 0);
    return bytes;
  }

  /// Parts do not overlap, and nothing lies between them. New names leave the old ones behind.
  Error checkSizes() {
    if (partsBytes(was) > was.bytes.size() || partsBytes(is) > is.bytes.size())
      return failure("its sections overlap");
    if (edit.rename.empty() && is.bytes.size() > was.bytes.size())
      return failure("is larger than before");
    return Error::success();
  }

  bool isComdat(uint32_t section) const {
    return was.sections[section].header->Characteristics & COFF::IMAGE_SCN_LNK_COMDAT;
  }

  bool isStripped(uint32_t section) const {
    return edit.strip_debug && was.sections[section].name.starts_with(".debug") &&
           (was.sections[section].header->Characteristics & COFF::IMAGE_SCN_MEM_DISCARDABLE);
  }

  Error expectSections() {
    sections.assign(was.sectionCount, 0);
    for (uint32_t number : edit.remove) {
      if (number == 0 || number > was.sectionCount)
        return failure("section " + Twine(number) + " was to be removed, of " +
                       Twine(was.sectionCount));
      sections[number - 1] = gone;
    }
    uint32_t next = 0;
    for (uint32_t i = 0; i < was.sectionCount; ++i) {
      StringRef name = was.sections[i].name;
      if (isStripped(i) || (edit.drop_bitcode && (name == ".llvmbc" || name == ".llvmcmd")))
        sections[i] = gone;
      if (sections[i] == gone)
        continue;
      if (next >= is.sectionCount)
        return failure(place(i) + " is lost");
      sections[i] = next++;
    }
    if (next != is.sectionCount)
      return failure("has a section that was removed: " + shown(is.sections[next].name));
    return Error::success();
  }

  bool isDefinedInGone(const CoffSymbol &symbol) const {
    return symbol.section > 0 && sections[uint32_t(symbol.section) - 1] == gone;
  }

  std::optional<uint32_t> fallbackOf(const CoffSymbol &symbol) const {
    if (!symbol.isWeakExternal())
      return std::nullopt;
    return endian::read32le(symbol.auxiliary.data());
  }

  /// Why a symbol is there after the edit.
  enum class Fate : uint8_t { stays, needed, unused, goes };

  /// Gives each symbol that is to stay its new index.
  Error expectSymbols() {
    std::vector<Fate> fates(was.symbolCount, Fate::stays);
    if (Error error = expectGoing(fates))
      return error;
    if (Error error = expectUndefined(fates))
      return error;
    symbols.assign(was.symbolCount, gone);
    firstFrom.resize(was.symbolCount + size_t(1));
    uint32_t next = 0;
    for (uint32_t i = 0; i < was.symbolCount; ++i) {
      firstFrom[i] = next;
      if (!was.isRecord[i] || fates[i] == Fate::goes || fates[i] == Fate::unused)
        continue;
      if (!is.hasSymbol(next))
        return failure(describe(i) + " is lost");
      symbols[i] = next;
      next += 1 + was.symbols[i].auxiliaries;
      noteFunction(i);
    }
    firstFrom[was.symbolCount] = next;
    return next == is.symbolCount ? Error::success()
                                  : failure("has a symbol that was removed or is new");
  }

  static bool isFunction(const CoffSymbol &symbol) {
    return symbol.section > 0 && (symbol.type & 0xf0) == 0x20 &&
           (symbol.isExternal() || symbol.storageClass == COFF::IMAGE_SYM_CLASS_STATIC);
  }

  void noteFunction(uint32_t index) {
    const CoffSymbol &symbol = was.symbols[index];
    if (symbol.auxiliaries > 0 && symbol.storageClass == COFF::IMAGE_SYM_CLASS_FUNCTION)
      lines.push_back(index);
    else if (symbol.auxiliaries > 0 && isFunction(symbol))
      functions.push_back(index);
  }

  /// Follows weak externals to what they fall back to, as far as that is known.
  Error expectGoing(std::vector<Fate> &fates) const {
    for (uint32_t i = 0; i < was.symbolCount; ++i)
      if (was.isRecord[i] && isDefinedInGone(was.symbols[i]))
        fates[i] = Fate::goes;
    std::vector<bool> isKnown(was.symbolCount);
    std::vector<uint32_t> chain;
    for (uint32_t i = 0; i < was.symbolCount; ++i) {
      chain.clear();
      uint32_t last = i;
      while (was.isRecord[last] && !isKnown[last]) {
        isKnown[last] = true;
        std::optional<uint32_t> fallback = fallbackOf(was.symbols[last]);
        if (!fallback)
          break;
        if (!was.hasSymbol(*fallback))
          return failure(describe(last) + " has no default");
        chain.push_back(last);
        last = *fallback;
      }
      if (fates[last] == Fate::goes)
        for (uint32_t symbol : chain)
          fates[symbol] = Fate::goes;
    }
    return Error::success();
  }

  bool isNameOnly(uint32_t index) const {
    const CoffSymbol &symbol = was.symbols[index];
    if (std::optional<uint32_t> fallback = fallbackOf(symbol))
      return symbol.section <= 0 && (fallbackOf(was.symbols[*fallback]) || isNameOnly(*fallback));
    return symbol.isExternal() && symbol.section == 0 && symbol.value == 0;
  }

  /// Undefined symbols are to go if only what went referred to them.
  Error expectUndefined(std::vector<Fate> &fates) const {
    std::vector<uint8_t> mentions(was.symbolCount); // 1: by what goes, 2: by what stays
    for (uint32_t i = 0; i < was.sectionCount; ++i)
      for (const coff_relocation &relocation : was.sections[i].relocations) {
        if (!was.hasSymbol(relocation.SymbolTableIndex))
          return failure(place(i) + " refers to symbol " + Twine(relocation.SymbolTableIndex) +
                         " of " + Twine(was.symbolCount));
        mentions[relocation.SymbolTableIndex] |= sections[i] == gone ? 1 : 2;
      }
    for (uint32_t i = 0; i < was.symbolCount; ++i)
      if (was.isRecord[i])
        if (std::optional<uint32_t> fallback = fallbackOf(was.symbols[i]))
          mentions[*fallback] |= 1;
    for (uint32_t i = 0; i < was.symbolCount; ++i)
      if (was.isRecord[i] && fates[i] == Fate::stays && isNameOnly(i) && mentions[i] == 1)
        fates[i] = Fate::unused;
    for (uint32_t i = 0; i < was.symbolCount; ++i) {
      if (!was.isRecord[i] || fates[i] != Fate::stays)
        continue;
      // All defaults down the chain are needed.
      std::optional<uint32_t> fallback = fallbackOf(was.symbols[i]);
      while (fallback && fates[*fallback] == Fate::unused) {
        fates[*fallback] = Fate::needed;
        fallback = fallbackOf(was.symbols[*fallback]);
      }
    }
    return Error::success();
  }

  // ---- the header ----

  Error checkHeader() {
    if (was.isBig != is.isBig || was.headerBytes != is.headerBytes ||
        (was.symbolTableOffset == 0) != (is.symbolTableOffset == 0))
      return failure("the file header differs");
    std::string header = is.bytes.take_front(is.headerBytes).str();
    using Big = llvm::object::coff_bigobj_file_header;
    using Small = llvm::object::coff_file_header;
    auto restore = [&](size_t field, size_t size) {
      llvm::copy(was.bytes.substr(field, size), header.begin() + ptrdiff_t(field));
    };
    restore(was.isBig ? offsetof(Big, NumberOfSections) : offsetof(Small, NumberOfSections),
            was.isBig ? 4 : 2);
    restore(was.isBig ? offsetof(Big, PointerToSymbolTable) : offsetof(Small, PointerToSymbolTable),
            4);
    restore(was.isBig ? offsetof(Big, NumberOfSymbols) : offsetof(Small, NumberOfSymbols), 4);
    return header == was.bytes.take_front(was.headerBytes) ? Error::success()
                                                           : failure("the file header differs");
  }

  // ---- sections ----

  Error checkSections() {
    for (uint32_t i = 0; i < was.sectionCount; ++i)
      if (sections[i] != gone)
        if (Error error = checkSection(i, is.sections[sections[i]]))
          return at(place(i), std::move(error));
    return Error::success();
  }

  /// Whether there is something behind a name in its field that was not there before.
  static bool hasMoreThan(StringRef field, StringRef oldField) {
    size_t end = field.find('\0');
    return end != StringRef::npos && field != oldField &&
           field.drop_front(end).find_first_not_of('\0') != StringRef::npos;
  }

  Error checkSection(uint32_t index, const CoffSection &now) const {
    const CoffSection &old = was.sections[index];
    if (now.name != renamedSection(old.name, edit, was.machine))
      return failure("has become '" + shown(now.name) + "'");
    if (hasMoreThan({now.header->Name, COFF::NameSize}, {old.header->Name, COFF::NameSize}))
      return failure("has something behind its name");
    const coff_section &oldHeader = *old.header, &header = *now.header;
    uint32_t counted = COFF::IMAGE_SCN_LNK_NRELOC_OVFL;
    if (oldHeader.VirtualSize != header.VirtualSize ||
        oldHeader.VirtualAddress != header.VirtualAddress ||
        (oldHeader.Characteristics & ~counted) != (header.Characteristics & ~counted) ||
        bool(header.Characteristics & counted) != (now.relocations.size() >= UINT16_MAX))
      return failure("its header differs");
    if ((now.content.empty() && header.PointerToRawData != 0) ||
        (now.relocations.empty() && header.PointerToRelocations != 0) ||
        (header.NumberOfLinenumbers == 0 && header.PointerToLinenumbers != 0))
      return failure("has a place, but nothing there");
    if (Error error = checkRelocations(index, now))
      return error;
    if (Error error = checkLines(old, now))
      return error;
    return checkContent(old, now);
  }

  /// Relocations lead to the same symbols. Those of debug sections may be gone with their targets;
  /// what is in their fields stays.
  Error checkRelocations(uint32_t index, const CoffSection &now) const {
    const CoffSection &old = was.sections[index];
    bool isDebug =
        !isComdat(index) && (old.name.starts_with(".debug$") || old.name.starts_with(".debug_"));
    size_t next = 0;
    for (const coff_relocation &expected : old.relocations) {
      if (!was.hasSymbol(expected.SymbolTableIndex))
        return failure("refers to no symbol");
      uint32_t target = symbols[expected.SymbolTableIndex];
      if (target == gone) {
        if (!isDebug)
          return failure("refers to " + describe(expected.SymbolTableIndex) + ", which is removed");
        continue;
      }
      if (next == now.relocations.size())
        return failure("a relocation is lost: that at offset " +
                       Twine(uint32_t(expected.VirtualAddress)) + ", to " +
                       describe(expected.SymbolTableIndex));
      const coff_relocation &found = now.relocations[next++];
      if (found.VirtualAddress != expected.VirtualAddress || found.Type != expected.Type ||
          found.SymbolTableIndex != target)
        return failure("the relocation at offset " + Twine(uint32_t(expected.VirtualAddress)) +
                       ", to " + describe(expected.SymbolTableIndex) + ", differs");
    }
    return next == now.relocations.size() ? Error::success() : failure("has another relocation");
  }

  Error checkLines(const CoffSection &old, const CoffSection &now) const {
    uint32_t count = old.header->NumberOfLinenumbers;
    if (count != now.header->NumberOfLinenumbers)
      return failure("its line numbers differ");
    if (count == 0)
      return Error::success();
    Expected<StringRef> expected =
        was.slice(old.header->PointerToLinenumbers, count * 6, "line numbers");
    if (!expected)
      return expected.takeError();
    Expected<StringRef> found =
        is.slice(now.header->PointerToLinenumbers, count * 6, "line numbers");
    if (!found)
      return found.takeError();
    for (uint32_t i = 0; i < count; ++i) {
      StringRef a = expected->substr(i * 6, 6), b = found->substr(i * 6, 6);
      bool isSymbol = endian::read16le(a.data() + 4) == 0;
      if (isSymbol ? b.drop_front(4) != a.drop_front(4) ||
                         !leads({endian::read32le(a.data()), endian::read32le(b.data())})
                   : a != b)
        return failure("its line numbers differ");
    }
    return Error::success();
  }

  /// Whether an index is that of the same symbol.
  bool leads(Reference reference) const {
    return was.hasSymbol(reference.was) && symbols[reference.was] == reference.is &&
           is.hasSymbol(reference.is);
  }

  Error checkContent(const CoffSection &old, const CoffSection &now) const {
    bool isList = !old.content.empty() && listKind(old.name) != List::none;
    if (isList) {
      if (now.header->SizeOfRawData != now.content.size())
        return failure("its size differs");
      return listKind(old.name) == List::addresses ? checkAddresses(old.content, now.content)
                                                   : checkWords(old, now.content);
    }
    if (old.name == ".drectve" && !edit.rename.empty())
      return now.content == renamedDirectives(old.content, edit, was.machine)
                 ? Error::success()
                 : failure("its options differ");
    if (old.header->SizeOfRawData != now.header->SizeOfRawData)
      return failure("its size differs");
    return old.content == now.content ? Error::success() : failure("its content differs");
  }

  // ---- sections that list symbols ----

  enum class List { none, words, graph, addresses };

  static List listKind(StringRef name) {
    if (name == ".llvm_addrsig")
      return List::addresses;
    if (name == ".llvm.call-graph-profile")
      return List::graph;
    StringRef base = name.split('$').first;
    bool isGuard = base.size() < name.size() &&
                   llvm::is_contained({".gfids", ".giats", ".gljmp", ".gehcont"}, base);
    return name == ".sxdata" || isGuard ? List::words : List::none;
  }

  Error checkAddresses(StringRef old, StringRef now) const {
    while (!old.empty()) {
      std::optional<uint64_t> expected = takeUleb128(old);
      if (!expected || *expected >= was.symbolCount || !was.isRecord[*expected])
        return failure("lists no symbol");
      if (symbols[*expected] == gone)
        continue;
      std::optional<uint64_t> found = takeUleb128(now);
      if (!found || *found != symbols[*expected])
        return failure("does not list " + describe(uint32_t(*expected)) + " in its place");
    }
    return now.empty() ? Error::success() : failure("lists another symbol");
  }

  /// Entries of one index, or of two and a weight.
  Error checkWords(const CoffSection &old, StringRef now) const {
    size_t indices = listKind(old.name) == List::graph ? 2 : 1;
    size_t entryBytes = indices == 2 ? 16 : 4;
    for (StringRef rest = old.content; !rest.empty();) {
      if (rest.size() < entryBytes)
        return failure("lists no symbol");
      std::string expected = rest.take_front(entryBytes).str();
      rest = rest.drop_front(entryBytes);
      bool stays = true;
      for (size_t i = 0; i < indices; ++i) {
        uint32_t index = endian::read32le(expected.data() + 4 * i);
        if (!was.hasSymbol(index))
          return failure("lists no symbol");
        stays = stays && symbols[index] != gone;
        endian::write32le(expected.data() + 4 * i, symbols[index]);
      }
      if (stays && !now.consume_front(expected))
        return failure("lists other symbols");
    }
    return now.empty() ? Error::success() : failure("lists another symbol");
  }

  // ---- symbols ----

  Error checkSymbols() {
    for (uint32_t i = 0; i < was.symbolCount; ++i)
      if (was.isRecord[i] && symbols[i] != gone)
        if (Error error = checkSymbol(was.symbols[i], is.symbols[symbols[i]]))
          return at(describe(i), std::move(error));
    return Error::success();
  }

  /// What the symbol is to be called. That of a section is called as the section is.
  Expected<std::string> newName(const CoffSymbol &symbol) const {
    Expected<StringRef> name = was.nameOf(symbol);
    if (!name)
      return name.takeError();
    if (symbol.isExternal() || symbol.isWeakExternal())
      return renamed(edit, *name).str();
    if (symbol.isSectionDefinition() && was.sections[uint32_t(symbol.section) - 1].name == *name)
      return renamedSection(*name, edit, was.machine);
    return name->str();
  }

  Error checkSymbol(const CoffSymbol &old, const CoffSymbol &now) const {
    Expected<std::string> expected = newName(old);
    if (!expected)
      return expected.takeError();
    Expected<StringRef> name = is.nameOf(now);
    if (!name)
      return name.takeError();
    if (*name != *expected)
      return failure("is lost, or has become '" + shown(*name) + "'");
    if (endian::read32le(now.nameField.data()) != 0 && hasMoreThan(now.nameField, old.nameField))
      return failure("has something behind its name");
    int64_t section =
        old.section > 0 ? int64_t(sections[uint32_t(old.section) - 1]) + 1 : old.section;
    bool isFile = old.storageClass == COFF::IMAGE_SYM_CLASS_FILE;
    uint32_t value = isFile && old.value < firstFrom.size() ? firstFrom[old.value] : old.value;
    if (now.section != section || now.value != value || now.type != old.type ||
        now.storageClass != old.storageClass || now.auxiliaries != old.auxiliaries)
      return failure("differs");
    if (old.auxiliaries == 0 || isFile)
      return now.auxiliary == old.auxiliary ? Error::success() : failure("differs");
    return checkAuxiliary(old, now);
  }

  Error checkAuxiliary(const CoffSymbol &old, const CoffSymbol &now) const {
    if (old.isSectionDefinition() && old.type == 0)
      return checkDefinition(old, now);
    // Where the record refers to symbols, and whether to the next one of a list
    std::string expected = old.auxiliary.str();
    StringRef found = now.auxiliary;
    auto refer = [&](size_t offset, bool isNext) {
      uint32_t before = endian::read32le(old.auxiliary.data() + offset);
      uint32_t after = endian::read32le(found.data() + offset);
      // Lists of functions skip what went.
      bool isRight = isNext ? after == nextFunction(old, before) : leads({before, after});
      if (isRight)
        endian::write32le(expected.data() + offset, after);
      return isRight;
    };
    bool isRight = true;
    if (old.storageClass == COFF::IMAGE_SYM_CLASS_WEAK_EXTERNAL) {
      isRight = refer(0, false);
    } else if (old.storageClass == COFF::IMAGE_SYM_CLASS_FUNCTION) {
      isRight = refer(12, true);
    } else if (old.storageClass == COFF::IMAGE_SYM_CLASS_CLR_TOKEN) {
      isRight = refer(2, false);
    } else if (isFunction(old)) {
      isRight = (endian::read32le(old.auxiliary.data()) == 0 || refer(0, false)) &&
                refer(12, true) && checkLinesOf(old, now, expected);
    }
    return isRight && found == expected ? Error::success()
                                        : failure("its auxiliary record differs");
  }

  /// What follows in the list of functions, or of their lines, whose next one was `next`.
  uint32_t nextFunction(const CoffSymbol &symbol, uint32_t next) const {
    const auto &list = symbol.storageClass == COFF::IMAGE_SYM_CLASS_FUNCTION ? lines : functions;
    auto found = llvm::lower_bound(list, next);
    return next == 0 || found == list.end() ? 0 : symbols[*found];
  }

  /// A function's place in the line numbers moves with those of its section.
  bool checkLinesOf(const CoffSymbol &old, const CoffSymbol &now, std::string &expected) const {
    constexpr size_t field = 8;
    uint32_t before = endian::read32le(old.auxiliary.data() + field);
    uint32_t after = endian::read32le(now.auxiliary.data() + field);
    if (before != 0 &&
        before - was.sections[uint32_t(old.section) - 1].header->PointerToLinenumbers !=
            after - is.sections[uint32_t(now.section) - 1].header->PointerToLinenumbers)
      return false;
    if (before != 0)
      endian::write32le(expected.data() + field, after);
    return true;
  }

  static uint32_t checksum(StringRef content) {
    llvm::JamCRC sum(0);
    sum.update(llvm::arrayRefFromStringRef(content));
    return sum.getCRC();
  }

  Error checkDefinition(const CoffSymbol &old, const CoffSymbol &now) const {
    uint32_t index = uint32_t(old.section) - 1;
    const CoffSection &before = was.sections[index], &after = is.sections[sections[index]];
    const auto &expected = *old.record<coff_aux_section_definition>();
    const auto &found = *now.record<coff_aux_section_definition>();
    if (expected.Selection != found.Selection || expected.Unused != found.Unused ||
        expected.NumberOfLinenumbers != found.NumberOfLinenumbers ||
        old.auxiliary.drop_front(was.isBig ? 18 : 16) !=
            now.auxiliary.drop_front(is.isBig ? 18 : 16))
      return failure("the definition of its section differs");
    if (found.NumberOfRelocations != std::min<size_t>(after.relocations.size(), UINT16_MAX))
      return failure("has another number of relocations");
    bool isList = listKind(before.name) != List::none && before.content != after.content;
    if (isList ? found.Length != after.content.size() ||
                     (found.CheckSum != 0 && found.CheckSum != checksum(after.content))
               : found.Length != expected.Length || found.CheckSum != expected.CheckSum)
      return failure("the size or checksum of its section differs");
    int64_t number = found.getNumber(is.isBig), oldNumber = expected.getNumber(was.isBig);
    bool isAssociative =
        expected.Selection == COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE && isComdat(index);
    if (!isAssociative)
      return number == now.section || (number == 0 && oldNumber == 0)
                 ? Error::success()
                 : failure("names another section");
    if (oldNumber <= 0 || size_t(oldNumber) > sections.size())
      return failure("is associated with no section");
    if (sections[size_t(oldNumber) - 1] == gone)
      return failure("stays, and is associated with " + place(uint32_t(oldNumber) - 1) +
                     ", which is removed");
    return number == int64_t(sections[size_t(oldNumber) - 1]) + 1
               ? Error::success()
               : failure("is associated with another section");
  }

  // ---- .drectve ----

  /// No option names what went. Associative sections went with their parents.
  Error checkDirectives() {
    if (Error error = checkParents())
      return error;
    llvm::StringSet<> names;
    for (uint32_t i = 0; i < was.symbolCount; ++i) {
      const CoffSymbol &symbol = was.symbols[i];
      if (!was.isRecord[i] || symbols[i] != gone || symbol.section <= 0 || !symbol.isExternal())
        continue;
      Expected<StringRef> name = was.nameOf(symbol);
      if (!name)
        return name.takeError();
      names.insert(*name);
    }
    for (uint32_t i = 0; i < was.sectionCount && !names.empty(); ++i)
      if (sections[i] != gone && was.sections[i].name == ".drectve")
        if (Error error = checkOptions(was.sections[i].content, names))
          return at(place(i), std::move(error));
    return Error::success();
  }

  Error checkOptions(StringRef text, const llvm::StringSet<> &names) const {
    llvm::SmallVector<StringRef> options;
    llvm::SplitString(text, options, StringRef(" \t\r\n\0", 5));
    for (StringRef option : options) {
      std::string bare = option.ltrim("/-\"").str();
      llvm::erase(bare, '"');
      auto [kind, value] = StringRef(bare).split(':');
      std::string lower = kind.lower();
      if (lower == "export")
        value = value.split(',').first;
      if (lower == "export" || lower == "alternatename")
        value = value.contains('=')        ? value.split('=').second
                : lower == "alternatename" ? StringRef()
                                           : value;
      else if (lower != "include" && lower != "entry")
        continue;
      if (names.contains(value))
        return failure("names symbol '" + shown(value) + "', which is removed");
    }
    return Error::success();
  }

  Error checkParents() const {
    std::vector<bool> isSeen(was.sectionCount);
    for (uint32_t i = 0; i < was.symbolCount; ++i) {
      const CoffSymbol &symbol = was.symbols[i];
      if (!was.isRecord[i] || !symbol.isSectionDefinition() || symbol.type != 0)
        continue;
      uint32_t section = uint32_t(symbol.section) - 1;
      if (isSeen[section] || !isComdat(section))
        continue;
      isSeen[section] = true;
      const auto &definition = *symbol.record<coff_aux_section_definition>();
      uint32_t parent = uint32_t(definition.getNumber(was.isBig)) - 1;
      if (definition.Selection == COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE &&
          sections[section] == gone && !isStripped(section) && parent < sections.size() &&
          sections[parent] != gone)
        return failure(place(section) + " is removed, and is associated with " + place(parent) +
                       ", which stays");
    }
    return Error::success();
  }

  /// Functions that stay keep what describes their frames.
  Error checkFrames() {
    for (uint32_t i = 0; i < was.sectionCount; ++i)
      if (sections[i] == gone &&
          (was.sections[i].name == ".pdata" || was.sections[i].name.starts_with(".pdata$")))
        for (const coff_relocation &relocation : was.sections[i].relocations) {
          const CoffSymbol &symbol = was.symbols[relocation.SymbolTableIndex];
          if (symbol.section > 0 && !isDefinedInGone(symbol) &&
              (was.sections[uint32_t(symbol.section) - 1].header->Characteristics &
               COFF::IMAGE_SCN_CNT_CODE))
            return failure(place(i) + " is gone with the frame of " +
                           describe(relocation.SymbolTableIndex) + ", which stays");
        }
    return Error::success();
  }

  const CoffFile &was, &is;
  const Edit &edit;
  std::vector<uint32_t> sections;  ///< by index: the new one, or `gone`
  std::vector<uint32_t> symbols;   ///< by record: the new index, or `gone`
  std::vector<uint32_t> firstFrom; ///< ... that of the first record from there on that stays
  std::vector<uint32_t> functions; ///< those that stay and have an auxiliary record
  std::vector<uint32_t> lines;     ///< ... with line numbers
};

} // namespace

Error checkCoffSections(StringRef before, StringRef after, const Edit &edit) {
  CoffFile was, is;
  if (Error error = was.read(before))
    return error;
  if (Error error = is.read(after))
    return error;
  return CoffSectionsCheck(was, is, edit).run();
}

} // namespace armeld
