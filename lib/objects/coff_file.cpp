#include "objects/coff_file.h"

namespace armeld {

namespace COFF = llvm::COFF;
namespace endian = llvm::support::endian;
using llvm::object::coff_relocation;
using llvm::object::coff_section;

Error CoffFile::read(StringRef from) {
  bytes = from;
  for (auto step : {&CoffFile::readHeader, &CoffFile::readSectionTable, &CoffFile::readSymbolTable,
                    &CoffFile::readSections, &CoffFile::readSymbols})
    if (Error error = (this->*step)())
      return error;
  return Error::success();
}

Expected<StringRef> CoffFile::slice(uint64_t offset, uint64_t size, const Twine &what) const {
  if (offset > bytes.size() || size > bytes.size() - offset)
    return failure(what + " runs past the end of the file");
  return bytes.substr(offset, size);
}

Error CoffFile::readHeader() {
  using Small = llvm::object::coff_file_header;
  using Big = llvm::object::coff_bigobj_file_header;
  if (bytes.size() < sizeof(Small))
    return failure("is shorter than a COFF header");
  const auto *small = reinterpret_cast<const Small *>(bytes.data());
  isBig = small->Machine == COFF::IMAGE_FILE_MACHINE_UNKNOWN && small->NumberOfSections == 0xffff;
  if (isBig) {
    if (bytes.size() < sizeof(Big))
      return failure("is shorter than a COFF header");
    const auto *big = reinterpret_cast<const Big *>(bytes.data());
    machine = big->Machine;
    sectionCount = big->NumberOfSections;
    symbolTableOffset = big->PointerToSymbolTable;
    symbolCount = big->NumberOfSymbols;
    headerBytes = sizeof(Big);
    timeStampOffset = offsetof(Big, TimeDateStamp);
    symbolBytes = sizeof(llvm::object::coff_symbol32);
  } else {
    machine = small->Machine;
    sectionCount = small->NumberOfSections;
    symbolTableOffset = small->PointerToSymbolTable;
    symbolCount = small->NumberOfSymbols;
    characteristics = small->Characteristics;
    headerBytes = sizeof(Small) + small->SizeOfOptionalHeader;
    timeStampOffset = offsetof(Small, TimeDateStamp);
    symbolBytes = sizeof(llvm::object::coff_symbol16);
  }
  return Error::success();
}

Error CoffFile::readSectionTable() {
  Expected<StringRef> table =
      slice(headerBytes, uint64_t(sectionCount) * sizeof(coff_section), "the section table");
  if (!table)
    return table.takeError();
  const auto *headers = reinterpret_cast<const coff_section *>(table->data());
  sections.resize(sectionCount);
  for (uint32_t i = 0; i < sectionCount; ++i)
    sections[i].header = headers + i;
  return Error::success();
}

Error CoffFile::readSymbolTable() {
  if (symbolTableOffset == 0) {
    symbolCount = 0;
    return Error::success();
  }
  uint64_t tableBytes = uint64_t(symbolCount) * symbolBytes;
  Expected<StringRef> records = slice(symbolTableOffset, tableBytes, "the symbol table");
  if (!records)
    return records.takeError();
  symbolTable = *records;
  // The string table follows the symbol table. It begins with its size, which includes itself.
  StringRef rest = bytes.drop_front(symbolTableOffset + tableBytes);
  if (rest.size() < 4)
    return Error::success(); // then no name can need it
  uint64_t stringBytes = std::max<uint32_t>(4, endian::read32le(rest.data()));
  if (stringBytes > rest.size())
    return failure("the string table runs past the end of the file");
  strings = rest.take_front(stringBytes);
  return Error::success();
}

Expected<StringRef> CoffFile::stringAt(uint64_t offset) const {
  if (offset < 4 || offset >= strings.size())
    return failure("a name stands outside of the string table");
  StringRef from = strings.drop_front(offset);
  size_t end = from.find('\0');
  if (end == StringRef::npos)
    return failure("a name runs past the end of the string table");
  return from.take_front(end);
}

Expected<StringRef> CoffFile::sectionName(const coff_section &header) const {
  StringRef name = upToNul({header.Name, COFF::NameSize});
  if (!name.consume_front("/"))
    return name;
  uint64_t offset = 0;
  if (name.consume_front("/")) {
    // "//" and six digits to the base 64, for tables that decimal digits do not reach into.
    for (char digit : name) {
      static constexpr StringRef digits =
          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
      size_t value = digits.find(digit);
      if (value == StringRef::npos)
        return failure("a section's name has no place in the string table");
      offset = offset * 64 + value;
    }
  } else if (name.getAsInteger(10, offset)) {
    return failure("a section's name has no place in the string table");
  }
  return stringAt(offset);
}

Error CoffFile::readSections() {
  for (uint32_t i = 0; i < sectionCount; ++i)
    if (Error error = readSection(i))
      return error;
  return Error::success();
}

Error CoffFile::readSection(uint32_t index) {
  CoffSection &section = sections[index];
  const coff_section &header = *section.header;
  Expected<StringRef> name = sectionName(header);
  if (!name)
    return name.takeError();
  section.name = *name;
  if (!(header.Characteristics & COFF::IMAGE_SCN_CNT_UNINITIALIZED_DATA) &&
      header.PointerToRawData) {
    Expected<StringRef> content =
        slice(header.PointerToRawData, header.SizeOfRawData, "section " + Twine(index + 1));
    if (!content)
      return content.takeError();
    section.content = *content;
  }
  return at("section " + Twine(index + 1), readRelocations(section));
}

Error CoffFile::readRelocations(CoffSection &section) const {
  const coff_section &header = *section.header;
  uint64_t count = header.NumberOfRelocations;
  if (count == 0)
    return Error::success();
  Expected<StringRef> table =
      slice(header.PointerToRelocations, count * sizeof(coff_relocation), "its relocations");
  if (!table)
    return table.takeError();
  size_t first = 0;
  if (header.hasExtendedRelocations()) {
    // The count exceeds 16 bits: the first record holds it, and includes itself.
    count = reinterpret_cast<const coff_relocation *>(table->data())->VirtualAddress;
    first = 1;
    if (count == 0)
      return failure("its relocations are too few");
    table = slice(header.PointerToRelocations, count * sizeof(coff_relocation), "its relocations");
    if (!table)
      return table.takeError();
  }
  const auto *relocations = reinterpret_cast<const coff_relocation *>(table->data());
  section.relocations = {relocations + first, relocations + count};
  return Error::success();
}

CoffSymbol CoffFile::recordAt(size_t index) const {
  StringRef record = symbolTable.substr(index * symbolBytes, symbolBytes);
  CoffSymbol symbol;
  symbol.nameField = record.take_front(COFF::NameSize);
  auto read = [&](const auto &from) {
    symbol.value = from.Value;
    symbol.type = from.Type;
    symbol.storageClass = from.StorageClass;
    symbol.auxiliaries = from.NumberOfAuxSymbols;
  };
  if (isBig) {
    const auto &from = *reinterpret_cast<const llvm::object::coff_symbol32 *>(record.data());
    read(from);
    symbol.section = int32_t(from.SectionNumber);
  } else {
    const auto &from = *reinterpret_cast<const llvm::object::coff_symbol16 *>(record.data());
    read(from);
    // Section numbers up to 0xfeff are numbers; above they are negative.
    uint16_t number = from.SectionNumber;
    symbol.section = number <= COFF::MaxNumberOfSections16 ? number : int16_t(number);
  }
  return symbol;
}

Error CoffFile::readSymbols() {
  symbols.resize(symbolCount);
  isRecord.assign(symbolCount, false);
  for (uint32_t i = 0; i < symbolCount; ++i) {
    CoffSymbol symbol = recordAt(i);
    if (symbol.auxiliaries >= symbolCount - i)
      return failure("symbol " + Twine(i) + "'s auxiliary records run past the symbol table");
    if (symbol.section > 0 && uint32_t(symbol.section) > sectionCount)
      return failure("symbol " + Twine(i) + " is in section " + Twine(symbol.section) + " of " +
                     Twine(sectionCount));
    symbol.auxiliary = symbolTable.substr((i + 1) * symbolBytes, symbol.auxiliaries * symbolBytes);
    symbols[i] = symbol;
    isRecord[i] = true;
    i += symbol.auxiliaries;
  }
  return Error::success();
}

Expected<StringRef> CoffFile::nameOf(const CoffSymbol &symbol) const {
  if (endian::read32le(symbol.nameField.data()) == 0)
    return stringAt(endian::read32le(symbol.nameField.data() + 4));
  return upToNul(symbol.nameField);
}

std::optional<uint32_t> CoffFile::comdatRoot(uint32_t index) const {
  for (int steps = 0; steps < 100; ++steps) {
    const CoffSection &section = sections[index];
    if (section.selection != COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE)
      return index;
    if (section.parent == 0 || section.parent > sectionCount)
      return std::nullopt;
    index = section.parent - 1;
  }
  return std::nullopt;
}

} // namespace armeld
