#include "objects/macho_tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

#include <optional>

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

template <class Header, class Nlist, class Segment, class Section>
static constexpr MachOWidth widthOf(uint32_t word) {
  return {word,
          sizeof(Header),
          sizeof(Nlist),
          sizeof(Segment),
          offsetof(Segment, vmsize),
          offsetof(Segment, fileoff),
          offsetof(Segment, filesize),
          offsetof(Segment, nsects),
          sizeof(Section),
          offsetof(Section, size),
          offsetof(Section, offset),
          offsetof(Section, reloff)};
}

static StringRef upToNul(StringRef field) { return field.take_front(field.find('\0')); }

uint32_t MachOTables::read32(uint64_t offset) const {
  return endian::read32le(bytes.data() + offset);
}

uint64_t MachOTables::readWord(uint64_t offset) const {
  return width.word == 8 ? endian::read64le(bytes.data() + offset) : read32(offset);
}

StringRef MachOTables::nameAt(uint64_t offset) const { return upToNul(strings.drop_front(offset)); }

Error MachOTables::read(StringRef object) {
  bytes = object;
  if (bytes.size() < sizeof(MachO::mach_header_64))
    return failure("is shorter than a Mach-O header");
  machine = read32(offsetof(MachO::mach_header, cputype));
  bool isWide = read32(0) == MachO::MH_MAGIC_64;
  static constexpr uint32_t known[] = {MachO::CPU_TYPE_X86_64, MachO::CPU_TYPE_ARM64,
                                       MachO::CPU_TYPE_I386, MachO::CPU_TYPE_ARM,
                                       MachO::CPU_TYPE_ARM64_32};
  if ((!isWide && read32(0) != MachO::MH_MAGIC) || !llvm::is_contained(known, machine))
    return failure("is a Mach-O object for a machine of which armeld removes no sections");
  width =
      isWide ? widthOf<MachO::mach_header_64, MachO::nlist_64, MachO::segment_command_64,
                       MachO::section_64>(8)
             : widthOf<MachO::mach_header, MachO::nlist, MachO::segment_command, MachO::section>(4);
  uint64_t commandsBytes = read32(offsetof(MachO::mach_header, sizeofcmds));
  Expected<StringRef> list =
      parts.slice(bytes, 0, width.header + commandsBytes, "the list of load commands");
  if (!list)
    return list.takeError();
  commandsEnd = list->size();
  for (auto step :
       {&MachOTables::readCommands, &MachOTables::readSymbols, &MachOTables::readDysymtab})
    if (Error error = (this->*step)())
      return error;
  if (Error error = parts.checkOverlaps())
    return error;
  return checkRelocations();
}

// ---- load commands ----

Error MachOTables::readCommands() {
  uint64_t at = width.header;
  for (uint32_t i = read32(offsetof(MachO::mach_header, ncmds)); i > 0; --i) {
    if (commandsEnd - at < sizeof(MachO::load_command))
      return failure("has fewer load commands than it says");
    Command command{read32(at), at, read32(at + 4)};
    if (command.size < sizeof(MachO::load_command) || command.size > commandsEnd - at)
      return failure("a load command has a wrong size");
    at += command.size;
    commands.push_back(command);
    if (Error error = readCommand(command))
      return error;
  }
  return at == commandsEnd ? Error::success() : failure("has something behind its load commands");
}

bool MachOTables::hasTable(uint32_t kind) {
  return kind == MachO::LC_DATA_IN_CODE || kind == MachO::LC_LINKER_OPTIMIZATION_HINT ||
         kind == MachO::LC_FUNCTION_STARTS;
}

StringRef MachOTables::tableOf(const Command &command) const {
  uint32_t size = read32(command.offset + offsetof(MachO::linkedit_data_command, datasize));
  return size == 0
             ? StringRef()
             : bytes.substr(
                   read32(command.offset + offsetof(MachO::linkedit_data_command, dataoff)), size);
}

