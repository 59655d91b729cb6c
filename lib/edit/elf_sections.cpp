#include "edit/elf_sections.h"
#include "edit/elf_file.h"
#include "edit/elf_references.h"
#include "edit/elf_section_choice.h"
#include "edit/elf_strings.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

constexpr uint32_t nowhere = UINT32_MAX;

/// Whether armeld knows all places where a section of this type has indices of sections or symbols.
bool isUnderstood(uint32_t type) {
  switch (type) {
  case ELF::SHT_NULL:
  case ELF::SHT_PROGBITS:
  case ELF::SHT_SYMTAB:
  case ELF::SHT_STRTAB:
  case ELF::SHT_RELA:
  case ELF::SHT_REL:
  case ELF::SHT_NOTE:
  case ELF::SHT_NOBITS:
  case ELF::SHT_INIT_ARRAY:
  case ELF::SHT_FINI_ARRAY:
  case ELF::SHT_PREINIT_ARRAY:
  case ELF::SHT_GROUP:
  case ELF::SHT_SYMTAB_SHNDX:
  case ELF::SHT_LLVM_ODRTAB:
  case ELF::SHT_LLVM_LINKER_OPTIONS:
  case ELF::SHT_LLVM_ADDRSIG:
  case ELF::SHT_LLVM_DEPENDENT_LIBRARIES:
  case ELF::SHT_LLVM_SYMPART:
  case 0x6fff4c08: // SHT_LLVM_BB_ADDR_MAP_V0, of LLVM 19 and older
  case ELF::SHT_LLVM_BB_ADDR_MAP:
  case ELF::SHT_LLVM_CALL_GRAPH_PROFILE:
  case ELF::SHT_LLVM_OFFLOADING:
  case ELF::SHT_LLVM_LTO:
  case ELF::SHT_GNU_ATTRIBUTES:
    return true;
  default:
    // Unwind tables, attributes of the object, flags of the ABI: each psABI has its own.
    return type >= ELF::SHT_LOPROC && type <= ELF::SHT_HIPROC;
  }
}

