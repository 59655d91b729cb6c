#include "objects/macho_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

static StringRef upToNul(StringRef field) { return field.take_front(field.find('\0')); }

// ---- sections ----

/// Sections that programs do not find by their name, so that what nothing refers to is not missed.
static bool hasUsualName(const MachOSection &section) {
  static constexpr StringRef text[] = {"__text",       "__const",          "__cstring",
                                       "__ustring",    "__literal4",       "__literal8",
                                       "__literal16",  "__gcc_except_tab", "__textcoal_nt",
                                       "__const_coal", "__StaticInit"};
  static constexpr StringRef data[] = {"__data",        "__const",       "__bss",
                                       "__common",      "__cfstring",    "__datacoal_nt",
                                       "__thread_vars", "__thread_data", "__thread_bss"};
  if (section.segment == "__TEXT")
    return llvm::is_contained(text, section.name);
  return (section.segment == "__DATA" || section.segment == "__DATA_CONST") &&
         llvm::is_contained(data, section.name);
}

static MachORole roleOf(const MachOSection &section) {
  if (section.segment == "__DWARF")
    return MachORole::debug;
  if (section.name == "__llvm_addrsig")
    return MachORole::addresses;
  if (section.segment == "__LD" && section.name == "__compact_unwind")
    return MachORole::unwind;
  if (section.segment == "__TEXT" && section.name == "__eh_frame")
    return MachORole::frames;
  if (section.segment == "__LLVM")
    return MachORole::other;
  switch (section.type()) {
  case MachO::S_REGULAR:
  case MachO::S_COALESCED:
  case MachO::S_ZEROFILL:
  case MachO::S_CSTRING_LITERALS:
  case MachO::S_4BYTE_LITERALS:
  case MachO::S_8BYTE_LITERALS:
  case MachO::S_16BYTE_LITERALS:
  case MachO::S_THREAD_LOCAL_REGULAR:
  case MachO::S_THREAD_LOCAL_ZEROFILL:
  case MachO::S_THREAD_LOCAL_VARIABLES:
    break;
  default:
    return MachORole::whole;
  }
  constexpr uint32_t kept = MachO::S_ATTR_NO_DEAD_STRIP | MachO::S_ATTR_LIVE_SUPPORT;
  return hasUsualName(section) && !(section.flags & kept) ? MachORole::divided : MachORole::whole;
}

Error MachOFile::readSegment(const MachOCommand &command) {
  if (!sections.empty())
    return failure("has more than one segment");
  if (command.size < sizeof(MachO::segment_command_64))
    return failure("a load command is too short");
  uint64_t count =
      endian::read32le(bytes.data() + command.offset + offsetof(MachO::segment_command_64, nsects));
  if (sizeof(MachO::segment_command_64) + count * sizeof(MachO::section_64) != command.size)
    return failure("the segment has another number of sections than it says");
  for (uint64_t i = 0; i < count; ++i)
    if (Error error = readSection(command.offset + sizeof(MachO::segment_command_64) +
                                  i * sizeof(MachO::section_64)))
      return error;
  return Error::success();
}

Error MachOFile::readSection(uint64_t offset) {
  MachO::section_64 header;
  std::memcpy(&header, bytes.data() + offset, sizeof header);
  MachOSection &section = sections.emplace_back();
  section.headerOffset = offset;
  section.name = upToNul(bytes.substr(offset, 16));
  section.segment = upToNul(bytes.substr(offset + 16, 16));
  section.address = header.addr;
  section.size = header.size;
  section.alignment = header.align;
  section.flags = header.flags;
  section.role = roleOf(section);
  if (header.align > 24 || header.addr > INT64_MAX || header.size > INT64_MAX)
    return failure("a section is out of bounds");
  if (!section.isZerofill()) {
    Expected<StringRef> content = parts.slice(bytes, header.offset, header.size, "a section");
    if (!content)
      return content.takeError();
    section.content = *content;
  } else if (header.nreloc != 0) {
    return failure("a section without content has relocations");
  }
  // LLVM takes it for one with content, and does not read it if the others are smaller.
  if (section.isZerofill() && header.flags != section.type())
    return failure("a section without content has other flags");
  Expected<StringRef> records = parts.slice(
      bytes, header.reloff, header.nreloc * sizeof(MachO::any_relocation_info), "a relocation");
  if (!records)
    return records.takeError();
  section.relocations.reserve(header.nreloc);
  for (StringRef rest = *records; !rest.empty(); rest = rest.drop_front(8))
    section.relocations.push_back(MachORelocation::read(rest));
  if (section.segment == "__LLVM" && !section.relocations.empty())
    return failure("has relocations in a section for the compiler");
  if (section.segment == "__LLVM" && section.name == "__cg_profile" && section.size != 0)
    return failure("has a list of calls, which names symbols by their numbers");
  return Error::success();
}

