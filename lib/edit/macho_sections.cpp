// Removes sections from Mach-O objects.
//
// Sources: see objects/macho_tables.h. What is debug information is what Apple's strip(1) and
// llvm-strip remove with -S.
#include "edit/macho_sections.h"
#include "edit/elf_strings.h"
#include "objects/macho_tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

/// Sections of __LLVM that compilers fill and linkers skip: of Clang and rustc, of Swift, of Clang
/// for assembly, and of ld -r. Others of that segment are for linkers.
static bool isBitcode(StringRef segment, StringRef name) {
  static constexpr StringRef names[] = {"__bitcode", "__cmdline", "__swift_cmdline", "__asm",
                                        "__bundle"};
  return segment == "__LLVM" && llvm::is_contained(names, name);
}

namespace {

class MachOStripper {
public:
  MachOStripper(const MachOTables &tables, const Edit &edit)
      : tables(tables), width(tables.width), edit(edit), strings(tables.strings) {}

  Expected<ObjectBytes> run() {
    chooseSections();
    if (Error error = chooseSymbols())
      return error;
    writeCommands();
    for (auto step : {&MachOStripper::writeContents, &MachOStripper::writeRelocations})
      if (Error error = (this->*step)())
        return error;
    writeTables();
    for (auto step : {&MachOStripper::writeSymbols, &MachOStripper::writeIndirect,
                      &MachOStripper::writeStrings})
      if (Error error = (this->*step)())
        return error;
    if (result.size() > UINT32_MAX)
      return failure("would get larger than 4 GB");
    return std::move(result);
  }

private:
  // ---- what stays ----

  void chooseSections() {
    numbers.assign(tables.sections.size() + 1, 0);
    for (size_t s = 0; s < tables.sections.size(); ++s) {
      const MachOTables::Section &section = tables.sections[s];
      bool goes = (edit.strip_debug && section.segment == "__DWARF") ||
                  (edit.drop_bitcode && isBitcode(section.segment, section.name));
      if (goes)
        continue;
      left.push_back(s);
      numbers[s + 1] = uint8_t(left.size());
    }
  }

  bool isInGone(uint32_t section) const { return section != 0 && numbers[section] == 0; }

  Error chooseSymbols() {
    for (const MachOTables::Symbol &symbol : tables.symbols) {
      bool goes = (edit.strip_debug && symbol.isStab()) ||
                  (symbol.hasSection() && isInGone(symbol.section));
      if (goes && !symbol.isStab() && (symbol.type & MachO::N_EXT))
        return failure("symbol '" + shown(tables.nameAt(symbol.name)) +
                       "' is defined in a section that is to be removed");
      indices.push_back(count);
      isLeft.push_back(!goes);
      count += goes ? 0 : 1;
    }
    indices.push_back(count);
    return Error::success();
  }

  Expected<uint32_t> moved(uint32_t symbol) const {
    if (!isLeft[symbol])
      return failure("symbol '" + shown(tables.nameAt(tables.symbols[symbol].name)) +
                     "' is to be removed, and something that stays refers to it");
    return indices[symbol];
  }

  // ---- the file ----

  void put32(uint64_t offset, uint64_t value) {
    endian::write32le(result.data() + offset, uint32_t(value));
  }
  void putWord(uint64_t offset, uint64_t value) {
    if (width.word == 8)
      endian::write64le(result.data() + offset, value);
    else
      put32(offset, value);
  }

  /// Where the part begins in the file.
  uint64_t append(StringRef part, uint64_t alignment) {
    if (!part.empty())
      result.resize(llvm::alignTo(result.size(), alignment));
    uint64_t offset = result.size();
    result.append(part.begin(), part.end());
    return offset;
  }

  /// Where something of the load commands is that was at `offset`.
  uint64_t newOffset(uint64_t offset) const {
    bool isBehind = tables.segment != 0 && offset > tables.segment;
    return offset - (isBehind ? uint64_t(tables.sections.size() - left.size()) * width.section : 0);
  }
  uint64_t headerOf(size_t newSection) const {
    return tables.segment + width.segment + newSection * width.section;
  }