template <class ELFT> class ElfSectionWriter {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;
  using Word = typename ELFT::Word;

public:
  ElfSectionWriter(StringRef bytes, const ElfObject<ELFT> &elf, const Edit &edit)
      : bytes(bytes), elf(elf), edit(edit), changes(elf),
        headers(elf.sections.begin(), elf.sections.end()) {}

  Expected<ObjectBytes> run() {
    if (Error error = refuse())
      return error;
    Expected<std::vector<uint8_t>> goes = chooseElfSections(elf, edit);
    if (!goes)
      return goes.takeError();
    changes.goes = std::move(*goes);
    changes.removesAny = llvm::is_contained(changes.goes, true);
    if (Error error = refuseUnknown())
      return error;
    if (Error error = findNames())
      return error;
    if (Error error = followElfReferences(changes))
      return error;
    chooseSymbols();
    removeEmptySections();
    if (Error error = compress())
      return error;
    numberSections();
    if (Error error = writeTables())
      return error;
    return layOut();
  }

private:
  std::string place(size_t section) const { return sectionPlace(section, elf.names[section]); }

  bool isRelocations(size_t section) const {
    return headers[section].sh_type == ELF::SHT_REL || headers[section].sh_type == ELF::SHT_RELA;
  }

  static bool isIn(const Header &section, uint32_t type) { return section.sh_type == type; }

  /// Whether linkers read the section other than as bytes.
  static bool isTable(const Header &section) {
    switch (section.sh_type) {
    case ELF::SHT_NULL:
    case ELF::SHT_NOBITS:
    case ELF::SHT_SYMTAB:
    case ELF::SHT_STRTAB:
    case ELF::SHT_REL:
    case ELF::SHT_RELA:
    case ELF::SHT_GROUP:
    case ELF::SHT_SYMTAB_SHNDX:
    case ELF::SHT_LLVM_ADDRSIG:
    case ELF::SHT_LLVM_CALL_GRAPH_PROFILE:
      return true;
    default:
      return false;
    }
  }

  uint32_t symbolTable() const {
    return elf.symbolTable ? uint32_t(elf.symbolTable - elf.sections.begin()) : 0;
  }

  /// The index of the table with the names of sections.
  uint32_t sectionStrings() const {
    uint32_t index = elf.file.getHeader().e_shstrndx;
    return index == ELF::SHN_XINDEX && !elf.sections.empty() ? uint32_t(elf.sections[0].sh_link)
                                                             : index;
  }

  Error refuse() const {
    if (elf.file.getHeader().e_phnum != 0)
      return failure("has program headers");
    if (headers.empty() || sectionStrings() >= headers.size())
      return failure("has no section headers");
    uint64_t size = 0;
    for (size_t i = 1; i < headers.size(); ++i) {
      const Header &section = headers[i];
      if (section.sh_type == ELF::SHT_SYMTAB && i != symbolTable())
        return failure("has two symbol tables");
      bool infoIsSection = section.sh_type == ELF::SHT_REL || section.sh_type == ELF::SHT_RELA ||
                           (section.sh_flags & ELF::SHF_INFO_LINK);
      if (section.sh_link >= headers.size() || (infoIsSection && section.sh_info >= headers.size()))
        return failure("section " + Twine(i) + " belongs to a section that is not there");
      if (section.sh_type == ELF::SHT_GROUP && section.sh_size < sizeof(typename ELFT::Word))
        return failure("section " + Twine(i) + " is a group without flags");
      if (section.sh_type == ELF::SHT_NOBITS || section.sh_type == ELF::SHT_NULL)
        continue;
      auto content = elf.file.getSectionContents(section);
      if (!content)
        return content.takeError();
      size += content->size();
    }
    // Else a small file could name the same bytes a thousand times.
    return size > bytes.size() ? failure("its sections overlap") : Error::success();
  }

  /// Where anything goes, indices of sections and symbols change.
  Error refuseUnknown() const {
    if (!changes.removesAny)
      return Error::success();
    for (size_t i = 1; i < headers.size(); ++i) {
      if (changes.goes[i])
        continue;
      const Header &section = headers[i];
      if (!isUnderstood(section.sh_type))
        return failure(place(i) + " has a type that armeld does not know, " +
                       llvm::Twine::utohexstr(section.sh_type));
      bool infoIsSection = isRelocations(i) || (section.sh_flags & ELF::SHF_INFO_LINK);
      for (uint32_t linked : {uint32_t(section.sh_link), infoIsSection ? section.sh_info : 0u}) {
        if (linked >= headers.size())
          return failure(place(i) + " belongs to section " + Twine(linked) + " of " +
                         Twine(headers.size()));
        if (changes.goes[linked])
          return failure(place(i) + " stays, and belongs to " + place(linked) +
                         ", which is removed");
      }
    }
    return Error::success();
  }

  // ---- what stays ----

  /// Finds the symbols of which a name stays.
  Error findNames() {
    if (edit.need.empty() && edit.anchor.empty())
      return Error::success();
    size_t anchors = 0, needs = 0;
    for (uint32_t i = 1; i < elf.symbols.size(); ++i) {
      const Sym &symbol = elf.symbols[i];
      if (symbol.getBinding() == ELF::STB_LOCAL)
        continue;
      auto name = symbol.getName(elf.symbolNames);
      if (!name)
        return name.takeError();
      bool isReference = symbol.st_shndx == ELF::SHN_UNDEF;
      changes.symbols[i].isNeeded =
          isReference && std::binary_search(edit.need.begin(), edit.need.end(), *name);
      needs += changes.symbols[i].isNeeded;
      if (!isAnchor(edit, *name))
        continue;
      changes.symbols[i].isAnchor = true;
      ++anchors;
      uint32_t section = elf.sectionIndex(i);
      if (!isReference && (section == 0 || section >= headers.size() || !changes.goes[section]))
        return failure("symbol '" + shown(*name) +
                       "' is to leave a name alone, and what defines it stays");
    }
    return anchors == edit.anchor.size() && needs == edit.need.size()
               ? Error::success()
               : failure("a symbol is to be kept that is not there");
  }

  void chooseSymbols() {
    keptSymbols.reserve(elf.symbols.size());
    for (uint32_t i = 0; i < elf.symbols.size(); ++i) {
      const SymbolState &state = changes.symbols[i];
      const Sym &symbol = elf.symbols[i];
      bool goes = state.gone;
      // A symbol that was never mentioned still makes linkers look for a definition.
      if (state.isAnchor)
        goes = false;
      else if (symbol.st_shndx == ELF::SHN_UNDEF)
        goes |= state.mentioned && !state.used && !state.isNeeded;
      else if (symbol.getType() == ELF::STT_SECTION && symbol.getBinding() == ELF::STB_LOCAL)
        goes |= changes.removesAny && !state.used;
      if (i == 0 || !goes)
        keptSymbols.push_back(i);
    }
  }

  void removeEmptySections() {
    llvm::DenseSet<uint32_t> empty;
    for (auto &[section, frames] : changes.frames)
      if (changes.contents[section].empty())
        empty.insert(section);
    if (!empty.empty()) {
      for (uint32_t symbol : keptSymbols)
        empty.erase(elf.sectionIndex(symbol));
      for (size_t i = 1; i < headers.size(); ++i)
        if (isIn(headers[i], ELF::SHT_GROUP))
          for (uint32_t member : groupMembers(i))
            empty.erase(member);
        else if (headers[i].sh_link)
          empty.erase(headers[i].sh_link);
    }
    for (uint32_t section : empty)
      changes.goes[section] = true;
    for (auto &[section, content] : changes.contents)
      if (isRelocations(section) && content.empty())
        changes.goes[section] = true;
  }

  llvm::ArrayRef<Word> groupMembers(size_t group) const {
    auto words = elf.file.template getSectionContentsAsArray<Word>(elf.sections[group]);
    if (words && !words->empty())
      return words->drop_front();
    if (!words)
      llvm::consumeError(words.takeError());
    return {};
  }

  // ---- compression ----

  Error compress() {
    for (uint32_t i = 1; i < headers.size(); ++i)
      if (!changes.goes[i] && !(headers[i].sh_flags & ELF::SHF_ALLOC) && !isTable(headers[i]))
        if (Error error = compressSection(i))
          return at(place(i), std::move(error));
    return Error::success();
  }

  Error compressSection(uint32_t i) {
    bool isCompressed = headers[i].sh_flags & ELF::SHF_COMPRESSED;
    std::optional<Compression> wanted;
    if (elf.names[i].starts_with(".debug"))
      wanted = edit.compress_debug;
    auto plain = changes.plain.find(i);
    if (isCompressed && wanted && plain == changes.plain.end()) {
      auto content = elf.file.getSectionContents(elf.sections[i]);
      if (!content)
        return content.takeError();
      if (isCompressedAs(*content, *wanted))
        return Error::success();
      Expected<PlainContent> decompressed = decompressElf<ELFT>(*content);
      if (!decompressed)
        return decompressed.takeError();
      plain = changes.plain.try_emplace(i, std::move(*decompressed)).first;
    }
    if (plain != changes.plain.end()) {
      headers[i].sh_flags = headers[i].sh_flags & ~uint64_t(ELF::SHF_COMPRESSED);
      headers[i].sh_addralign = plain->second.alignment;
      changes.contents[i] = std::move(plain->second.bytes);
      if (!wanted)
        wanted = plain->second.compression;
    }
    if (!wanted)
      return Error::success();
    ObjectBytes compressed = compressElf<ELFT>(contentOf(i), headers[i].sh_addralign, *wanted);
    if (compressed.size() >= contentOf(i).size())
      return Error::success();
    changes.contents[i] = std::move(compressed);
    headers[i].sh_flags = headers[i].sh_flags | ELF::SHF_COMPRESSED;
    headers[i].sh_addralign = alignof64();
    return Error::success();
  }

  static constexpr unsigned alignof64() { return ELFT::Is64Bits ? 8 : 4; }

  static bool isCompressedAs(llvm::ArrayRef<uint8_t> content, Compression compression) {
    if (content.size() < sizeof(typename ELFT::Chdr))
      return false;
    uint32_t type = reinterpret_cast<const typename ELFT::Chdr *>(content.data())->ch_type;
    return type == uint32_t(compression == Compression::zlib ? ELF::ELFCOMPRESS_ZLIB
                                                             : ELF::ELFCOMPRESS_ZSTD);
  }

  /// What the section holds in the result.
  StringRef contentOf(uint32_t section) const {
    if (auto changed = changes.contents.find(section); changed != changes.contents.end())
      return {changed->second.data(), changed->second.size()};
    const Header &header = elf.sections[section];
    if (header.sh_type == ELF::SHT_NOBITS || header.sh_type == ELF::SHT_NULL)
      return {};
    return bytes.substr(header.sh_offset, header.sh_size);
  }

  // ---- tables ----

  void numberSections() {
    uint32_t staying = 0;
    for (uint32_t i = 0; i < headers.size(); ++i)
      staying += !changes.goes[i] && !isIn(headers[i], ELF::SHT_SYMTAB_SHNDX);
    // No symbol is in a section that a table of indices would be needed for.
    if (changes.removesAny && staying <= ELF::SHN_LORESERVE)
      for (uint32_t i = 0; i < headers.size(); ++i)
        if (isIn(headers[i], ELF::SHT_SYMTAB_SHNDX))
          changes.goes[i] = true;
    newSection.assign(headers.size(), nowhere);
    for (uint32_t i = 0; i < headers.size(); ++i)
      if (!changes.goes[i])
        newSection[i] = sectionCount++;
    newSymbol.assign(elf.symbols.size(), nowhere);
    for (uint32_t k = 0; k < keptSymbols.size(); ++k)
      newSymbol[keptSymbols[k]] = k;
  }

  Error writeTables() {
    if (Error error = writeStrings())
      return error;
    for (uint32_t i = 1; i < headers.size(); ++i) {
      if (changes.goes[i])
        continue;
      if (isIn(headers[i], ELF::SHT_GROUP))
        writeGroup(i);
      if (isIn(headers[i], ELF::SHT_LLVM_ADDRSIG) && elf.sections[i].sh_link != 0)
        if (Error error = writeSignificant(i))
          return error;
      if (i != symbolTable() && changes.removesAny) {
        headers[i].sh_link = newSection[headers[i].sh_link];
        if (isRelocations(i) || (headers[i].sh_flags & ELF::SHF_INFO_LINK))
          headers[i].sh_info = newSection[headers[i].sh_info];
      }
    }
    return Error::success();
  }

  /// A string table that something else refers to as well stays as it is.
  bool isShared(uint32_t strings) const {
    for (uint32_t i = 1; i < headers.size(); ++i)
      if (i != symbolTable() && headers[i].sh_link == strings)
        return true;
    return false;
  }

  Error writeStrings() {
    const uint32_t sectionStrings = this->sectionStrings();
    uint32_t symbolStrings = elf.symbolTable ? uint32_t(elf.symbolTable->sh_link) : 0;
    CompactedStrings symbolNames(elf.symbolNames), sectionNames(elf.sectionNames);
    CompactedStrings &names = symbolStrings == sectionStrings ? symbolNames : sectionNames;
    for (uint32_t symbol : llvm::ArrayRef(keptSymbols).drop_front(!keptSymbols.empty()))
      if (!changes.symbols[symbol].isAnchor)
        symbolNames.use(elf.symbols[symbol].st_name);
    for (uint32_t i = 0; i < headers.size(); ++i)
      if (!changes.goes[i])
        names.use(headers[i].sh_name);
    bool compactSymbols = symbolStrings && !isShared(symbolStrings);
    bool compactSections = sectionStrings && !isShared(sectionStrings);
    if (compactSymbols)
      if (Error error = symbolNames.compact())
        return error;
    if (compactSections && &names != &symbolNames)
      if (Error error = sectionNames.compact())
        return error;
    if (compactSections)
      for (uint32_t i = 0; i < headers.size(); ++i)
        if (!changes.goes[i])
          headers[i].sh_name = names.moved(headers[i].sh_name);
    if (!edit.anchor.empty() && !compactSymbols)
      return failure("its table of symbol names is another section's, too");
    if (Error error = writeSymbols(compactSymbols ? &symbolNames : nullptr))
      return error;
    if (compactSymbols)
      changes.contents[symbolStrings] = std::move(symbolNames.bytes);
    if (compactSections && &names != &symbolNames)
      changes.contents[sectionStrings] = std::move(sectionNames.bytes);
    return Error::success();
  }

  /// What is left of a symbol of which a name stays.
  Expected<Sym> anchorOf(const Sym &symbol, CompactedStrings &names) const {
    auto name = symbol.getName(elf.symbolNames);
    if (!name)
      return name.takeError();
    bool isReference = symbol.st_shndx == ELF::SHN_UNDEF;
    Sym anchor = symbol;
    anchor.st_name = names.append(renamed(edit, *name));
    anchor.setType(ELF::STT_NOTYPE);
    anchor.st_other = isReference ? ELF::STV_DEFAULT : ELF::STV_HIDDEN;
    anchor.st_shndx = isReference ? ELF::SHN_UNDEF : ELF::SHN_ABS;
    anchor.st_value = 0;
    anchor.st_size = 0;
    return anchor;
  }

  Error writeSymbols(CompactedStrings *names) {
    if (!elf.symbolTable)
      return Error::success();
    std::vector<Sym> symbols;
    std::vector<Word> extended(keptSymbols.size());
    symbols.reserve(keptSymbols.size());
    for (uint32_t i : keptSymbols) {
      Sym symbol = elf.symbols[i];
      if (i == 0) {
        symbols.push_back(symbol);
        continue;
      }
      if (changes.symbols[i].isAnchor) {
        Expected<Sym> anchor = anchorOf(symbol, *names);
        if (!anchor)
          return anchor.takeError();
        symbols.push_back(*anchor);
        continue;
      }
      if (names)
        symbol.st_name = names->moved(symbol.st_name);
      uint32_t section = elf.sectionIndex(i);
      if (section != 0) {
        uint32_t index = newSection[section];
        bool fits = index < ELF::SHN_LORESERVE;
        symbol.st_shndx = fits ? index : uint32_t(ELF::SHN_XINDEX);
        if (!fits)
          extended[symbols.size()] = index;
        if (changes.symbols[i].inFrames && symbol.getType() != ELF::STT_SECTION)
          symbol.st_value = *changes.frames[section].moved(symbol.st_value);
      }
      symbols.push_back(symbol);
    }
    setContent(symbolTable(), symbols);
    Header &header = headers[symbolTable()];
    // The number of local symbols; all of them come first (gABI, "Symbol Table").
    header.sh_info =
        uint32_t(llvm::lower_bound(keptSymbols, uint32_t(header.sh_info)) - keptSymbols.begin());
    header.sh_link = newSection[header.sh_link];
    for (uint32_t i = 1; i < headers.size(); ++i)
      if (isIn(headers[i], ELF::SHT_SYMTAB_SHNDX) && !changes.goes[i])
        setContent(i, extended);
    return Error::success();
  }

  template <class T> void setContent(uint32_t section, const std::vector<T> &entries) {
    auto *data = reinterpret_cast<const char *>(entries.data());
    changes.contents[section].assign(data, data + entries.size() * sizeof(T));
  }

  void writeGroup(uint32_t group) {
    auto words = elf.file.template getSectionContentsAsArray<Word>(elf.sections[group]);
    headers[group].sh_info = newSymbol[headers[group].sh_info];
    if (!words)
      return llvm::consumeError(words.takeError());
    std::vector<Word> kept;
    for (size_t i = 0; i < words->size(); ++i)
      if (i == 0)
        kept.push_back((*words)[0]);
      else if (newSection[(*words)[i]] != nowhere)
        kept.emplace_back() = newSection[(*words)[i]];
    setContent(group, kept);
  }

  Error writeSignificant(uint32_t section) {
    std::string table;
    llvm::raw_string_ostream stream(table);
    Error error = forEachSignificantSymbol(contentOf(section), [&](uint64_t symbol) {
      if (newSymbol[symbol] != nowhere && !changes.symbols[symbol].isAnchor)
        llvm::encodeULEB128(newSymbol[symbol], stream);
    });
    if (error)
      return error;
    changes.contents[section].assign(table.begin(), table.end());
    return Error::success();
  }

  // ---- the file ----

  /// Things in the order of the original: sections, and their headers. So each is where it was or
  /// before.
  Expected<ObjectBytes> layOut() {
    constexpr uint32_t theHeaders = 0;
    // Of an empty section and another thing at one offset the empty one is first, so that writing
    // an object again changes nothing.
    std::vector<std::tuple<uint64_t, bool, uint32_t>> blocks = {
        {elf.file.getHeader().e_shoff, true, theHeaders}};
    for (uint32_t i = 1; i < headers.size(); ++i)
      if (!changes.goes[i])
        blocks.push_back({elf.sections[i].sh_offset, !contentOf(i).empty(), i});
    llvm::sort(blocks);
    uint64_t end = sizeof(typename ELFT::Ehdr), headersBegin = 0;
    for (auto [was, hasContent, i] : blocks) {
      if (i == theHeaders) {
        headersBegin = llvm::alignTo(end, alignof64());
        end = headersBegin + uint64_t(sectionCount) * sizeof(Header);
        continue;
      }
      uint64_t size = contentOf(i).size();
      if (size != 0)
        end = llvm::alignTo(end, alignmentOf(i));
      headers[i].sh_offset = end;
      if (headers[i].sh_type != ELF::SHT_NOBITS && headers[i].sh_type != ELF::SHT_NULL)
        headers[i].sh_size = size;
      end += size;
    }
    ObjectBytes result;
    result.resize(end); // padding is zeros
    for (uint32_t i = 1; i < headers.size(); ++i)
      if (!changes.goes[i])
        if (Error error = copySection(i, result.data() + headers[i].sh_offset))
          return error;
    writeHeaders(result, headersBegin);
    return result;
  }

  /// What is not aligned in the original need not be in the result.
  uint64_t alignmentOf(uint32_t section) const {
    uint64_t offset = elf.sections[section].sh_offset;
    uint64_t alignment = headers[section].sh_addralign;
    if (!llvm::isPowerOf2_64(alignment))
      return 1;
    return offset == 0 ? alignment : std::min(alignment, offset & -offset);
  }

  Error copySection(uint32_t i, char *to) {
    StringRef content = contentOf(i);
    llvm::copy(content, to);
    if (!isRelocations(i) || keptSymbols.size() == elf.symbols.size())
      return Error::success();
    bool mips64 = elf.file.isMips64EL();
    auto renumber = [&](auto *relocation) {
      for (size_t n = content.size() / sizeof(*relocation); n > 0; --n, ++relocation)
        if (uint32_t symbol = relocation->getSymbol(mips64))
          relocation->setSymbolAndType(newSymbol[symbol], relocation->getType(mips64), mips64);
    };
    if (isIn(headers[i], ELF::SHT_RELA))
      renumber(reinterpret_cast<typename ELFT::Rela *>(to));
    else
      renumber(reinterpret_cast<typename ELFT::Rel *>(to));
    return Error::success();
  }

  /// Numbers that 16 bits do not hold are in the first section header (gABI, "Sections").
  void writeHeaders(ObjectBytes &result, uint64_t headersBegin) {
    typename ELFT::Ehdr header = elf.file.getHeader();
    uint32_t strings = newSection[sectionStrings()];
    bool manySections = sectionCount >= ELF::SHN_LORESERVE;
    bool farStrings = strings >= ELF::SHN_LORESERVE;
    header.e_shoff = headersBegin;
    header.e_shnum = manySections ? 0 : sectionCount;
    header.e_shstrndx = farStrings ? uint32_t(ELF::SHN_XINDEX) : strings;
    headers[0].sh_size = manySections ? sectionCount : 0;
    headers[0].sh_link = farStrings ? strings : 0;
    std::memcpy(result.data(), &header, sizeof header);
    char *to = result.data() + headersBegin;
    for (uint32_t i = 0; i < headers.size(); ++i)
      if (!changes.goes[i]) {
        std::memcpy(to, &headers[i], sizeof(Header));
        to += sizeof(Header);
      }
  }

  const StringRef bytes;
  const ElfObject<ELFT> &elf;
  const Edit &edit;
  ElfChanges<ELFT> changes;
  std::vector<Header> headers; ///< by old section, as they become
  std::vector<uint32_t> keptSymbols;
  std::vector<uint32_t> newSymbol;
  std::vector<uint32_t> newSection;
  uint32_t sectionCount = 0;
};

template <class ELFT> Expected<ObjectBytes> rewriteAs(StringRef bytes, const Edit &edit) {
  auto opened = openElf<ELFT>(bytes);
  if (!opened)
    return opened.takeError();
  return ElfSectionWriter<ELFT>(bytes, (*opened)->elf, edit).run();
}

} // namespace

Expected<ObjectBytes> rewriteElfSections(StringRef bytes, const Edit &edit) {
  using namespace llvm::object;
  return dispatchElf(bytes, rewriteAs<ELF32LE>, rewriteAs<ELF32BE>, rewriteAs<ELF64LE>,
                     rewriteAs<ELF64BE>, edit);
}

} // namespace armeld