MachORelocation MachORelocation::read(StringRef record) {
  uint32_t word = endian::read32le(record.data() + 4);
  MachORelocation relocation;
  relocation.offset = endian::read32le(record.data());
  relocation.target = word & 0xffffff;
  relocation.isRelative = word >> 24 & 1;
  relocation.length = word >> 25 & 3;
  relocation.isExternal = word >> 27 & 1;
  relocation.type = word >> 28;
  return relocation;
}

// ---- the file ----

Error MachOFile::read(StringRef object) {
  bytes = object;
  if (bytes.size() < sizeof(MachO::mach_header_64))
    return failure("is shorter than a Mach-O header");
  MachO::mach_header_64 header;
  std::memcpy(&header, bytes.data(), sizeof header);
  isArm = header.cputype == MachO::CPU_TYPE_ARM64;
  if (header.magic != MachO::MH_MAGIC_64 || header.filetype != MachO::MH_OBJECT ||
      (!isArm && header.cputype != MachO::CPU_TYPE_X86_64))
    return failure("is no Mach-O object of x86_64 or arm64");
  if (!(header.flags & MachO::MH_SUBSECTIONS_VIA_SYMBOLS))
    return failure("is not made of atoms (MH_SUBSECTIONS_VIA_SYMBOLS)");
  Expected<StringRef> commandBytes = parts.slice(
      bytes, 0, sizeof header + uint64_t(header.sizeofcmds), "the list of load commands");
  if (!commandBytes)
    return commandBytes.takeError();
  commandsBytes = commandBytes->size();
  for (auto step : {&MachOFile::readCommands, &MachOFile::readSymbols, &MachOFile::readSymbolRanges,
                    &MachOFile::checkAddresses})
    if (Error error = (this->*step)())
      return error;
  return parts.checkOverlaps();
}

Error MachOFile::readCommands() {
  uint32_t count = endian::read32le(bytes.data() + offsetof(MachO::mach_header_64, ncmds));
  uint64_t at = sizeof(MachO::mach_header_64);
  for (uint32_t i = 0; i < count; ++i) {
    if (commandsBytes - at < sizeof(MachO::load_command))
      return failure("has fewer load commands than it says");
    MachOCommand command{endian::read32le(bytes.data() + at), at,
                         endian::read32le(bytes.data() + at + 4)};
    if (command.size < sizeof(MachO::load_command) || command.size > commandsBytes - at)
      return failure("a load command has a wrong size");
    at += command.size;
    switch (command.kind) {
    case MachO::LC_SEGMENT_64:
    case MachO::LC_SYMTAB:
    case MachO::LC_DYSYMTAB:
    case MachO::LC_DATA_IN_CODE:
    case MachO::LC_LINKER_OPTIMIZATION_HINT:
    case MachO::LC_UUID:
      if (find(command.kind))
        return failure("has two load commands of one kind");
      break;
    case MachO::LC_BUILD_VERSION:
    case MachO::LC_VERSION_MIN_MACOSX:
    case MachO::LC_VERSION_MIN_IPHONEOS:
    case MachO::LC_VERSION_MIN_TVOS:
    case MachO::LC_VERSION_MIN_WATCHOS:
    case MachO::LC_LINKER_OPTION:
    case MachO::LC_SOURCE_VERSION:
      break;
    default:
      return failure("has a load command that armeld does not know: " + Twine(command.kind));
    }
    commands.push_back(command);
    if (command.kind == MachO::LC_SEGMENT_64)
      if (Error error = readSegment(command))
        return error;
  }
  if (at != commandsBytes)
    return failure("has something behind its load commands");
  if (Error error = readTable(MachO::LC_DATA_IN_CODE, dataInCode))
    return error;
  if (dataInCode.size() % sizeof(MachO::data_in_code_entry) != 0)
    return failure("the list of data in code has half an entry");
  return readTable(MachO::LC_LINKER_OPTIMIZATION_HINT, hints);
}

const MachOCommand *MachOFile::find(uint32_t kind) const {
  auto found = llvm::find_if(commands, [&](const MachOCommand &c) { return c.kind == kind; });
  return found == commands.end() ? nullptr : &*found;
}

