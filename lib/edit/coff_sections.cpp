// Writes COFF objects with sections removed.
//
// Source: see objects/coff_file.h; for auxiliary records, "Auxiliary Symbol Records"; for sections
// that list symbols by index, coff_symbol_lists.h.
#include "edit/coff_sections.h"
#include "edit/coff_names.h"
#include "edit/coff_removal.h"
#include "edit/coff_symbol_lists.h"
#include "objects/inspect.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CRC.h"

#include <deque>

namespace armeld {

namespace COFF = llvm::COFF;
namespace endian = llvm::support::endian;
using llvm::object::coff_aux_bf_and_ef_symbol;
using llvm::object::coff_aux_clr_token;
using llvm::object::coff_aux_function_definition;
using llvm::object::coff_aux_section_definition;
using llvm::object::coff_aux_weak_external;
using llvm::object::coff_bigobj_file_header;
using llvm::object::coff_file_header;
using llvm::object::coff_relocation;
using llvm::object::coff_section;

static constexpr size_t lineNumberBytes = 6;
static constexpr uint32_t manyRelocations = UINT16_MAX; // that 16 bits do not count

static uint32_t crc(StringRef content) {
  llvm::JamCRC sum(0);
  sum.update(llvm::arrayRefFromStringRef(content));
  return sum.getCRC();
}

namespace {

/// A section as it will be in the file.
struct NewSection {
  uint32_t old = 0; ///< index in the original
  StringRef content;
  uint32_t contentOffset = 0;
  uint32_t relocations = 0; ///< without the one that counts them
  uint32_t relocationsOffset = 0;
  StringRef lines;
  uint32_t linesOffset = 0;

  bool countsItself() const { return relocations >= manyRelocations; }
};

/// What is in a symbol's auxiliary records.
enum class Auxiliary { none, weakExternal, section, function, lines, clrToken, unknown };

Auxiliary kindOf(const CoffSymbol &symbol) {
  if (symbol.auxiliaries == 0 || symbol.isSourceFile())
    return Auxiliary::none;
  if (symbol.auxiliaries > 1)
    return Auxiliary::unknown;
  switch (symbol.storageClass) {
  case COFF::IMAGE_SYM_CLASS_WEAK_EXTERNAL:
    return Auxiliary::weakExternal;
  case COFF::IMAGE_SYM_CLASS_FUNCTION:
    return Auxiliary::lines;
  case COFF::IMAGE_SYM_CLASS_CLR_TOKEN:
    return Auxiliary::clrToken;
  case COFF::IMAGE_SYM_CLASS_STATIC:
  case COFF::IMAGE_SYM_CLASS_EXTERNAL:
    if (definesSection(symbol))
      return Auxiliary::section;
    return symbol.section > 0 && (symbol.type & 0xf0) >> COFF::SCT_COMPLEX_TYPE_SHIFT ==
                                     COFF::IMAGE_SYM_DTYPE_FUNCTION
               ? Auxiliary::function
               : Auxiliary::unknown;
  default:
    return Auxiliary::unknown;
  }
}

class CoffSectionWriter {
public:
  CoffSectionWriter(const CoffFile &file, const CoffRemoval &removal)
      : file(file), removal(removal), names(file.strings) {}

  Expected<ObjectBytes> run() {
    for (auto step : {&CoffSectionWriter::refuseUnknown, &CoffSectionWriter::number,
                      &CoffSectionWriter::chooseContents, &CoffSectionWriter::collectNames,
                      &CoffSectionWriter::layOut, &CoffSectionWriter::writeSections,
                      &CoffSectionWriter::writeSymbols})
      if (Error error = (this->*step)())
        return error;
    writeHeader();
    return std::move(result);
  }

private:
  // ---- what armeld does not know ----

  Error refuseUnknown() {
    if (file.isBig) {
      const auto &header = *reinterpret_cast<const coff_bigobj_file_header *>(file.bytes.data());
      if (header.unused3 != 0) // MetaDataSize
        return failure("has CLR metadata");
    }
    for (uint32_t i = 0; i < file.sectionCount; ++i) {
      if (removal.sectionGoes[i])
        continue;
      // Checksums of all sections, by their numbers
      if (file.sections[i].name == ".chks64")
        return failure(coffSectionPlace(file, i) + " depends on all others, and stays");
      if (Error error = refusePairs(i))
        return error;
    }
    return Error::success();
  }