  void writeCommands() {
    StringRef bytes = tables.bytes.take_front(tables.commandsEnd);
    if (tables.segment == 0) {
      result.assign(bytes.begin(), bytes.end());
      return;
    }
    uint64_t headers = tables.segment + width.segment;
    uint64_t end = headers + tables.sections.size() * width.section;
    result.append(bytes.begin(), bytes.begin() + ptrdiff_t(headers));
    for (size_t s : left) {
      StringRef header = bytes.substr(tables.sections[s].headerOffset, width.section);
      result.append(header.begin(), header.end());
    }
    result.append(bytes.begin() + ptrdiff_t(end), bytes.end());
    put32(tables.segment + offsetof(MachO::load_command, cmdsize),
          width.segment + left.size() * width.section);
    put32(tables.segment + width.sectionCount, left.size());
    put32(offsetof(MachO::mach_header, sizeofcmds), result.size() - width.header);
  }

  Error writeContents() {
    if (tables.segment == 0)
      return Error::success();
    uint64_t base = tables.readWord(tables.segment + width.segmentSize - width.word);
    uint64_t begin = result.size(), end = base;
    for (size_t i = 0; i < left.size(); ++i) {
      const MachOTables::Section &section = tables.sections[left[i]];
      end = std::max(end, section.address + section.size);
      if (section.isZerofill)
        continue;
      uint64_t offset = append(section.content, uint64_t(1) << std::min(section.alignment, 3u));
      put32(headerOf(i) + width.sectionOffset, offset);
      if (MachOTables::isCallGraph(section))
        if (Error error = moveCalls(offset, section.size))
          return error;
    }
    for (size_t s : left)
      if (tables.sections[s].isOddZerofill && tables.sections[s].size > result.size() - begin)
        return failure("section '" + shown(tables.sections[s].name) +
                       "' would be larger than the segment's content, and LLVM would not read it");
    putWord(tables.segment + width.segmentSize, end - base);
    putWord(tables.segment + width.segmentFileOffset, begin);
    putWord(tables.segment + width.segmentFileSize, result.size() - begin);
    return Error::success();
  }

  Error moveCalls(uint64_t offset, uint64_t size) {
    for (uint64_t entry = offset; entry < offset + size; entry += MachOTables::callBytes)
      for (uint64_t field : {entry, entry + 4}) {
        Expected<uint32_t> symbol = moved(endian::read32le(result.data() + field));
        if (!symbol)
          return symbol.takeError();
        put32(field, *symbol);
      }
    return Error::success();
  }

  Error writeRelocations() {
    for (size_t i = 0; i < left.size(); ++i) {
      StringRef records = tables.sections[left[i]].relocations;
      uint64_t offset = append(records, width.word);
      put32(headerOf(i) + width.relocationOffset, records.empty() ? 0 : offset);
      for (size_t r = 0; r < records.size(); r += 8)
        if (Error error = moveRelocation(records.substr(r, 8), offset + r))
          return at("section '" + shown(tables.sections[left[i]].name) + "'", std::move(error));
    }
    return Error::success();
  }

  Error moveRelocation(StringRef record, uint64_t offset) {
    MachOTables::Target target = tables.targetOf(record);
    uint32_t number = 0;
    switch (target.kind) {
    case MachOTables::Target::none:
      return Error::success();
    case MachOTables::Target::address:
      for (size_t s = 0; s < tables.sections.size(); ++s)
        if (isInGone(uint32_t(s + 1)) && target.number >= tables.sections[s].address &&
            target.number - tables.sections[s].address < tables.sections[s].size)
          return failure("refers to a section that is to be removed");
      return Error::success();
    case MachOTables::Target::section:
      if (isInGone(target.number))
        return failure("refers to a section that is to be removed");
      number = numbers[target.number];
      break;
    case MachOTables::Target::symbol: {
      Expected<uint32_t> symbol = moved(target.number);
      if (!symbol)
        return symbol.takeError();
      number = *symbol;
    }
    }
    put32(offset + 4, (endian::read32le(record.data() + 4) & 0xff000000) | number);
    return Error::success();
  }

  /// Lists of places in the code, which stay where they are.
  void writeTables() {
    for (const MachOTables::Command &command : tables.commands)
      if (MachOTables::hasTable(command.kind))
        put32(newOffset(command.offset) + offsetof(MachO::linkedit_data_command, dataoff),
              append(tables.tableOf(command), 8));
  }

  // ---- symbols ----