Error MachOFile::readTable(uint32_t kind, StringRef &table) {
  const MachOCommand *command = find(kind);
  if (!command)
    return Error::success();
  if (command->size != sizeof(MachO::linkedit_data_command))
    return failure("a load command has a wrong size");
  const char *fields = bytes.data() + command->offset;
  Expected<StringRef> found =
      parts.slice(bytes, endian::read32le(fields + 8), endian::read32le(fields + 12), "a table");
  if (!found)
    return found.takeError();
  table = *found;
  return Error::success();
}

/// Addresses tell sections apart, and one that overlaps another would be edited with it.
Error MachOFile::checkAddresses() {
  for (uint32_t i = 0; i < sections.size(); ++i)
    if (sections[i].size != 0)
      byAddress.push_back(i);
  llvm::sort(byAddress,
             [&](uint32_t a, uint32_t b) { return sections[a].address < sections[b].address; });
  for (size_t i = 1; i < byAddress.size(); ++i) {
    const MachOSection &before = sections[byAddress[i - 1]];
    if (before.address + before.size > sections[byAddress[i]].address)
      return failure("sections overlap");
  }
  return Error::success();
}

// ---- symbols ----

Error MachOFile::readSymbols() {
  const MachOCommand *command = find(MachO::LC_SYMTAB);
  if (!command || command->size != sizeof(MachO::symtab_command))
    return failure("has no symbol table");
  MachO::symtab_command fields;
  std::memcpy(&fields, bytes.data() + command->offset, sizeof fields);
  Expected<StringRef> table =
      parts.slice(bytes, fields.symoff, fields.nsyms * sizeof(MachO::nlist_64), "the symbol table");
  if (!table)
    return table.takeError();
  Expected<StringRef> names = parts.slice(bytes, fields.stroff, fields.strsize, "the string table");
  if (!names)
    return names.takeError();
  strings = *names;
  if (fields.nsyms != 0 && !strings.ends_with(StringRef("\0", 1)))
    return failure("the string table has no end");
  symbols.resize(fields.nsyms);
  if (!table->empty())
    std::memcpy(symbols.data(), table->data(), table->size());
  for (const MachO::nlist_64 &symbol : symbols)
    if (Error error = checkSymbol(symbol))
      return error;
  return Error::success();
}

Error MachOFile::checkSymbol(const MachO::nlist_64 &symbol) const {
  if (symbol.n_strx >= strings.size())
    return failure("a symbol's name stands outside of the string table");
  if (symbol.n_type & MachO::N_STAB)
    return failure("has symbols of debug information");
  switch (symbol.n_type & MachO::N_TYPE) {
  case MachO::N_UNDF:
    return symbol.n_type & MachO::N_EXT ? Error::success()
                                        : failure("has a local symbol that is undefined");
  case MachO::N_ABS:
    return Error::success();
  case MachO::N_SECT:
    return placeOf(symbol) ? Error::success() : failure("a symbol is outside of its section");
  default:
    return failure("has a symbol that stands for another one");
  }
}

/// LC_DYSYMTAB says how many local symbols come first, and how many external ones then. It may be
/// missing.
Error MachOFile::readSymbolRanges() {
  const MachOCommand *command = find(MachO::LC_DYSYMTAB);
  if (!command)
    return Error::success();
  MachO::dysymtab_command fields;
  if (command->size != sizeof fields)
    return failure("a load command has a wrong size");
  std::memcpy(&fields, bytes.data() + command->offset, sizeof fields);
  if (fields.ntoc || fields.nmodtab || fields.nextrefsyms || fields.nindirectsyms ||
      fields.nextrel || fields.nlocrel)
    return failure("has indirect symbols");
  locals = fields.nlocalsym;
  defined = fields.nextdefsym;
  uint64_t external = uint64_t(locals) + defined;
  bool isInOrder = (locals == 0 || fields.ilocalsym == 0) &&
                   (defined == 0 || fields.iextdefsym == locals) &&
                   (fields.nundefsym == 0 || fields.iundefsym == external) &&
                   external + fields.nundefsym == symbols.size();
  return isInOrder ? Error::success() : failure("has its symbols in another order");
}

StringRef MachOFile::nameOf(const MachO::nlist_64 &symbol) const {
  return upToNul(strings.drop_front(symbol.n_strx));
}