  /// The second of a pair of relocations has no symbol.
  Error refusePairs(uint32_t i) const {
    if (file.machine == COFF::IMAGE_FILE_MACHINE_ARMNT)
      for (const coff_relocation &relocation : file.sections[i].relocations)
        if (relocation.Type == COFF::IMAGE_REL_ARM_PAIR)
          return failure(coffSectionPlace(file, i) + " has a relocation of type " +
                         Twine(relocation.Type) + ", which armeld does not know");
    return Error::success();
  }

  // ---- numbers ----

  Error number() {
    newNumber.resize(file.sectionCount);
    for (uint32_t i = 0; i < file.sectionCount; ++i)
      if (!removal.sectionGoes[i]) {
        sections.emplace_back().old = i;
        newNumber[i] = uint32_t(sections.size());
      }
    newIndex.resize(file.symbolCount + size_t(1));
    for (uint32_t i = 0; i < file.symbolCount; ++i) {
      newIndex[i] = newSymbolCount;
      if (file.isRecord[i] && !removal.symbolGoes[i])
        newSymbolCount += 1 + file.symbols[i].auxiliaries;
    }
    newIndex[file.symbolCount] = newSymbolCount;
    return Error::success();
  }

  bool stays(uint32_t symbol) const {
    return file.hasSymbol(symbol) && !removal.symbolGoes[symbol];
  }

  // ---- contents ----

  Error chooseContents() {
    for (NewSection &section : sections) {
      const CoffSection &old = file.sections[section.old];
      section.content = old.content;
      if (Error error = renumberList(section))
        return at(coffSectionPlace(file, section.old), std::move(error));
      section.relocations = removal.relocationsLeft[section.old];
      if (old.header->NumberOfLinenumbers == 0)
        continue;
      Expected<StringRef> lines =
          file.slice(old.header->PointerToLinenumbers,
                     old.header->NumberOfLinenumbers * lineNumberBytes, "line numbers");
      if (!lines)
        return lines.takeError();
      section.lines = *lines;
    }
    return Error::success();
  }

  /// If the section lists symbols, they have other numbers now.
  Error renumberList(NewSection &section) {
    const CoffSection &old = file.sections[section.old];
    if (!isCoffSymbolList(old.name) || old.content.empty())
      return Error::success();
    if (!old.relocations.empty())
      return failure("lists symbols, and has relocations");
    Expected<std::string> list =
        renumberedCoffList(old.name, old.content, [&](uint32_t index) -> SymbolInList {
          if (!file.hasSymbol(index))
            return {SymbolInList::missing};
          return removal.symbolGoes[index] ? SymbolInList{SymbolInList::removed}
                                           : SymbolInList{SymbolInList::present, newIndex[index]};
        });
    if (!list)
      return list.takeError();
    lists.push_back(std::move(*list));
    section.content = lists.back();
    return Error::success();
  }

  bool hasNewContent(const NewSection &section) const {
    StringRef old = file.sections[section.old].content;
    return section.content.data() != old.data() && section.content != old;
  }

  // ---- names ----

  /// Calls `body` with the place of the symbol's name in the string table, if it has one there.
  template <class Body> static void withPlace(const CoffSymbol &symbol, Body body) {
    if (endian::read32le(symbol.nameField.data()) == 0)
      body(endian::read32le(symbol.nameField.data() + 4));
  }

  /// Where the section's name is in the string table; 0 if it is in the header.
  uint32_t placeOfName(const NewSection &section) const {
    const CoffSection &old = file.sections[section.old];
    bool isElsewhere = old.header->Name[0] == '/';
    return isElsewhere ? uint32_t(old.name.data() - file.strings.data()) : 0;
  }

  Error collectNames() {
    for (const NewSection &section : sections)
      if (uint32_t place = placeOfName(section))
        names.use(place);
    for (uint32_t i = 0; i < file.symbolCount; ++i)
      if (stays(i))
        withPlace(file.symbols[i], [&](uint32_t place) { names.use(place); });
    return names.compact();
  }

  // ---- places ----