Error MachOTables::readCommand(const Command &command) {
  auto note = [&](uint64_t &place, size_t size) {
    if (place != 0)
      return failure("has two load commands of one kind");
    place = command.offset;
    return command.size == size ? Error::success() : failure("a load command has a wrong size");
  };
  switch (command.kind) {
  case MachO::LC_SEGMENT:
  case MachO::LC_SEGMENT_64:
    if ((command.kind == MachO::LC_SEGMENT_64) != (width.word == 8))
      return failure("has a segment of another width");
    return readSegment(command);
  case MachO::LC_SYMTAB:
    return note(symtab, sizeof(MachO::symtab_command));
  case MachO::LC_DYSYMTAB:
    return note(dysymtab, sizeof(MachO::dysymtab_command));
  case MachO::LC_DATA_IN_CODE:
  case MachO::LC_LINKER_OPTIMIZATION_HINT:
  case MachO::LC_FUNCTION_STARTS: {
    if (command.size != sizeof(MachO::linkedit_data_command))
      return failure("a load command has a wrong size");
    uint64_t fields = command.offset + offsetof(MachO::linkedit_data_command, dataoff);
    return parts.slice(bytes, read32(fields), read32(fields + 4), "a table").takeError();
  }
  case MachO::LC_UUID:
  case MachO::LC_BUILD_VERSION:
  case MachO::LC_VERSION_MIN_MACOSX:
  case MachO::LC_VERSION_MIN_IPHONEOS:
  case MachO::LC_VERSION_MIN_TVOS:
  case MachO::LC_VERSION_MIN_WATCHOS:
  case MachO::LC_LINKER_OPTION:
  case MachO::LC_SOURCE_VERSION:
    return Error::success();
  default:
    return failure("has a load command that armeld does not know: " + Twine(command.kind));
  }
}

// ---- sections ----

Error MachOTables::readSegment(const Command &command) {
  if (segment != 0)
    return failure("has more than one segment");
  segment = command.offset;
  if (command.size < width.segment)
    return failure("a load command is too short");
  uint64_t count = read32(command.offset + width.sectionCount);
  if (width.segment + count * width.section != command.size || count > MachO::MAX_SECT)
    return failure("the segment has another number of sections than it says");
  for (uint64_t i = 0; i < count; ++i)
    if (Error error = readSection(command.offset + width.segment + i * width.section))
      return error;
  return Error::success();
}

Error MachOTables::readSection(uint64_t header) {
  Section &section = sections.emplace_back();
  section.headerOffset = header;
  section.name = upToNul(bytes.substr(header, 16));
  section.segment = upToNul(bytes.substr(header + 16, 16));
  section.address = readWord(header + offsetof(MachO::section, addr));
  section.size = readWord(header + width.sectionSize);
  section.alignment = read32(header + width.sectionOffset + 4);
  uint32_t relocations = read32(header + width.relocationOffset + 4);
  uint32_t flags = read32(header + width.relocationOffset + 8);
  unsigned type = flags & MachO::SECTION_TYPE;
  section.isZerofill = type == MachO::S_ZEROFILL || type == MachO::S_GB_ZEROFILL ||
                       type == MachO::S_THREAD_LOCAL_ZEROFILL;
  section.isOddZerofill =
      section.isZerofill && flags != MachO::S_ZEROFILL && flags != MachO::S_THREAD_LOCAL_ZEROFILL;
  uint64_t begin = readWord(segment + width.segmentSize - width.word);
  if (section.alignment > 24 || section.address > INT64_MAX || section.size > INT64_MAX ||
      section.address < begin)
    return failure("a section is out of bounds");
  if (!section.isZerofill) {
    Expected<StringRef> content =
        parts.slice(bytes, read32(header + width.sectionOffset), section.size, "a section");
    if (!content)
      return content.takeError();
    section.content = *content;
  }
  Expected<StringRef> records =
      parts.slice(bytes, read32(header + width.relocationOffset),
                  relocations * sizeof(MachO::any_relocation_info), "a relocation");
  if (!records)
    return records.takeError();
  section.relocations = *records;
  return Error::success();
}

bool MachOTables::isCallGraph(const Section &section) {
  return section.segment == "__LLVM" && section.name == "__cg_profile";
}

MachOTables::Target MachOTables::targetOf(StringRef relocation) const {
  uint32_t place = endian::read32le(relocation.data());
  uint32_t word = endian::read32le(relocation.data() + 4);
  bool isArm64 = machine == MachO::CPU_TYPE_ARM64 || machine == MachO::CPU_TYPE_ARM64_32;
  bool isNarrow = machine == MachO::CPU_TYPE_I386 || machine == MachO::CPU_TYPE_ARM;
  if (isNarrow && (place & MachO::R_SCATTERED))
    return {Target::address, word};
  uint32_t number = word & 0xffffff;
  if (word >> 27 & 1)
    return {Target::symbol, number};
  unsigned type = word >> 28;
  // These have a number of another meaning there.
  if ((isArm64 && type == MachO::ARM64_RELOC_ADDEND) ||
      (isNarrow && type == MachO::GENERIC_RELOC_PAIR) || number == MachO::R_ABS)
    return {};
  return {Target::section, number};
}