std::optional<MachOPlace> MachOFile::placeOf(const MachO::nlist_64 &symbol) const {
  if ((symbol.n_type & MachO::N_TYPE) != MachO::N_SECT || symbol.n_sect == 0 ||
      symbol.n_sect > sections.size())
    return std::nullopt;
  const MachOSection &section = sections[symbol.n_sect - 1];
  uint64_t offset = symbol.n_value - section.address;
  if (symbol.n_value < section.address || offset > section.size)
    return std::nullopt;
  return MachOPlace{symbol.n_sect - 1u, offset};
}

std::optional<MachOPlace> MachOFile::placeAt(uint64_t address) const {
  auto next = llvm::partition_point(
      byAddress, [&](uint32_t section) { return sections[section].address <= address; });
  if (next == byAddress.begin())
    return std::nullopt;
  uint32_t section = *std::prev(next);
  uint64_t offset = address - sections[section].address;
  if (offset > sections[section].size)
    return std::nullopt;
  return MachOPlace{section, offset};
}

// ---- relocations ----

namespace {

/// What is known of a type of relocation.
struct RelocationType {
  enum class Form : uint8_t { unknown, address, relative, instruction, subtrahend, addend };
  Form form = Form::unknown;
  bool needsSymbol = false;
  int8_t behind = 0; ///< bytes of the instruction behind the field
};

} // namespace

static RelocationType typeOf(bool isArm, uint8_t type) {
  using enum RelocationType::Form;
  static constexpr RelocationType x86[] = {
      {address},            // UNSIGNED
      {relative},           // SIGNED
      {relative},           // BRANCH
      {relative, true},     // GOT_LOAD
      {relative, true},     // GOT
      {subtrahend, true},   // SUBTRACTOR
      {relative, false, 1}, // SIGNED_1
      {relative, false, 2}, // SIGNED_2
      {relative, false, 4}, // SIGNED_4
      {relative, true},     // TLV
  };
  static constexpr RelocationType arm[] = {
      {address},           // UNSIGNED
      {subtrahend, true},  // SUBTRACTOR
      {instruction, true}, // BRANCH26
      {instruction, true}, // PAGE21
      {instruction, true}, // PAGEOFF12
      {instruction, true}, // GOT_LOAD_PAGE21
      {instruction, true}, // GOT_LOAD_PAGEOFF12
      {instruction, true}, // POINTER_TO_GOT, which needs no more of its field
      {instruction, true}, // TLVP_LOAD_PAGE21
      {instruction, true}, // TLVP_LOAD_PAGEOFF12
      {addend},            // ADDEND
  };
  llvm::ArrayRef<RelocationType> all = isArm ? llvm::ArrayRef(arm) : llvm::ArrayRef(x86);
  return type < all.size() ? all[type] : RelocationType();
}

Expected<MachOReference> MachOFile::referenceAt(const MachOSection &section, uint32_t index) const {
  using Form = RelocationType::Form;
  const MachORelocation *relocation = &section.relocations[index];
  MachOReference reference;
  reference.relocation = index;
  reference.offset = relocation->offset;
  RelocationType type = typeOf(isArm, relocation->type);
  if (type.form == Form::subtrahend || type.form == Form::addend) {
    if (index + 1 == section.relocations.size() || relocation[1].offset != relocation->offset ||
        (type.form == Form::subtrahend && relocation[1].length != relocation->length))
      return failure("has half a pair of relocations");
    if (type.form == Form::subtrahend) {
      if (!relocation->isExternal || relocation->isRelative || relocation->target >= symbols.size())
        return failure("has a difference that is not one from a symbol");
      reference.subtrahend = relocation->target;
    }
    Form expected = type.form == Form::subtrahend ? Form::address : Form::instruction;
    reference.relocations = 2;
    type = typeOf(isArm, (++relocation)->type);
    if (type.form != expected)
      return failure("has a pair of relocations that do not belong together");
  }
  reference.bytes = 1u << relocation->length;
  reference.isRelative = relocation->isRelative;
  bool isField = relocation->length == 2 || relocation->length == 3;
  bool isKnown = type.form == Form::address    ? !relocation->isRelative && isField
                 : type.form == Form::relative ? relocation->isRelative && relocation->length == 2
                                               : type.form == Form::instruction && isField;
  if (!isKnown || (type.needsSymbol && !relocation->isExternal))
    return failure("has a relocation of a type that armeld does not know");
  if (reference.offset > section.content.size() ||
      reference.bytes > section.content.size() - reference.offset)
    return failure("a relocation is outside of its section");
  if (relocation->isExternal) {
    if (relocation->target >= symbols.size())
      return failure("a relocation refers to a symbol that is not there");
    reference.symbol = relocation->target;
    return reference;
  }
  if (relocation->target == 0 || relocation->target > sections.size())
    return failure("a relocation refers to a section that is not there");
  const char *field = section.content.data() + reference.offset;
  int64_t value = reference.bytes == 8 ? int64_t(endian::read64le(field))
                                       : int64_t(int32_t(endian::read32le(field)));
  if (type.form == Form::relative) {
    reference.bias = 4 + type.behind;
    value += int64_t(section.address) + reference.offset + reference.bias;
  }
  const MachOSection &target = sections[relocation->target - 1];
  uint64_t offset = uint64_t(value) - target.address;
  if (value < 0 || uint64_t(value) < target.address || offset > target.size)
    return failure("a relocation refers to no place in its section");
  reference.place = MachOPlace{relocation->target - 1, offset};
  return reference;
}