  Error layOut() {
    uint64_t end = file.headerBytes + sections.size() * sizeof(coff_section);
    auto take = [&](uint64_t bytes) {
      uint64_t begin = end;
      end += bytes;
      return bytes == 0 ? 0 : uint32_t(begin);
    };
    for (NewSection &section : sections) {
      section.contentOffset = take(section.content.size());
      section.relocationsOffset =
          take((section.relocations + uint64_t(section.countsItself())) * sizeof(coff_relocation));
      section.linesOffset = take(section.lines.size());
    }
    symbolsOffset = end;
    if (file.symbolTableOffset != 0)
      end += newSymbolCount * file.symbolBytes;
    // Without names the table may be missing, as it may have been.
    if (!file.strings.empty())
      end += names.bytes.size();
    if (end > std::min<uint64_t>(file.bytes.size(), UINT32_MAX))
      return failure("its sections overlap");
    result.resize(end);
    return Error::success();
  }

  // ---- writing ----

  void put(uint64_t offset, StringRef bytes) {
    if (!bytes.empty())
      llvm::copy(bytes, result.data() + offset);
  }

  template <class Record> Record *recordAt(uint64_t offset) {
    return reinterpret_cast<Record *>(result.data() + offset);
  }

  Error writeSections() {
    uint64_t offset = file.headerBytes;
    for (const NewSection &section : sections) {
      if (Error error = writeSectionHeader(section, *recordAt<coff_section>(offset)))
        return error;
      offset += sizeof(coff_section);
      put(section.contentOffset, section.content);
      writeRelocations(section);
      if (Error error = writeLines(section))
        return at(coffSectionPlace(file, section.old), std::move(error));
    }
    return Error::success();
  }

  Error writeSectionHeader(const NewSection &section, coff_section &header) {
    const coff_section &old = *file.sections[section.old].header;
    header = old;
    if (uint32_t place = placeOfName(section)) {
      std::memset(header.Name, 0, sizeof header.Name);
      if (!COFF::encodeSectionName(header.Name, names.moved(place)))
        return failure("its string table would get larger than 64 GB");
    }
    if (hasNewContent(section))
      header.SizeOfRawData = uint32_t(section.content.size());
    header.PointerToRawData = section.contentOffset;
    header.PointerToRelocations = section.relocationsOffset;
    header.PointerToLinenumbers = section.linesOffset;
    header.NumberOfRelocations = uint16_t(std::min(section.relocations, manyRelocations));
    header.Characteristics = old.Characteristics & ~uint32_t(COFF::IMAGE_SCN_LNK_NRELOC_OVFL);
    if (section.countsItself())
      header.Characteristics = header.Characteristics | COFF::IMAGE_SCN_LNK_NRELOC_OVFL;
    return Error::success();
  }

  void writeRelocations(const NewSection &section) {
    auto *to = recordAt<coff_relocation>(section.relocationsOffset);
    if (section.countsItself()) {
      to->VirtualAddress = section.relocations + 1;
      ++to;
    }
    for (const coff_relocation &from : file.sections[section.old].relocations) {
      if (!stays(from.SymbolTableIndex))
        continue;
      *to = from;
      to->SymbolTableIndex = newIndex[from.SymbolTableIndex];
      ++to;
    }
  }

  /// A line number of 0 marks the start of a function; then there is a symbol instead of an
  /// address.
  Error writeLines(const NewSection &section) {
    put(section.linesOffset, section.lines);
    for (size_t offset = 0; offset < section.lines.size(); offset += lineNumberBytes) {
      if (endian::read16le(section.lines.data() + offset + 4) != 0)
        continue;
      uint32_t symbol = endian::read32le(section.lines.data() + offset);
      if (!stays(symbol))
        return failure("a line number has symbol " + Twine(symbol) + ", which is not there");
      endian::write32le(result.data() + section.linesOffset + offset, newIndex[symbol]);
    }
    return Error::success();
  }