Error MachOTables::checkRelocations() const {
  for (const Section &section : sections) {
    for (StringRef rest = section.relocations; !rest.empty(); rest = rest.drop_front(8)) {
      Target target = targetOf(rest);
      if (target.kind == Target::symbol && target.number >= symbols.size())
        return failure("a relocation refers to a symbol that is not there");
      if (target.kind == Target::section && target.number > sections.size())
        return failure("a relocation refers to a section that is not there");
    }
    if (!isCallGraph(section))
      continue;
    if (section.content.size() % callBytes != 0)
      return failure("the list of calls has half an entry");
    for (StringRef rest = section.content; !rest.empty(); rest = rest.drop_front(callBytes))
      for (size_t field : {0, 4})
        if (endian::read32le(rest.data() + field) >= symbols.size())
          return failure("a list of calls has a symbol that is not there");
  }
  return Error::success();
}

// ---- symbols ----

Error MachOTables::readSymbols() {
  if (symtab == 0)
    return Error::success(); // it has no symbols
  uint64_t count = read32(symtab + offsetof(MachO::symtab_command, nsyms));
  Expected<StringRef> table =
      parts.slice(bytes, read32(symtab + offsetof(MachO::symtab_command, symoff)),
                  count * width.symbol, "the symbol table");
  if (!table)
    return table.takeError();
  Expected<StringRef> names =
      parts.slice(bytes, read32(symtab + offsetof(MachO::symtab_command, stroff)),
                  read32(symtab + offsetof(MachO::symtab_command, strsize)), "the string table");
  if (!names)
    return names.takeError();
  symbolTable = *table;
  strings = *names;
  if (count != 0 && !strings.ends_with(StringRef("\0", 1)))
    return failure("the string table has no end");
  symbols.reserve(count);
  for (StringRef rest = symbolTable; !rest.empty(); rest = rest.drop_front(width.symbol)) {
    Symbol &symbol = symbols.emplace_back();
    symbol.name = endian::read32le(rest.data());
    symbol.type = uint8_t(rest[offsetof(MachO::nlist, n_type)]);
    symbol.section = uint8_t(rest[offsetof(MachO::nlist, n_sect)]);
    const char *value = rest.data() + offsetof(MachO::nlist, n_value);
    symbol.value = width.word == 8 ? endian::read64le(value) : endian::read32le(value);
    if (symbol.name >= strings.size() || (symbol.isAlias() && symbol.value >= strings.size()))
      return failure("a symbol's name stands outside of the string table");
    if (symbol.hasSection() && (symbol.section == 0 || symbol.section > sections.size()))
      return failure("a symbol is in a section that is not there");
  }
  return Error::success();
}

/// Numbers of symbols: ilocalsym, nlocalsym, and so on; and of indirect symbols.
Error MachOTables::readDysymtab() {
  if (dysymtab == 0)
    return Error::success();
  MachO::dysymtab_command fields;
  std::memcpy(&fields, bytes.data() + dysymtab, sizeof fields);
  if (fields.ntoc || fields.nmodtab || fields.nextrefsyms || fields.nextrel || fields.nlocrel)
    return failure("has a table that only linked programs have");
  for (auto [first, count] : {std::pair(fields.ilocalsym, fields.nlocalsym),
                              std::pair(fields.iextdefsym, fields.nextdefsym),
                              std::pair(fields.iundefsym, fields.nundefsym)})
    if (first > symbols.size() || count > symbols.size() - first)
      return failure("counts more symbols than it has");
  Expected<StringRef> table = parts.slice(
      bytes, fields.indirectsymoff, uint64_t(fields.nindirectsyms) * 4, "the indirect symbols");
  if (!table)
    return table.takeError();
  indirect = *table;
  constexpr uint32_t none = MachO::INDIRECT_SYMBOL_LOCAL | MachO::INDIRECT_SYMBOL_ABS;
  for (StringRef rest = indirect; !rest.empty(); rest = rest.drop_front(4))
    if (uint32_t index = endian::read32le(rest.data()); !(index & none) && index >= symbols.size())
      return failure("an indirect symbol is not there");
  return Error::success();
}

} // namespace armeld