Expected<std::vector<MachOReference>> MachOFile::referencesOf(uint32_t section) const {
  std::vector<MachOReference> references;
  for (uint32_t i = 0; i < sections[section].relocations.size();) {
    Expected<MachOReference> reference = referenceAt(sections[section], i);
    if (!reference)
      return reference.takeError();
    i += reference->relocations;
    references.push_back(*reference);
  }
  return references;
}

std::optional<MachOPlace> MachOFile::placeOf(const MachOReference &reference) const {
  return reference.symbol ? placeOf(symbols[*reference.symbol]) : reference.place;
}

std::optional<MachOPlace> MachOFile::targetOf(uint32_t section,
                                              const MachOReference &reference) const {
  std::optional<MachOPlace> place = placeOf(reference);
  if (!place || !reference.symbol)
    return place;
  const char *field = sections[section].content.data() + reference.offset;
  place->offset += reference.bytes == 8 ? endian::read64le(field) : endian::read32le(field);
  return place->offset <= sections[place->section].size ? place : std::nullopt;
}

// ---- atoms ----

/// Where the atoms of a section of literals begin, or none if it is not made of them. Linkers
/// compare literals one by one, whatever symbols there are.
static std::vector<uint64_t> literalsOf(const MachOSection &section) {
  std::vector<uint64_t> begins;
  if (section.type() == MachO::S_CSTRING_LITERALS) {
    if (!section.content.ends_with(StringRef("\0", 1)))
      return begins;
    for (uint64_t at = 0; at < section.size; at = section.content.find('\0', at) + 1)
      begins.push_back(at);
    return begins;
  }
  uint64_t size = section.type() == MachO::S_4BYTE_LITERALS   ? 4
                  : section.type() == MachO::S_8BYTE_LITERALS ? 8
                  : section.isLiteral()                       ? 16
                                                              : 32; // CFString
  if (section.size % size == 0)
    for (uint64_t at = 0; at < section.size; at += size)
      begins.push_back(at);
  return begins;
}

MachODivision::MachODivision(const MachOFile &file) {
  std::vector<std::vector<uint64_t>> begins(file.sections.size());
  for (const MachO::nlist_64 &symbol : file.symbols)
    if (std::optional<MachOPlace> place = file.placeOf(symbol);
        place && !(symbol.n_desc & MachO::N_ALT_ENTRY))
      begins[place->section].push_back(place->offset);
  for (uint32_t s = 0; s < file.sections.size(); ++s) {
    const MachOSection &section = file.sections[s];
    firstOf.push_back(uint32_t(atoms.size() + 1));
    if (!section.isAtoms())
      continue;
    std::vector<uint64_t> &all = begins[s];
    bool hasSymbols = !all.empty();
    if (section.role == MachORole::whole)
      all.clear();
    else if (section.isLiteral() || section.name == "__cfstring")
      all = literalsOf(section);
    if (section.size != 0 || hasSymbols)
      all.push_back(0);
    llvm::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (size_t i = 0; i < all.size(); ++i)
      atoms.push_back({s, all[i], i + 1 < all.size() ? all[i + 1] : section.size});
  }
  firstOf.push_back(uint32_t(atoms.size() + 1));
}

uint32_t MachODivision::numberAt(MachOPlace place) const {
  auto [first, last] = numbersOf(place.section);
  auto begin = atoms.begin() + (first - 1), end = atoms.begin() + (last - 1);
  auto next = std::partition_point(
      begin, end, [&](const MachOAtom &atom) { return atom.begin <= place.offset; });
  return next == begin ? 0 : uint32_t(next - atoms.begin());
}

} // namespace armeld