  Error writeSymbols() {
    uint64_t offset = symbolsOffset;
    for (uint32_t i = 0; i < file.symbolCount; ++i) {
      if (!stays(i))
        continue;
      const CoffSymbol &symbol = file.symbols[i];
      size_t recordsBytes = (1 + size_t(symbol.auxiliaries)) * file.symbolBytes;
      put(offset, file.symbolTable.substr(i * file.symbolBytes, recordsBytes));
      withPlace(symbol, [&](uint32_t place) {
        endian::write32le(result.data() + offset + 4, names.moved(place));
      });
      if (symbol.section > 0)
        writeSectionNumber(offset, newNumber[uint32_t(symbol.section) - 1]);
      // Where debuggers find the next one
      if (symbol.isSourceFile() && symbol.value <= file.symbolCount)
        recordAt<llvm::object::coff_symbol16>(offset)->Value = newIndex[symbol.value];
      else if (Error error = writeAuxiliary(symbol, offset))
        return at(coffSymbolPlace(file, i), std::move(error));
      offset += recordsBytes;
    }
    if (!file.strings.empty())
      put(offset, names.bytes);
    return Error::success();
  }

  void writeSectionNumber(uint64_t record, uint32_t number) {
    if (file.isBig)
      recordAt<llvm::object::coff_symbol32>(record)->SectionNumber = number;
    else
      recordAt<llvm::object::coff_symbol16>(record)->SectionNumber = uint16_t(number);
  }

  /// Changes the numbers in the auxiliary records of a symbol whose records are at `record`.
  Error writeAuxiliary(const CoffSymbol &symbol, uint64_t record) {
    uint64_t auxiliary = record + file.symbolBytes;
    switch (kindOf(symbol)) {
    case Auxiliary::none:
      return Error::success();
    case Auxiliary::weakExternal:
      return renumber(recordAt<coff_aux_weak_external>(auxiliary)->TagIndex);
    case Auxiliary::section:
      return writeDefinition(symbol, *recordAt<coff_aux_section_definition>(auxiliary));
    case Auxiliary::clrToken:
      return renumber(recordAt<coff_aux_clr_token>(auxiliary)->SymbolTableIndex);
    case Auxiliary::function:
      return writeFunction(symbol, *recordAt<coff_aux_function_definition>(auxiliary));
    case Auxiliary::lines: {
      auto &lines = *recordAt<coff_aux_bf_and_ef_symbol>(auxiliary);
      lines.PointerToNextFunction = nextOf(lineSymbols, symbol, lines.PointerToNextFunction);
      return Error::success();
    }
    case Auxiliary::unknown:
      break;
    }
    return failure("has an auxiliary record that armeld does not know");
  }

  /// A symbol that something needs.
  Error renumber(llvm::support::ulittle32_t &index) const {
    if (!stays(index))
      return failure("refers to symbol " + Twine(index) + ", which is not there");
    index = newIndex[index];
    return Error::success();
  }

  /// The first symbol of the kind of `symbol`, from `index` on, that stays; 0 if there is none.
  /// `kind` takes those of the kind.
  uint32_t nextOf(std::vector<uint32_t> &kind, const CoffSymbol &symbol, uint32_t index) const {
    if (index == 0)
      return 0;
    if (kind.empty())
      for (uint32_t i = 0; i < file.symbolCount; ++i)
        if (stays(i) && kindOf(file.symbols[i]) == kindOf(symbol))
          kind.push_back(i);
    auto next = llvm::lower_bound(kind, index);
    return next == kind.end() ? 0 : newIndex[*next];
  }

  Error writeFunction(const CoffSymbol &symbol, coff_aux_function_definition &function) {
    if (function.TagIndex != 0)
      if (Error error = renumber(function.TagIndex))
        return error;
    function.PointerToNextFunction = nextOf(functions, symbol, function.PointerToNextFunction);
    if (function.PointerToLinenumber == 0)
      return Error::success();
    const NewSection &section = sections[newNumber[uint32_t(symbol.section) - 1] - 1];
    uint32_t oldLines = file.sections[section.old].header->PointerToLinenumbers;
    uint32_t distance = function.PointerToLinenumber - oldLines;
    if (function.PointerToLinenumber < oldLines || distance >= section.lines.size())
      return failure("its line numbers are not those of its section");
    function.PointerToLinenumber = section.linesOffset + distance;
    return Error::success();
  }

