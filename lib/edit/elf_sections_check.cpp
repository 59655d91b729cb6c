// The check of ELF objects with sections removed. It decides anew what goes, then walks through
// both objects in step: sections, symbols, relocations and all tables that number them. It shares
// nothing with the code that edits.
#include "edit/elf_content_check.h"
#include "edit/elf_file.h"
#include "edit/elf_frames_check.h"
#include "edit/elf_sections.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/DataExtractor.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

template <class ELFT> class ElfSectionsCheck {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;
  using Word = typename ELFT::Word;

public:
  ElfSectionsCheck(const ElfObject<ELFT> &before, const ElfObject<ELFT> &after, const Edit &edit,
                   ExpectedTombstones<ELFT> tombstones)
      : before(before), after(after), edit(edit), tombstones(tombstones),
        mips64(before.file.isMips64EL()), gone(before.sections.size()),
        relocationsOf(before.sections.size()), framesOf(before.sections.size()),
        newSection(before.sections.size()), symbolGone(before.symbols.size()),
        mentioned(before.symbols.size()), newSymbol(before.symbols.size()) {}

  Error run() {
    if (Error error = checkFileHeader())
      return error;
    if (Error error = findGoneSections())
      return error;
    if (Error error = readReferences())
      return error;
    if (Error error = findGoneSymbols())
      return error;
    if (Error error = pairSections())
      return error;
    if (Error error = pairSymbols())
      return error;
    if (Error error = checkNames())
      return error;
    if (Error error = checkPlaces())
      return error;
    for (size_t i = 1; i < before.sections.size(); ++i)
      if (Error error = checkSection(i))
        return at(place(i), std::move(error));
    return Error::success();
  }

private:
  std::string place(size_t i) const {
    return "section " + std::to_string(i) + " '" + shown(before.names[i]) + "'";
  }

  std::string nameOf(size_t symbol) const {
    auto name = before.symbols[symbol].getName(before.symbolNames);
    if (!name)
      llvm::consumeError(name.takeError());
    std::string in = " in section '" + shown(before.names[before.sectionIndex(symbol)]) + "'";
    return "symbol '" + shown(name ? *name : "") + "'" + in;
  }

  static bool isRelocations(const Header &section) {
    return section.sh_type == ELF::SHT_REL || section.sh_type == ELF::SHT_RELA;
  }

  uint32_t indexOf(const ElfObject<ELFT> &elf, const Header *section) const {
    return section ? uint32_t(section - elf.sections.begin()) : 0;
  }

  static uint32_t stringsOf(const ElfObject<ELFT> &elf) {
    uint32_t index = elf.file.getHeader().e_shstrndx;
    return index == ELF::SHN_XINDEX ? uint32_t(elf.sections[0].sh_link) : index;
  }

  Error checkFileHeader() const {
    auto was = before.file.getHeader(), is = after.file.getHeader();
    was.e_shoff = is.e_shoff;
    was.e_shnum = is.e_shnum;
    was.e_shstrndx = is.e_shstrndx;
    if (before.sections.empty() || stringsOf(before) >= before.sections.size())
      return failure("has no section headers");
    if (std::memcmp(&was, &is, sizeof was) != 0 || after.sections.empty())
      return failure("the file header differs");
    Header first = before.sections[0];
    first.sh_size = after.sections[0].sh_size;
    first.sh_link = after.sections[0].sh_link;
    if (before.names[0] == after.names[0]) // at another place in the string table
      first.sh_name = after.sections[0].sh_name;
    if (std::memcmp(&first, &after.sections[0], sizeof first) != 0)
      return failure("section 0 differs");
    bool sizeIsCount = after.file.getHeader().e_shnum == 0;
    bool linkIsStrings = after.file.getHeader().e_shstrndx == ELF::SHN_XINDEX;
    if ((!sizeIsCount && first.sh_size != 0 && edit.changesSections() &&
         before.sections[0].sh_size != first.sh_size) ||
        (!linkIsStrings && first.sh_link != 0 && before.sections[0].sh_link != first.sh_link))
      return failure("section 0 differs");
    return Error::success();
  }

  // ---- what goes ----

  bool isStripped(size_t i) const {
    const Header &section = before.sections[i];
    StringRef name = before.names[i];
    if (edit.drop_bitcode && (name == ".llvmbc" || name == ".llvmcmd"))
      return true;
    if (!edit.strip_debug || (section.sh_flags & ELF::SHF_ALLOC) || i == stringsOf(before) ||
        (before.symbolTable && i == before.symbolTable->sh_link))
      return false;
    for (uint32_t type :
         {ELF::SHT_SYMTAB, ELF::SHT_GROUP, ELF::SHT_SYMTAB_SHNDX, ELF::SHT_REL, ELF::SHT_RELA})
      if (section.sh_type == type)
        return false;
    bool isStabs = name == ".stab" || name.starts_with(".stab.") || name.starts_with(".stabstr");
    return isStabs || name.starts_with(".debug") || name.starts_with(".zdebug") ||
           name == ".gdb_index" || name.starts_with(".gnu.linkonce.wi.");
  }

  Error findGoneSections() {
    std::vector<std::vector<uint32_t>> described(before.sections.size());
    std::vector<uint32_t> work;
    for (uint32_t i = 1; i < before.sections.size(); ++i) {
      const Header &section = before.sections[i];
      bool follows = (section.sh_flags & ELF::SHF_LINK_ORDER) &&
                     !(section.sh_flags & ELF::SHF_ALLOC) && section.sh_link != 0;
      bool relocates = isRelocations(section);
      uint32_t of = relocates ? section.sh_info : follows ? section.sh_link : 0;
      if (of >= before.sections.size())
        return failure(place(i) + " belongs to no section");
      if (of)
        described[of].push_back(i);
      if (isStripped(i) || std::binary_search(edit.remove.begin(), edit.remove.end(), i))
        work.push_back(i);
    }
    while (!work.empty()) {
      uint32_t i = work.back();
      work.pop_back();
      if (gone[i])
        continue;
      gone[i] = true;
      llvm::append_range(work, described[i]);
    }
    for (size_t i = 1; i < before.sections.size(); ++i)
      if (before.sections[i].sh_type == ELF::SHT_GROUP) {
        auto members = groupOf(before, i);
        if (!members)
          return members.takeError();
        // Whole groups go (checkGroup).
        for (uint32_t member : members->drop_front())
          if (member < gone.size() && !isRelocations(before.sections[member]) && gone[member])
            gone[i] = true;
      }
    return Error::success();
  }

  Expected<llvm::ArrayRef<Word>> groupOf(const ElfObject<ELFT> &elf, size_t i) const {
    auto words = elf.file.template getSectionContentsAsArray<Word>(elf.sections[i]);
    if (words && words->empty())
      return failure("a section group without flags");
    return words;
  }

  /// Calls `function` with each relocation of a section.
  template <class Function>
  static Error forEach(const ElfObject<ELFT> &elf, size_t section, Function function) {
    auto all = [&](auto range) -> Error {
      if (!range)
        return range.takeError();
      for (const auto &relocation : *range)
        if (Error error = function(relocation))
          return error;
      return Error::success();
    };
    const Header &header = elf.sections[section];
    return header.sh_type == ELF::SHT_RELA ? all(elf.file.relas(header))
                                           : all(elf.file.rels(header));
  }

  Error readReferences() {
    for (uint32_t i = 1; i < before.sections.size(); ++i) {
      const Header &section = before.sections[i];
      if (before.names[i] == ".eh_frame" && (section.sh_flags & ELF::SHF_ALLOC) &&
          section.sh_type != ELF::SHT_NOBITS) {
        auto content = before.file.getSectionContents(section);
        if (!content)
          return content.takeError();
        auto frames =
            readFrames(llvm::toStringRef(*content), ELFT::Endianness == llvm::endianness::little);
        if (!frames)
          return at(place(i), frames.takeError());
        framesOf[i] = std::make_unique<ReadFrames>(std::move(*frames));
      }
    }
    for (uint32_t i = 1; i < before.sections.size(); ++i) {
      if (!isRelocations(before.sections[i]))
        continue;
      uint32_t section = before.sections[i].sh_info;
      relocationsOf[section] = i;
      ReadFrames *frames = framesOf[section].get();
      Error error = forEach(before, i, [&](const auto &relocation) -> Error {
        uint32_t symbol = relocation.getSymbol(mips64);
        if (symbol >= mentioned.size() && symbol != 0)
          return failure(place(i) + " refers to no symbol");
        if (symbol)
          mentioned[symbol] = true;
        size_t entry = frames ? frames->indexOf(relocation.r_offset) : 0;
        if (frames && entry < frames->entries.size() &&
            relocation.r_offset < frames->entries[entry].functionAt) {
          frames->entries[entry].functionAt = relocation.r_offset;
          frames->entries[entry].function = symbol;
        }
        return Error::success();
      });
      if (error)
        return error;
    }
    return findGoneFrames();
  }

  Error findGoneFrames() {
    for (size_t i = 1; i < framesOf.size(); ++i) {
      if (!framesOf[i])
        continue;
      auto &entries = framesOf[i]->entries;
      std::vector<bool> needed(entries.size());
      for (ReadFrames::Entry &entry : entries) {
        if (entry.cie < 0)
          continue;
        uint32_t section = entry.function ? before.sectionIndex(entry.function) : 0;
        entry.goes = section < gone.size() && gone[section];
        framesOf[i]->losesAny |= entry.goes;
        if (!entry.goes)
          needed[size_t(entry.cie)] = true;
        if (!entry.goes && gone[i])
          return failure(place(i) + " is gone with a frame of a function that stays");
      }
      for (size_t k = 0; k < entries.size() && framesOf[i]->losesAny; ++k)
        if (entries[k].isCie)
          entries[k].goes = !needed[k];
      for (ReadFrames::Entry &entry : entries) {
        entry.newBegin = framesOf[i]->newSize;
        framesOf[i]->newSize += entry.goes ? 0 : entry.bytes.size();
      }
    }
    return Error::success();
  }

  Error findGoneSymbols() {
    for (size_t i = 1; i < before.symbols.size(); ++i) {
      uint32_t section = before.sectionIndex(i);
      if (section >= gone.size())
        return failure("a symbol is in no section");
      symbolGone[i] = gone[section];
      if (isAnchored(i)) {
        if (before.symbols[i].st_shndx != ELF::SHN_UNDEF && !gone[section])
          return failure(nameOf(i) + " is a mere name now, and what it names is there");
        symbolGone[i] = true;
      }
      if (!framesOf[section] || !framesOf[section]->losesAny ||
          before.symbols[i].getType() == ELF::STT_SECTION)
        continue;
      size_t entry = framesOf[section]->indexOf(before.symbols[i].st_value);
      if (entry < framesOf[section]->entries.size() &&
          framesOf[section]->entries[entry].begin != before.symbols[i].st_value)
        symbolGone[i] = symbolGone[i] || framesOf[section]->entries[entry].goes;
    }
    return Error::success();
  }

  /// Whether a name is to be left of the symbol, and no more.
  bool isAnchored(size_t i) const {
    if (edit.anchor.empty() || before.symbols[i].getBinding() == ELF::STB_LOCAL)
      return false;
    auto name = before.symbols[i].getName(before.symbolNames);
    if (name)
      return isAnchor(edit, *name);
    llvm::consumeError(name.takeError());
    return false;
  }

  /// Whether symbol `k` of the edited object is what has to be left of symbol `i`.
  bool isAnchorOf(size_t k, size_t i) const {
    const Sym &was = before.symbols[i];
    auto name = was.getName(before.symbolNames);
    if (!name) {
      llvm::consumeError(name.takeError());
      return false;
    }
    bool isReference = was.st_shndx == ELF::SHN_UNDEF;
    Sym expected = {};
    expected.st_name = 1;
    expected.setBindingAndType(was.getBinding(), ELF::STT_NOTYPE);
    expected.st_other = isReference ? 0 : uint8_t(ELF::STV_HIDDEN);
    expected.st_shndx = isReference ? 0 : uint16_t(ELF::SHN_ABS);
    return isSymbol(k, expected, renamed(edit, *name), 0);
  }

  // ---- pairs ----

  /// Whether a relocation at that place of a section is left out with what it is for.
  template <class Relocation> bool isLeftOut(size_t section, const Relocation &relocation) const {
    if (const ReadFrames *frames = framesOf[section].get()) {
      size_t entry = frames->indexOf(relocation.r_offset);
      return entry < frames->entries.size() && frames->entries[entry].goes;
    }
    uint32_t symbol = relocation.getSymbol(mips64);
    return symbol && symbolGone[symbol] && !(before.sections[section].sh_flags & ELF::SHF_ALLOC);
  }

  /// Sections that get empty go.
  Expected<bool> getsEmpty(size_t i) const {
    const Header &section = before.sections[i];
    if (framesOf[i] && framesOf[i]->losesAny)
      return llvm::all_of(framesOf[i]->entries, [](const auto &entry) { return entry.goes; });
    if (section.sh_type == ELF::SHT_SYMTAB_SHNDX)
      return true;
    if (!isRelocations(section))
      return false;
    if (section.sh_size == 0)
      return false;
    // In pairs: see checkProfile.
    bool isProfile = before.sections[section.sh_info].sh_type == ELF::SHT_LLVM_CALL_GRAPH_PROFILE;
    bool all = true, previous = false, isSecond = false;
    Error error = forEach(before, i, [&](const auto &relocation) -> Error {
      bool leftOut = isLeftOut(section.sh_info, relocation);
      if (!isProfile)
        all = all && leftOut;
      else if (isSecond)
        all = all && (leftOut || previous);
      previous = leftOut;
      isSecond = !isSecond;
      return Error::success();
    });
    if (error)
      return error;
    return all;
  }

  Error pairSections() {
    size_t next = 1;
    for (size_t i = 1; i < before.sections.size(); ++i) {
      if (gone[i])
        continue;
      Expected<bool> empty = getsEmpty(i);
      if (!empty)
        return empty.takeError();
      bool isThere = next < after.sections.size() && before.names[i] == after.names[next] &&
                     before.sections[i].sh_type == after.sections[next].sh_type;
      if (*empty && (!isThere || (before.sections[i].sh_type != ELF::SHT_SYMTAB_SHNDX &&
                                  after.sections[next].sh_size != 0)))
        continue;
      if (!isThere)
        return failure(place(i) + " is lost");
      newSection[i] = uint32_t(next++);
    }
    if (next != after.sections.size())
      return failure("has a section that was removed: " + shown(after.names[next]));
    if (newSection[stringsOf(before)] != stringsOf(after))
      return failure("has another table of section names");
    if (bool(before.symbolTable) != bool(after.symbolTable) ||
        newSection[indexOf(before, before.symbolTable)] != indexOf(after, after.symbolTable))
      return failure("has another symbol table");
    return Error::success();
  }

  /// Where a place in .eh_frame is after the edit.
  static uint64_t movedInFrames(const ReadFrames &frames, uint64_t value) {
    size_t index = frames.indexOf(value);
    if (index == frames.entries.size())
      return frames.newSize;
    const ReadFrames::Entry &entry = frames.entries[index];
    return entry.newBegin + (value - entry.begin);
  }

  Expected<Sym> expectedSymbol(size_t i, const llvm::DenseSet<uint32_t> &signatures,
                               StringRef &name) const {
    Sym symbol = before.symbols[i];
    auto was = symbol.getName(before.symbolNames);
    if (!was)
      return was.takeError();
    bool binds = symbol.getBinding() != ELF::STB_LOCAL;
    bool follows = symbol.getType() != ELF::STT_SECTION && (binds || signatures.contains(i));
    name = follows ? renamed(edit, *was) : *was;
    Definition definition;
    definition.name = *was;
    if (symbol.getVisibility() == ELF::STV_HIDDEN || symbol.getVisibility() == ELF::STV_INTERNAL)
      definition.visibility = Visibility::hidden;
    if (binds && symbol.st_shndx != ELF::SHN_UNDEF && hides(edit, definition))
      symbol.setVisibility(ELF::STV_HIDDEN);
    uint32_t section = before.sectionIndex(i);
    if (framesOf[section] && framesOf[section]->losesAny && symbol.getType() != ELF::STT_SECTION)
      symbol.st_value = movedInFrames(*framesOf[section], symbol.st_value);
    return symbol;
  }

  /// Whether symbol `k` of the edited object is the one expected.
  bool isSymbol(size_t k, Sym expected, StringRef name, uint32_t section) const {
    const Sym &symbol = after.symbols[k];
    auto found = symbol.getName(after.symbolNames);
    if (!found) {
      llvm::consumeError(found.takeError());
      return false;
    }
    uint32_t index = section ? newSection[section] : 0;
    bool sameSection = section ? after.sectionIndex(k) == index && index != 0
                               : symbol.st_shndx == expected.st_shndx;
    bool isReserved = symbol.st_shndx >= ELF::SHN_LORESERVE && symbol.st_shndx != ELF::SHN_XINDEX;
    bool sameName = *found == name && (symbol.st_name == 0) == (expected.st_name == 0);
    return sameName && sameSection && (section == 0 || !isReserved) &&
           symbol.st_value == expected.st_value && symbol.st_size == expected.st_size &&
           symbol.st_info == expected.st_info && symbol.st_other == expected.st_other;
  }

  Error pairSymbols() {
    llvm::DenseSet<uint32_t> signatures;
    for (const Header &section : before.sections)
      if (section.sh_type == ELF::SHT_GROUP)
        signatures.insert(section.sh_info);
    if (!before.symbols.empty() &&
        (after.symbols.empty() ||
         std::memcmp(&before.symbols[0], &after.symbols[0], sizeof(Sym)) != 0))
      return failure("symbol 0 differs");
    size_t next = 1, locals = before.symbols.empty() ? 0 : 1;
    for (size_t i = 1; i < before.symbols.size(); ++i) {
      if (isAnchored(i)) {
        if (next == after.symbols.size() || !isAnchorOf(next++, i))
          return failure(nameOf(i) + " has not left its name");
        continue;
      }
      if (symbolGone[i])
        continue;
      StringRef name;
      Expected<Sym> expected = expectedSymbol(i, signatures, name);
      if (!expected)
        return expected.takeError();
      uint32_t section = before.sectionIndex(i);
      if (next < after.symbols.size() && isSymbol(next, *expected, name, section)) {
        locals += i < before.symbolTable->sh_info;
        newSymbol[i] = uint32_t(next++);
        continue;
      }
      // Relocations to such a symbol are found to be gone below.
      bool isNeeded = std::binary_search(edit.need.begin(), edit.need.end(),
                                         before.symbols[i].getName(before.symbolNames).get());
      bool mayGo = before.symbols[i].st_shndx == ELF::SHN_UNDEF
                       ? mentioned[i] && !isNeeded
                       : before.symbols[i].getType() == ELF::STT_SECTION;
      if (!mayGo)
        return failure(nameOf(i) + " is lost or has changed");
    }
    if (next < after.symbols.size())
      return failure("has a symbol that was removed or is new");
    if (before.symbolTable &&
        (after.symbolTable->sh_info != locals || after.symbols.empty() != before.symbols.empty()))
      return failure("has another number of local symbols");
    return Error::success();
  }

  /// The table of symbol names ends with the last one, or is as large as it was.
  Error checkNames() const {
    if (!after.symbolTable)
      return Error::success();
    uint32_t table = after.symbolTable->sh_link;
    uint64_t end = 1;
    auto note = [&](uint64_t offset, StringRef name) {
      end = std::max<uint64_t>(end, offset + name.size() + 1);
    };
    for (const Sym &symbol : after.symbols)
      if (auto name = symbol.getName(after.symbolNames))
        note(symbol.st_name, *name);
      else
        return name.takeError();
    for (size_t i = 0; i < after.sections.size() && table == stringsOf(after); ++i)
      note(after.sections[i].sh_name, after.names[i]);
    bool isOld = after.symbolNames.size() == before.symbolNames.size();
    return end == after.symbolNames.size() || isOld ? Error::success()
                                                    : failure("the string table has another size");
  }

  /// No two things share bytes of the file.
  Error checkPlaces() const {
    std::vector<std::pair<uint64_t, uint64_t>> places = {
        {0, sizeof(typename ELFT::Ehdr)},
        {after.file.getHeader().e_shoff, after.sections.size() * sizeof(Header)}};
    for (const Header &section : after.sections)
      if (section.sh_type != ELF::SHT_NOBITS && section.sh_type != ELF::SHT_NULL &&
          section.sh_size != 0)
        places.push_back({section.sh_offset, section.sh_size});
    llvm::sort(places);
    for (size_t i = 1; i < places.size(); ++i)
      if (places[i].first - places[i - 1].first < places[i - 1].second)
        return failure("sections overlap at offset " + Twine(places[i].first));
    return Error::success();
  }

  // ---- sections ----

  Error checkSection(size_t i) const {
    if (before.sections[i].sh_type == ELF::SHT_GROUP)
      if (Error error = checkGroup(i))
        return error;
    if (gone[i] || !newSection[i])
      return Error::success();
    if (Error error = checkHeader(i))
      return error;
    const Header &section = before.sections[i];
    bool isNames =
        i == stringsOf(before) || (before.symbolTable && i == before.symbolTable->sh_link);
    switch (section.sh_type) {
    case ELF::SHT_NULL:
    case ELF::SHT_NOBITS:
    case ELF::SHT_SYMTAB:
    case ELF::SHT_GROUP:
    case ELF::SHT_SYMTAB_SHNDX:
    case ELF::SHT_REL:
    case ELF::SHT_RELA:
      return Error::success(); // relocations are checked with what they relocate
    case ELF::SHT_LLVM_ADDRSIG:
      if (section.sh_link != 0)
        return checkSignificant(i);
      break;
    case ELF::SHT_STRTAB:
      if (isNames)
        return Error::success();
      break;
    case ELF::SHT_LLVM_CALL_GRAPH_PROFILE:
      return checkProfile(i);
    default:
      break;
    }
    if (framesOf[i] && framesOf[i]->losesAny)
      return checkFrames(i);
    return checkContent(i);
  }

  /// Whether the section is one that may be compressed.
  static bool isPlain(const Header &section) {
    if (section.sh_flags & ELF::SHF_ALLOC)
      return false;
    switch (section.sh_type) {
    case ELF::SHT_NULL:
    case ELF::SHT_NOBITS:
    case ELF::SHT_SYMTAB:
    case ELF::SHT_STRTAB:
    case ELF::SHT_GROUP:
    case ELF::SHT_SYMTAB_SHNDX:
    case ELF::SHT_REL:
    case ELF::SHT_RELA:
    case ELF::SHT_LLVM_ADDRSIG:
    case ELF::SHT_LLVM_CALL_GRAPH_PROFILE:
      return false;
    default:
      return true;
    }
  }

  Error checkHeader(size_t i) const {
    Header was = before.sections[i], is = after.sections[newSection[i]];
    uint64_t mayDiffer = isPlain(was) ? uint64_t(ELF::SHF_COMPRESSED) : 0;
    if ((was.sh_flags ^ is.sh_flags) & ~mayDiffer)
      return failure("its flags differ");
    bool isDebug = before.names[i].starts_with(".debug") && !(was.sh_flags & ELF::SHF_ALLOC);
    if (((was.sh_flags | is.sh_flags) & mayDiffer) && !isSame(i)) {
      std::optional<Compression> wanted = isDebug ? edit.compress_debug : std::nullopt;
      if (Error error = checkCompression(before, i, after, newSection[i], wanted))
        return error;
      was.sh_addralign = is.sh_addralign;
    }
    bool infoIsSection = isRelocations(was) || (was.sh_flags & ELF::SHF_INFO_LINK);
    uint32_t link = was.sh_link, info = was.sh_info;
    if (link >= newSection.size() || (infoIsSection && info >= newSection.size()))
      return failure("belongs to no section");
    if (link && !newSection[link])
      return failure("stays, and belongs to " + place(link) + ", which is removed");
    if (was.sh_type == ELF::SHT_GROUP)
      info = info < newSymbol.size() ? newSymbol[info] : 0;
    else if (was.sh_type == ELF::SHT_SYMTAB)
      info = is.sh_info;
    else if (infoIsSection)
      info = newSection[info];
    if (is.sh_link != newSection[link] || is.sh_info != info || is.sh_addr != was.sh_addr ||
        is.sh_addralign != was.sh_addralign || is.sh_entsize != was.sh_entsize)
      return failure("its header differs");
    if ((was.sh_type == ELF::SHT_NOBITS || was.sh_type == ELF::SHT_NULL) &&
        is.sh_size != was.sh_size)
      return failure("its size differs");
    return Error::success();
  }

  /// Groups stay whole, or go whole.
  Error checkGroup(size_t i) const {
    auto was = groupOf(before, i);
    if (!was)
      return was.takeError();
    std::vector<uint32_t> members;
    for (uint32_t member : was->drop_front()) {
      if (member >= gone.size())
        return failure("names no section");
      if (!isRelocations(before.sections[member]) && gone[member] != gone[i])
        return failure("a group torn: " + place(member));
      if (member == 0 || newSection[member])
        members.push_back(newSection[member]);
    }
    if (gone[i])
      return Error::success();
    auto is = groupOf(after, newSection[i]);
    if (!is)
      return is.takeError();
    if ((*was)[0] != (*is)[0] || !std::equal(members.begin(), members.end(), is->begin() + 1,
                                             is->end(), [](uint32_t a, Word b) { return a == b; }))
      return failure("its members differ");
    return Error::success();
  }

  Error checkSignificant(size_t i) const {
    auto read = [](const ElfObject<ELFT> &elf, size_t section) -> Expected<std::vector<uint64_t>> {
      auto content = elf.file.getSectionContents(elf.sections[section]);
      if (!content)
        return content.takeError();
      llvm::DataExtractor data(llvm::toStringRef(*content), true, 8);
      std::vector<uint64_t> symbols;
      llvm::DataExtractor::Cursor cursor(0);
      while (cursor && cursor.tell() < data.size())
        symbols.push_back(data.getULEB128(cursor));
      if (Error error = cursor.takeError())
        return error;
      return symbols;
    };
    auto was = read(before, i);
    if (!was)
      return was.takeError();
    auto is = read(after, newSection[i]);
    if (!is)
      return is.takeError();
    std::vector<uint64_t> expected;
    for (uint64_t symbol : *was)
      if (symbol == 0 || (symbol < newSymbol.size() && newSymbol[symbol]))
        expected.push_back(symbol == 0 ? 0 : newSymbol[symbol]);
    return expected == *is ? Error::success() : failure("lists other symbols");
  }

  /// What relocations of an edited section are to be: type, symbol, addend, by their places.
  struct Expectation {
    uint64_t offset;
    uint32_t type, symbol;
    std::optional<int64_t> addend;
    bool operator==(const Expectation &) const = default;
  };

  template <class Relocation> Expectation read(const Relocation &relocation) const {
    Expectation read{
        relocation.r_offset, relocation.getType(mips64), relocation.getSymbol(mips64), {}};
    if constexpr (requires { relocation.r_addend; })
      read.addend = relocation.r_addend;
    return read;
  }

  /// Compares the relocations of a section with what `expect` makes of the original ones; it
  /// returns false for those that are left out.
  template <class Function> Error checkRelocations(size_t i, Function expect) const {
    std::vector<Expectation> found;
    uint32_t was = relocationsOf[i];
    if (was == 0)
      return Error::success(); // no other section may be new
    if (newSection[was])
      if (Error error = forEach(after, newSection[was], [&](const auto &relocation) -> Error {
            found.push_back(read(relocation));
            return Error::success();
          }))
        return error;
    size_t next = 0;
    Error error = forEach(before, was, [&](const auto &original) -> Error {
      Expectation expected = read(original);
      Expected<bool> stays = expect(expected);
      if (!stays)
        return stays.takeError();
      if (!*stays)
        return Error::success();
      if (expected.symbol) {
        uint32_t symbol = expected.symbol;
        if (symbolGone[symbol])
          return failure("refers to " + nameOf(symbol) + ", which is removed");
        if (!newSymbol[symbol])
          return failure("refers to " + nameOf(symbol) + ", which is lost");
        if (Error error = checkFrameReference(expected))
          return error;
        expected.symbol = newSymbol[symbol];
      }
      if (next == found.size() || !(found[next] == expected))
        return failure("the relocation at offset " + Twine(uint64_t(original.r_offset)) +
                       " is lost or has changed");
      ++next;
      return Error::success();
    });
    if (error)
      return error;
    return next == found.size() ? Error::success() : failure("has another relocation");
  }

  /// Places inside of an .eh_frame that has changed have moved.
  Error checkFrameReference(const Expectation &relocation) const {
    const ReadFrames *frames = framesOf[before.sectionIndex(relocation.symbol)].get();
    bool isSection = before.symbols[relocation.symbol].getType() == ELF::STT_SECTION;
    int64_t addend = relocation.addend.value_or(isSection ? 1 : 0);
    if (frames && frames->losesAny && (addend > 0 || addend < -8))
      return failure("refers to a place inside of .eh_frame, which moves");
    return Error::success();
  }

  /// Whether the section is the same byte for byte, compressed or not.
  bool isSame(size_t i) const {
    const Header &was = before.sections[i], &is = after.sections[newSection[i]];
    auto old = before.file.getSectionContents(was), now = after.file.getSectionContents(is);
    if (!old || !now) {
      llvm::consumeError(old ? Error::success() : old.takeError());
      llvm::consumeError(now ? Error::success() : now.takeError());
      return false;
    }
    return was.sh_flags == is.sh_flags && was.sh_addralign == is.sh_addralign && *old == *now;
  }

  Error checkContent(size_t i) const {
    std::optional<std::vector<uint8_t>> expected, found;
    auto read = [&]() -> Error {
      if (expected)
        return Error::success();
      for (auto [elf, section, to] :
           {std::tuple(&before, i, &expected), std::tuple(&after, size_t(newSection[i]), &found)}) {
        auto content = plainContent(*elf, section);
        if (!content)
          return content.takeError();
        *to = std::move(*content);
      }
      return expected->size() == found->size() ? Error::success() : failure("its size differs");
    };
    bool isLoaded = before.sections[i].sh_flags & ELF::SHF_ALLOC;
    Error error = checkRelocations(i, [&](const Expectation &relocation) -> Expected<bool> {
      if (isLoaded || relocation.symbol == 0 || !symbolGone[relocation.symbol])
        return true;
      if (Error error = read())
        return error;
      if (Error error = tombstones.fill(*expected, *found, before.names[i], relocation.offset,
                                        relocation.type, relocation.addend))
        return error;
      return false;
    });
    if (error)
      return error;
    if (!expected && isSame(i))
      return Error::success();
    if (isLoaded)
      return failure("its content differs");
    if (Error error = read())
      return error;
    return *expected == *found ? Error::success() : failure("its content differs");
  }

  Error checkProfile(size_t i) const {
    auto was = before.file.getSectionContents(before.sections[i]);
    if (!was)
      return was.takeError();
    auto is = after.file.getSectionContents(after.sections[newSection[i]]);
    if (!is)
      return is.takeError();
    std::vector<bool> leaves(was->size() / 8 + 1);
    if (relocationsOf[i])
      if (Error error = forEach(before, relocationsOf[i], [&](const auto &relocation) -> Error {
            if (relocation.r_offset < was->size() && isLeftOut(i, relocation))
              leaves[relocation.r_offset / 8] = true;
            return Error::success();
          }))
        return error;
    std::vector<uint64_t> moved(leaves.size());
    std::string expected;
    for (size_t entry = 0; entry * 8 < was->size(); ++entry) {
      moved[entry] = expected.size();
      if (!leaves[entry])
        expected += llvm::toStringRef(*was).substr(entry * 8, 8);
    }
    if (expected != llvm::toStringRef(*is))
      return failure("its content differs");
    return checkRelocations(i, [&](Expectation &relocation) -> Expected<bool> {
      if (relocation.offset >= was->size())
        return true;
      bool stays = !leaves[relocation.offset / 8];
      relocation.offset = moved[relocation.offset / 8] + relocation.offset % 8;
      return stays;
    });
  }

  Error checkFrames(size_t i) const {
    const ReadFrames &was = *framesOf[i];
    auto content = after.file.getSectionContents(after.sections[newSection[i]]);
    if (!content)
      return content.takeError();
    auto is = readFrames(llvm::toStringRef(*content), ELFT::Endianness == llvm::endianness::little);
    if (!is)
      return is.takeError();
    std::vector<size_t> pair(was.entries.size(), SIZE_MAX);
    size_t next = 0;
    for (size_t k = 0; k < was.entries.size(); ++k) {
      const ReadFrames::Entry &entry = was.entries[k];
      if (entry.goes)
        continue;
      std::string where = "the entry at offset " + std::to_string(entry.begin);
      if (entry.function)
        where = "the frame of " + nameOf(entry.function);
      if (next == is->entries.size())
        return failure(where + " is lost");
      const ReadFrames::Entry &found = is->entries[next];
      bool isFrame = entry.cie >= 0;
      if (entry.bytes.size() != found.bytes.size() ||
          entry.bytes.substr(0, entry.pointer) != found.bytes.substr(0, entry.pointer) ||
          entry.bytes.substr(entry.pointer + 4 * isFrame) !=
              found.bytes.substr(entry.pointer + 4 * isFrame) ||
          isFrame != (found.cie >= 0))
        return failure(where + " is lost or has changed");
      if (isFrame && pair[size_t(entry.cie)] != size_t(found.cie))
        return failure(where + " has another CIE");
      pair[k] = next++;
    }
    if (next != is->entries.size())
      return failure("has an entry that is to go");
    return checkRelocations(i, [&](Expectation &relocation) -> Expected<bool> {
      size_t entry = was.indexOf(relocation.offset);
      if (entry == was.entries.size())
        return failure("has a relocation past its end");
      if (pair[entry] == SIZE_MAX)
        return false;
      relocation.offset =
          relocation.offset - was.entries[entry].begin + is->entries[pair[entry]].begin;
      return true;
    });
  }

  const ElfObject<ELFT> &before;
  const ElfObject<ELFT> &after;
  const Edit &edit;
  const ExpectedTombstones<ELFT> tombstones;
  const bool mips64;
  std::vector<bool> gone;                            ///< by section
  std::vector<uint32_t> relocationsOf;               ///< by section, or 0
  std::vector<std::unique_ptr<ReadFrames>> framesOf; ///< by section
  std::vector<uint32_t> newSection;                  ///< 0 for those that are not there
  std::vector<bool> symbolGone;
  std::vector<bool> mentioned;     ///< by a relocation
  std::vector<uint32_t> newSymbol; ///< 0 for those that are not there
};

template <class ELFT> Error checkAs(StringRef before, StringRef after, const Edit &edit) {
  auto was = openElf<ELFT>(before);
  if (!was)
    return was.takeError();
  auto is = openElf<ELFT>(after);
  if (!is)
    return is.takeError();
  auto tombstones = ExpectedTombstones<ELFT>::of(before);
  if (!tombstones)
    return tombstones.takeError();
  return ElfSectionsCheck<ELFT>((*was)->elf, (*is)->elf, edit, std::move(*tombstones)).run();
}

} // namespace

Error checkElfSections(StringRef before, StringRef after, const Edit &edit) {
  using namespace llvm::object;
  return dispatchElf(before, checkAs<ELF32LE>, checkAs<ELF32BE>, checkAs<ELF64LE>, checkAs<ELF64BE>,
                     after, edit);
}

} // namespace armeld