  Error writeSymbols() {
    if (tables.symtab == 0)
      return Error::success();
    for (size_t i = 0; i < tables.symbols.size(); ++i) {
      if (!isLeft[i])
        continue;
      strings.use(tables.symbols[i].name);
      if (tables.symbols[i].isAlias())
        strings.use(tables.symbols[i].value);
    }
    if (!tables.strings.empty())
      if (Error error = strings.compact())
        return error;
    result.resize(llvm::alignTo(result.size(), 8));
    uint64_t begin = result.size();
    for (size_t i = 0; i < tables.symbols.size(); ++i)
      if (isLeft[i])
        moveSymbol(tables.symbols[i],
                   append(tables.symbolTable.substr(i * width.symbol, width.symbol), 1));
    put32(newOffset(tables.symtab) + offsetof(MachO::symtab_command, symoff), begin);
    put32(newOffset(tables.symtab) + offsetof(MachO::symtab_command, nsyms), count);
    writeCounts();
    return Error::success();
  }

  void moveSymbol(const MachOTables::Symbol &symbol, uint64_t offset) {
    put32(offset, strings.moved(symbol.name));
    if (symbol.hasSection())
      result[offset + offsetof(MachO::nlist, n_sect)] = char(numbers[symbol.section]);
    if (symbol.isAlias())
      putWord(offset + offsetof(MachO::nlist, n_value), strings.moved(symbol.value));
  }

  /// LC_DYSYMTAB counts local symbols, external ones and undefined ones, with their first ones. It
  /// has places of empty tables, too.
  void writeCounts() {
    if (tables.dysymtab == 0)
      return;
    for (size_t field : {offsetof(MachO::dysymtab_command, ilocalsym),
                         offsetof(MachO::dysymtab_command, iextdefsym),
                         offsetof(MachO::dysymtab_command, iundefsym)}) {
      uint32_t first = tables.read32(tables.dysymtab + field);
      uint32_t end = first + tables.read32(tables.dysymtab + field + 4);
      put32(newOffset(tables.dysymtab) + field, indices[first]);
      put32(newOffset(tables.dysymtab) + field + 4, indices[end] - indices[first]);
    }
    for (size_t field : unusedTablePlaces)
      put32(newOffset(tables.dysymtab) + field, 0);
  }

  Error writeIndirect() {
    if (tables.indirect.empty())
      return Error::success();
    uint64_t offset = append(tables.indirect, 4);
    put32(newOffset(tables.dysymtab) + offsetof(MachO::dysymtab_command, indirectsymoff), offset);
    constexpr uint32_t none = MachO::INDIRECT_SYMBOL_LOCAL | MachO::INDIRECT_SYMBOL_ABS;
    for (size_t i = 0; i < tables.indirect.size(); i += 4) {
      uint32_t index = endian::read32le(tables.indirect.data() + i);
      if (index & none)
        continue;
      Expected<uint32_t> symbol = moved(index);
      if (!symbol)
        return symbol.takeError();
      put32(offset + i, *symbol);
    }
    return Error::success();
  }

  Error writeStrings() {
    if (tables.symtab == 0)
      return Error::success();
    uint64_t begin = append(StringRef(strings.bytes.data(), strings.bytes.size()), 1);
    // Apple's archives hold members whose size is a multiple of 8.
    result.resize(llvm::alignTo(result.size(), 8));
    put32(newOffset(tables.symtab) + offsetof(MachO::symtab_command, stroff), begin);
    put32(newOffset(tables.symtab) + offsetof(MachO::symtab_command, strsize),
          result.size() - begin);
    return Error::success();
  }

  const MachOTables &tables;
  const MachOWidth &width;
  const Edit &edit;
  CompactedStrings strings;
  std::vector<size_t> left;      ///< sections, from 0
  std::vector<uint8_t> numbers;  ///< of sections, from 1: the new one, or 0
  std::vector<bool> isLeft;      ///< by symbol
  std::vector<uint32_t> indices; ///< by symbol: how many are left before it
  uint32_t count = 0;            ///< of symbols that are left
  ObjectBytes result;
};

} // namespace

Expected<ObjectBytes> stripMachO(StringRef bytes, const Edit &edit) {
  MachOTables tables;
  if (Error error = tables.read(bytes))
    return error;
  return MachOStripper(tables, edit).run();
}

} // namespace armeld