  Error writeDefinition(const CoffSymbol &symbol, coff_aux_section_definition &definition) {
    uint32_t old = uint32_t(symbol.section) - 1;
    const NewSection &section = sections[newNumber[old] - 1];
    if (hasNewContent(section)) {
      definition.Length = uint32_t(section.content.size());
      // Zero stands for "not computed".
      bool isKnown = definition.CheckSum == crc(file.sections[old].content);
      definition.CheckSum = isKnown ? crc(section.content) : 0;
    }
    definition.NumberOfRelocations = uint16_t(std::min(section.relocations, manyRelocations));
    bool isAssociative = definition.Selection == COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE &&
                         (file.sections[old].header->Characteristics & COFF::IMAGE_SCN_LNK_COMDAT);
    uint32_t number = uint32_t(definition.getNumber(file.isBig));
    if (isAssociative) {
      if (number == 0 || number > file.sectionCount || removal.sectionGoes[number - 1])
        return failure("is associated with section " + Twine(number) + ", which is not there");
      number = newNumber[number - 1];
    } else if (number != 0) {
      number = newNumber[old];
    }
    definition.NumberLowPart = uint16_t(number);
    if (file.isBig)
      definition.NumberHighPart = uint16_t(number >> 16);
    return Error::success();
  }

  void writeHeader() {
    put(0, file.bytes.take_front(file.headerBytes));
    uint32_t symbols = file.symbolTableOffset == 0 ? 0 : uint32_t(symbolsOffset);
    auto write = [&](auto &header) {
      header.NumberOfSections = uint32_t(sections.size());
      header.PointerToSymbolTable = symbols;
      header.NumberOfSymbols = newSymbolCount;
    };
    if (file.isBig)
      write(*recordAt<coff_bigobj_file_header>(0));
    else
      write(*recordAt<coff_file_header>(0));
  }

  const CoffFile &file;
  const CoffRemoval &removal;
  CoffNames names;
  std::vector<NewSection> sections;
  std::vector<uint32_t> newNumber; ///< of sections, by index; 0 if it goes
  std::vector<uint32_t> newIndex;  ///< by record; of what goes, that of the next one that stays
  uint32_t newSymbolCount = 0;     ///< records
  std::deque<std::string> lists;   ///< new contents
  uint64_t symbolsOffset = 0;
  std::vector<uint32_t> functions;   ///< symbols that stay and have such an auxiliary record, ...
  std::vector<uint32_t> lineSymbols; ///< ... if anybody asks for them
  ObjectBytes result;
};

} // namespace

/// What takes more room than the file has would take more still when it is written.
static Error refuseOverlaps(const CoffFile &file) {
  uint64_t bytes = file.headerBytes + file.sections.size() * sizeof(coff_section) +
                   file.symbolTable.size() + file.strings.size();
  for (const CoffSection &section : file.sections)
    bytes += section.content.size() + section.header->NumberOfLinenumbers * lineNumberBytes +
             (section.relocations.size() + section.header->hasExtendedRelocations()) *
                 sizeof(coff_relocation);
  return bytes > file.bytes.size() ? failure("its sections overlap") : Error::success();
}

static Error refuseMachine(const CoffFile &file) {
  switch (file.machine) {
  case COFF::IMAGE_FILE_MACHINE_AMD64:
  case COFF::IMAGE_FILE_MACHINE_I386:
  case COFF::IMAGE_FILE_MACHINE_ARM64:
  case COFF::IMAGE_FILE_MACHINE_ARMNT:
    return Error::success();
  default:
    return failure("sections of objects for " + coffMachineName(file.machine) +
                   " cannot be removed");
  }
}

Expected<ObjectBytes> rewriteCoffSections(StringRef bytes, const Edit &edit) {
  if (edit.compress_debug)
    return failure("its debug information cannot be compressed: no linker for COFF reads "
                   "compressed debug sections");
  CoffFile file;
  if (Error error = file.read(bytes))
    return error;
  if (Error error = refuseMachine(file))
    return error;
  if (Error error = refuseOverlaps(file))
    return error;
  Expected<CoffRemoval> removal = chooseCoffRemoval(file, edit);
  if (!removal)
    return removal.takeError();
  if (removal->isEmpty())
    return ObjectBytes(bytes.begin(), bytes.end());
  return CoffSectionWriter(file, *removal).run();
}

} // namespace armeld
