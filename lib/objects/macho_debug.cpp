#include "objects/macho_debug.h"

#include "base/leb128.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace dwarf = llvm::dwarf;
namespace endian = llvm::support::endian;

namespace {

constexpr uint32_t none = UINT32_MAX;

/// Reads numbers from a section. After the end, all are 0, and `isOdd` says so.
class Cursor {
public:
  Cursor(StringRef content, uint64_t at)
      : at(std::min<uint64_t>(at, content.size())), isOdd(at > content.size()), content(content) {}

  uint64_t at;
  bool isOdd = false;

  uint64_t fixed(unsigned size) {
    uint64_t value = 0;
    if (!skip(size))
      return 0;
    for (unsigned i = 0; i < size; ++i)
      value |= uint64_t(uint8_t(content[at - size + i])) << 8 * i;
    return value;
  }
  uint64_t uleb() {
    StringRef rest = content.substr(at);
    std::optional<uint64_t> value = takeUleb128(rest);
    isOdd |= !value;
    at = content.size() - (value ? rest.size() : 0);
    return value.value_or(0);
  }
  /// A signed one has the same bytes, which is all that matters here.
  void skipLeb() {
    while (fixed(1) & 0x80)
      ;
  }
  bool skip(uint64_t size) {
    if (size > content.size() - at) {
      isOdd = true;
      at = content.size();
      return false;
    }
    at += size;
    return true;
  }
  void skipText() {
    size_t end = content.find('\0', at);
    isOdd |= end == StringRef::npos;
    at = end == StringRef::npos ? content.size() : end + 1;
  }
  bool isAtEnd() const { return at == content.size(); }

private:
  StringRef content;
};

struct Attribute {
  dwarf::Attribute name;
  dwarf::Form form;
};

struct Abbreviation {
  dwarf::Tag tag = dwarf::DW_TAG_null;
  std::vector<Attribute> attributes;
};

/// A unit of .debug_info.
struct Unit {
  dwarf::FormParams params = {};
  std::optional<MachOPlace> base;
  uint64_t addresses = 8, ranges = 12, locations = 12; ///< where its parts of tables begin
};

/// An attribute of an entry that is of interest.
struct Value {
  dwarf::Attribute name;
  dwarf::Form form;
  MachODebugField field;
  uint64_t number = 0;
};

class DebugReader {
public:
  DebugReader(const MachOFile &file, llvm::ArrayRef<std::vector<MachOReference>> references,
              MachODebug &debug)
      : file(file), debug(debug) {
    for (uint32_t s = 0; s < file.sections.size(); ++s) {
      if (file.sections[s].role != MachORole::debug)
        continue;
      isOdd |= !byName.try_emplace(file.sections[s].name, s).second;
      for (const MachOReference &reference : references[s]) {
        std::optional<MachOPlace> target = file.targetOf(s, reference);
        if (target)
          targets[{s, reference.offset}] = *target;
        isOdd |= reference.subtrahend || (!target && file.placeOf(reference));
      }
    }
  }

  Error run() {
    if (isOdd)
      return failure("has debug information in sections or with relocations of an unusual kind");
    for (StringRef name : {"__debug_frame", "__debug_types", "__debug_macro", "__debug_macinfo"})
      if (sectionOf(name) != none && file.sections[sectionOf(name)].size != 0)
        return failure("has debug information of a kind that armeld does not move");
    for (auto step : {&DebugReader::readLines, &DebugReader::readUnits, &DebugReader::readAranges})
      if (!(this->*step)())
        return failure("has debug information that armeld does not understand");
    return Error::success();
  }

private:
  uint32_t sectionOf(StringRef name) const {
    auto found = byName.find(name);
    return found == byName.end() ? none : found->second;
  }
  StringRef contentOf(uint32_t section) const {
    return section == none ? StringRef() : file.sections[section].content;
  }

  std::optional<MachOPlace> targetAt(uint32_t section, uint64_t offset) const {
    auto found = targets.find({section, offset});
    return found == targets.end() ? std::nullopt : std::optional(found->second);
  }

  static MachODebugField fieldOf(uint32_t section, uint64_t offset, uint64_t end,
                                 bool isLeb = false) {
    return {section, uint32_t(offset), uint32_t(end - offset), isLeb};
  }

  std::optional<MachOPlace> behind(MachOPlace place, uint64_t distance) const {
    if (distance > file.sections[place.section].size - place.offset)
      return std::nullopt;
    return MachOPlace{place.section, place.offset + distance};
  }

  // ---- .debug_aranges ----

  bool readAranges() {
    uint32_t section = sectionOf("__debug_aranges");
    StringRef content = contentOf(section);
    for (Cursor cursor(content, 0); !cursor.isAtEnd();) {
      uint64_t begin = cursor.at, length = cursor.fixed(4);
      if (length > content.size() - cursor.at)
        return false;
      uint64_t end = cursor.at + length;
      cursor.skip(2 + 4);
      if (cursor.fixed(1) != 8 || cursor.fixed(1) != 0)
        return false;
      cursor.at = begin + 16;
      while (cursor.at + 16 <= end && !cursor.isOdd) {
        std::optional<MachOPlace> from = targetAt(section, cursor.at);
        if (from)
          debug.bases[{section, cursor.at}] = *from;
        cursor.skip(8);
        uint64_t field = cursor.at, size = cursor.fixed(8);
        if (from && !addSize(*from, size, fieldOf(section, field, cursor.at), true))
          return false;
      }
      if (cursor.isOdd || cursor.at != end)
        return false;
    }
    return true;
  }

  /// A size behind the address `begin`, which stays one if it `lands` somewhere else when the code
  /// there goes.
  bool addSize(MachOPlace begin, uint64_t size, MachODebugField field, bool lands) {
    std::optional<MachOPlace> end = behind(begin, size);
    if (end)
      debug.ranges.push_back({.begin = begin,
                              .end = *end,
                              .first = {},
                              .last = field,
                              .isSize = true,
                              .isBound = !lands,
                              .base = begin});
    return end.has_value();
  }

  // ---- .debug_info ----

  bool readUnits() {
    uint32_t section = sectionOf("__debug_info");
    for (Cursor cursor(contentOf(section), 0); !cursor.isAtEnd();) {
      uint64_t length = cursor.fixed(4), end = cursor.at + length;
      if (length >= dwarf::DW_LENGTH_lo_reserved || end > contentOf(section).size() ||
          !readUnit(section, cursor, end))
        return false;
      cursor.at = end;
    }
    return true;
  }

  bool readUnit(uint32_t section, Cursor &cursor, uint64_t end) {
    Unit unit;
    unit.params.Version = uint16_t(cursor.fixed(2));
    uint64_t abbreviations;
    if (unit.params.Version == 5) {
      uint64_t type = cursor.fixed(1);
      unit.params.AddrSize = uint8_t(cursor.fixed(1));
      abbreviations = cursor.fixed(4);
      if (type != dwarf::DW_UT_compile && type != dwarf::DW_UT_partial)
        return false;
    } else {
      abbreviations = cursor.fixed(4);
      unit.params.AddrSize = uint8_t(cursor.fixed(1));
    }
    if ((unit.params.Version != 4 && unit.params.Version != 5) || unit.params.AddrSize != 8 ||
        !readAbbreviations(abbreviations))
      return false;
    bool isFirst = true;
    while (cursor.at < end && !cursor.isOdd) {
      uint64_t code = cursor.uleb();
      if (code == 0)
        continue;
      auto found = table.find(code);
      if (found == table.end() || !readEntry(section, cursor, unit, found->second, isFirst))
        return false;
      isFirst = false;
    }
    return !cursor.isOdd && cursor.at == end;
  }

  /// Units of a broken object may refer to one long table over and over.
  bool spend() { return ++work <= 8 * file.bytes.size() + (1 << 20); }

  /// Units mostly share one table.
  bool readAbbreviations(uint64_t offset) {
    if (tableAt == offset)
      return true;
    tableAt = offset;
    table.clear();
    Cursor cursor(contentOf(sectionOf("__debug_abbrev")), offset);
    while (uint64_t code = cursor.uleb()) {
      if (!spend())
        return false;
      Abbreviation &entry = table[code];
      entry.tag = dwarf::Tag(cursor.uleb());
      cursor.skip(1);
      for (;;) {
        uint64_t name = cursor.uleb(), form = cursor.uleb();
        if (form == dwarf::DW_FORM_implicit_const)
          cursor.skipLeb();
        if (cursor.isOdd || name > UINT16_MAX || form > UINT16_MAX || !spend())
          return false;
        if (name == 0 && form == 0)
          break;
        entry.attributes.push_back({dwarf::Attribute(name), dwarf::Form(form)});
      }
    }
    return !cursor.isOdd;
  }

  /// Reads the value, or steps over it.
  bool readValue(Cursor &cursor, const Unit &unit, dwarf::Form form, Value &value) {
    switch (form) {
    case dwarf::DW_FORM_block1:
      return cursor.skip(cursor.fixed(1));
    case dwarf::DW_FORM_block2:
      return cursor.skip(cursor.fixed(2));
    case dwarf::DW_FORM_block4:
      return cursor.skip(cursor.fixed(4));
    case dwarf::DW_FORM_block:
    case dwarf::DW_FORM_exprloc:
      return cursor.skip(cursor.uleb());
    case dwarf::DW_FORM_string:
      cursor.skipText();
      return !cursor.isOdd;
    case dwarf::DW_FORM_sdata:
    case dwarf::DW_FORM_ref_udata:
    case dwarf::DW_FORM_strx:
      cursor.skipLeb();
      return !cursor.isOdd;
    case dwarf::DW_FORM_udata:
    case dwarf::DW_FORM_addrx:
    case dwarf::DW_FORM_loclistx:
    case dwarf::DW_FORM_rnglistx:
      value.number = cursor.uleb();
      value.field.isLeb = true;
      return !cursor.isOdd;
    default:
      break;
    }
    std::optional<uint8_t> size = dwarf::getFixedFormByteSize(form, unit.params);
    if (!size)
      return false;
    if (*size > 8)
      return cursor.skip(*size);
    value.number = cursor.fixed(*size);
    return !cursor.isOdd;
  }

  bool readEntry(uint32_t section, Cursor &cursor, Unit &unit, const Abbreviation &abbreviation,
                 bool isUnit) {
    std::vector<Value> values;
    for (const Attribute &attribute : abbreviation.attributes) {
      Value value{attribute.name, attribute.form, {section, uint32_t(cursor.at), 0, false}};
      if (!spend() || !readValue(cursor, unit, attribute.form, value))
        return false;
      value.field.bytes = uint32_t(cursor.at - value.field.offset);
      if (isOfInterest(value))
        values.push_back(value);
    }
    if (isUnit)
      readUnitEntry(unit, values);
    std::optional<MachOPlace> low;
    bool isCallSite = abbreviation.tag == dwarf::DW_TAG_GNU_call_site;
    for (const Value &value : values)
      if (value.name == dwarf::DW_AT_low_pc && !isCallSite)
        low = addressOf(value, unit);
    for (const Value &value : values)
      if (!readAttribute(value, unit, low, isCallSite, isUnit))
        return false;
    return true;
  }

  static bool isOfInterest(const Value &value) {
    switch (value.form) {
    case dwarf::DW_FORM_sec_offset:
    case dwarf::DW_FORM_loclistx:
    case dwarf::DW_FORM_rnglistx:
      return true;
    default:
      return value.name == dwarf::DW_AT_low_pc || value.name == dwarf::DW_AT_high_pc ||
             value.name == dwarf::DW_AT_call_return_pc;
    }
  }

  void readUnitEntry(Unit &unit, llvm::ArrayRef<Value> values) {
    for (const Value &value : values)
      switch (value.name) {
      case dwarf::DW_AT_addr_base:
        unit.addresses = value.number;
        break;
      case dwarf::DW_AT_rnglists_base:
        unit.ranges = value.number;
        break;
      case dwarf::DW_AT_loclists_base:
        unit.locations = value.number;
        break;
      default:
        break;
      }
    for (const Value &value : values)
      if (value.name == dwarf::DW_AT_low_pc) {
        unit.base = addressOf(value, unit);
        if (unit.base && value.form == dwarf::DW_FORM_addr)
          debug.bases[{value.field.section, value.field.offset}] = *unit.base;
        else if (unit.base)
          addIndexedBase(value.number, unit);
      }
  }

  std::optional<MachOPlace> addressOf(const Value &value, const Unit &unit) const {
    switch (value.form) {
    case dwarf::DW_FORM_addr:
      return targetAt(value.field.section, value.field.offset);
    case dwarf::DW_FORM_addrx:
    case dwarf::DW_FORM_addrx1:
    case dwarf::DW_FORM_addrx2:
    case dwarf::DW_FORM_addrx4:
      return indexedAddress(value.number, unit);
    default:
      return std::nullopt;
    }
  }

  std::optional<MachOPlace> indexedAddress(uint64_t index, const Unit &unit) const {
    return index > UINT32_MAX ? std::nullopt
                              : targetAt(sectionOf("__debug_addr"), unit.addresses + 8 * index);
  }

  void addIndexedBase(uint64_t index, const Unit &unit) {
    if (std::optional<MachOPlace> place = indexedAddress(index, unit))
      debug.bases[{sectionOf("__debug_addr"), unit.addresses + 8 * index}] = *place;
  }

  bool readAttribute(const Value &value, const Unit &unit, std::optional<MachOPlace> low,
                     bool isCallSite, bool isUnit) {
    switch (value.name) {
    case dwarf::DW_AT_low_pc:
    case dwarf::DW_AT_call_return_pc:
      if (value.name == dwarf::DW_AT_low_pc && !isCallSite)
        return true;
      return value.form != dwarf::DW_FORM_addr || addEnd(value.field.section, value.field.offset);
    case dwarf::DW_AT_high_pc:
      if (value.form == dwarf::DW_FORM_addr)
        return addEnd(value.field.section, value.field.offset);
      if (!low)
        return value.number == 0 || value.form != dwarf::DW_FORM_addrx;
      return value.form != dwarf::DW_FORM_implicit_const && value.form != dwarf::DW_FORM_sdata &&
             addSize(*low, value.number, value.field, isUnit);
    case dwarf::DW_AT_ranges:
      return unit.params.Version == 4
                 ? readPairs(sectionOf("__debug_ranges"), value.number, unit, false)
                 : readList(sectionOf("__debug_rnglists"), listOffset(value, unit), unit, false);
    case dwarf::DW_AT_stmt_list:
    case dwarf::DW_AT_addr_base:
    case dwarf::DW_AT_rnglists_base:
    case dwarf::DW_AT_loclists_base:
    case dwarf::DW_AT_str_offsets_base:
      return true;
    default: // a list of locations
      return unit.params.Version == 4
                 ? readPairs(sectionOf("__debug_loc"), value.number, unit, true)
                 : readList(sectionOf("__debug_loclists"), listOffset(value, unit), unit, true);
    }
  }

  /// Where a list is, which an attribute may give by its index in a table of offsets.
  uint64_t listOffset(const Value &value, const Unit &unit) const {
    if (value.form == dwarf::DW_FORM_sec_offset)
      return value.number;
    bool isRanges = value.form == dwarf::DW_FORM_rnglistx;
    uint64_t table = isRanges ? unit.ranges : unit.locations;
    Cursor cursor(contentOf(sectionOf(isRanges ? "__debug_rnglists" : "__debug_loclists")),
                  value.number > UINT32_MAX ? UINT64_MAX : table + 4 * value.number);
    uint64_t offset = cursor.fixed(4);
    return cursor.isOdd ? UINT64_MAX : table + offset;
  }

  bool addEnd(uint32_t section, uint64_t offset) {
    if (std::optional<MachOPlace> target = targetAt(section, offset))
      debug.ends[{section, offset}] = *target;
    return true;
  }

  // ---- lists of ranges and locations ----

  /// Whether the entry is met first. One that two lists share counts from one base.
  std::optional<bool> visit(uint32_t section, uint64_t offset,
                            const std::optional<MachOPlace> &base) {
    auto [entry, isNew] = visited.try_emplace({section, offset}, base);
    return isNew ? std::optional(true)
                 : (entry->second == base ? std::optional(false) : std::nullopt);
  }

  /// Version 4: pairs of addresses, or of distances from a base.
  bool readPairs(uint32_t section, uint64_t offset, const Unit &unit, bool hasLocations) {
    std::optional<MachOPlace> base = unit.base;
    for (Cursor cursor(contentOf(section), offset); !cursor.isOdd;) {
      uint64_t at = cursor.at;
      std::optional<bool> isNew = visit(section, at, base);
      if (!isNew || !*isNew)
        return isNew.has_value();
      uint64_t first = cursor.fixed(8), last = cursor.fixed(8);
      std::optional<MachOPlace> begin = targetAt(section, at), end = targetAt(section, at + 8);
      if (first == UINT64_MAX && !begin) { // another base
        base = end;
        if (end)
          debug.bases[{section, at + 8}] = *end;
        else if (last != 0)
          return false;
        continue;
      }
      if (first == 0 && last == 0 && !begin && !end)
        return !cursor.isOdd;
      if (hasLocations)
        cursor.skip(cursor.fixed(2));
      if (first == last && !begin && !end)
        continue; // nothing
      MachODebugRange range;
      range.first = fieldOf(section, at, at + 8);
      range.last = fieldOf(section, at + 8, at + 16);
      range.isPair = true;
      range.isRelocated = begin && end;
      if (!begin && !end && base) {
        begin = behind(*base, first);
        end = behind(*base, last);
        range.base = *base;
      }
      if (!begin || !end || !addRange(range, *begin, *end))
        return false;
    }
    return false;
  }

  bool addRange(MachODebugRange &range, MachOPlace begin, MachOPlace end) {
    if (begin.section != end.section || begin.offset > end.offset)
      return false;
    range.begin = begin;
    range.end = end;
    debug.ranges.push_back(range);
    return true;
  }

  /// Version 5. Entries of both kinds of lists have the same forms, by other numbers.
  bool readList(uint32_t section, uint64_t offset, const Unit &unit, bool hasLocations) {
    enum Entry {
      end,
      basex,
      startxEndx,
      startxLength,
      pair,
      defaultLocation,
      base,
      startEnd,
      startLength
    };
    static constexpr Entry ofRanges[] = {end,  basex, startxEndx, startxLength,
                                         pair, base,  startEnd,   startLength};
    static constexpr Entry ofLocations[] = {
        end, basex, startxEndx, startxLength, pair, defaultLocation, base, startEnd, startLength};
    llvm::ArrayRef<Entry> kinds =
        hasLocations ? llvm::ArrayRef(ofLocations) : llvm::ArrayRef(ofRanges);
    std::optional<MachOPlace> from = unit.base;
    for (Cursor cursor(contentOf(section), offset); !cursor.isOdd;) {
      std::optional<bool> isNew = visit(section, cursor.at, from);
      if (!isNew || !*isNew)
        return isNew.has_value();
      uint64_t kind = cursor.fixed(1);
      if (kind >= kinds.size())
        return false;
      bool isBound = true;
      switch (kinds[kind]) {
      case end:
        return !cursor.isOdd;
      case basex: {
        uint64_t index = cursor.uleb();
        from = indexedAddress(index, unit);
        addIndexedBase(index, unit);
        isBound = false;
        break;
      }
      case base:
        from = readBase(section, cursor);
        isBound = false;
        break;
      case pair:
        if (!from || !readOffsets(section, cursor, *from))
          return false;
        break;
      case startxLength:
      case startLength: {
        std::optional<MachOPlace> begin = kinds[kind] == startLength
                                              ? readBase(section, cursor)
                                              : indexedAddress(cursor.uleb(), unit);
        uint64_t at = cursor.at, size = cursor.uleb();
        if (begin ? !addSize(*begin, size, fieldOf(section, at, cursor.at, true),
                             kinds[kind] == startLength)
                  : size != 0)
          return false;
        break;
      }
      case defaultLocation:
        break;
      default: // an address of an end, which another list may take for a begin
        return false;
      }
      if (hasLocations && isBound)
        cursor.skip(cursor.uleb());
    }
    return false;
  }

  std::optional<MachOPlace> readBase(uint32_t section, Cursor &cursor) {
    std::optional<MachOPlace> place = targetAt(section, cursor.at);
    if (place)
      debug.bases[{section, cursor.at}] = *place;
    cursor.skip(8);
    return place;
  }

  bool readOffsets(uint32_t section, Cursor &cursor, MachOPlace base) {
    MachODebugRange range;
    uint64_t at = cursor.at, first = cursor.uleb(), middle = cursor.at, last = cursor.uleb();
    range.first = fieldOf(section, at, middle, true);
    range.last = fieldOf(section, middle, cursor.at, true);
    range.base = base;
    std::optional<MachOPlace> begin = behind(base, first), end = behind(base, last);
    return !cursor.isOdd && begin && end && addRange(range, *begin, *end);
  }

  // ---- .debug_line ----

  bool readLines() {
    uint32_t section = sectionOf("__debug_line");
    for (Cursor cursor(contentOf(section), 0); !cursor.isAtEnd();) {
      uint64_t length = cursor.fixed(4), end = cursor.at + length;
      if (length >= dwarf::DW_LENGTH_lo_reserved || end > contentOf(section).size() ||
          !readProgram(section, cursor, end))
        return false;
    }
    return true;
  }

  bool readProgram(uint32_t section, Cursor &cursor, uint64_t end) {
    MachOLineProgram &program = debug.lines.emplace_back();
    program.section = section;
    uint64_t version = cursor.fixed(2);
    if (version == 5 && (cursor.fixed(1) != 8 || cursor.fixed(1) != 0))
      return false;
    uint64_t headerLength = cursor.fixed(4), start = cursor.at + headerLength;
    program.unit = uint8_t(cursor.fixed(1));
    if (version < 2 || version > 5 || (version >= 4 && cursor.fixed(1) != 1))
      return false;
    cursor.skip(1);
    program.lineBase = int8_t(cursor.fixed(1));
    program.lineRange = uint8_t(cursor.fixed(1));
    program.opcodeBase = uint8_t(cursor.fixed(1));
    if (program.unit == 0 || program.lineRange == 0 || program.opcodeBase < 10 || start > end)
      return false;
    std::vector<uint8_t> operands(1);
    for (unsigned i = 1; i < program.opcodeBase; ++i)
      operands.push_back(uint8_t(cursor.fixed(1)));
    static constexpr uint8_t expected[] = {0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1};
    for (size_t i = 1; i < std::min(operands.size(), std::size(expected)); ++i)
      if (operands[i] != expected[i])
        return false;
    if (cursor.isOdd || cursor.at > start)
      return false;
    cursor.at = start;
    return readRows(program, operands, cursor, end);
  }

  bool readRows(MachOLineProgram &program, llvm::ArrayRef<uint8_t> operands, Cursor &cursor,
                uint64_t end) {
    std::optional<MachOPlace> place; // none outside of sequences
    bool isFirst = true;
    size_t done = 0; // steps of earlier rows
    auto step = [&](MachOLineStep::Kind kind, uint64_t offset, uint64_t bytes, uint64_t distance) {
      if (place)
        place = distance > UINT32_MAX ? std::nullopt : behind(*place, distance * program.unit);
      program.steps.push_back({kind, uint32_t(offset), uint32_t(bytes), distance * program.unit});
      return place.has_value();
    };
    auto row = [&](bool isEnd) {
      if (!place || !canShrink(llvm::ArrayRef(program.steps).drop_front(done), isEnd))
        return false;
      program.rows.push_back({*place, uint32_t(program.steps.size() - done), isFirst, isEnd});
      done = program.steps.size();
      isFirst = isEnd;
      if (isEnd)
        place.reset();
      return true;
    };
    while (cursor.at < end && !cursor.isOdd) {
      uint64_t at = cursor.at, opcode = cursor.fixed(1);
      bool isFine = true;
      if (opcode >= program.opcodeBase) {
        isFine = step(MachOLineStep::special, at, 1,
                      (opcode - program.opcodeBase) / program.lineRange) &&
                 row(false);
      } else if (opcode == 0) {
        uint64_t length = cursor.uleb(), next = cursor.at + length;
        if (length == 0 || next > end || next < cursor.at)
          return false;
        uint64_t extended = cursor.fixed(1);
        if (extended == dwarf::DW_LNE_end_sequence)
          isFine = row(true);
        if (extended == dwarf::DW_LNE_set_address) {
          isFine = !place && length == 9 && done == program.steps.size();
          place = targetAt(program.section, cursor.at);
          if (place)
            debug.bases[{program.section, cursor.at}] = *place;
        }
        cursor.at = next;
      } else if (opcode == dwarf::DW_LNS_copy) {
        isFine = row(false);
      } else if (opcode == dwarf::DW_LNS_advance_pc) {
        uint64_t operand = cursor.at, distance = cursor.uleb();
        isFine = step(MachOLineStep::advance, operand, cursor.at - operand, distance);
      } else if (opcode == dwarf::DW_LNS_const_add_pc) {
        isFine = step(MachOLineStep::constant, at, 1,
                      uint64_t((255 - program.opcodeBase) / program.lineRange));
      } else if (opcode == dwarf::DW_LNS_fixed_advance_pc) {
        uint64_t operand = cursor.at, distance = cursor.fixed(2);
        isFine = program.unit == 1 && step(MachOLineStep::fixed, operand, 2, distance);
      } else {
        for (uint8_t i = 0; i < operands[opcode]; ++i)
          cursor.skipLeb();
      }
      if (!isFine)
        return false;
    }
    return !cursor.isOdd && cursor.at == end && !place && done == program.steps.size();
  }

  /// Whether the steps can be made to advance by any smaller distance, in as many bytes: at most
  /// one of them is of a constant size, and it is followed by one that is not. (Behind the last row
  /// it does not matter if the sequence is too long.)
  static bool canShrink(llvm::ArrayRef<MachOLineStep> steps, bool isEnd) {
    size_t constants = size_t(llvm::count_if(
        steps, [](const MachOLineStep &s) { return s.kind == MachOLineStep::constant; }));
    return constants == 0 || (constants == 1 && (isEnd || steps.size() > 1));
  }

  const MachOFile &file;
  MachODebug &debug;
  std::map<StringRef, uint32_t> byName;
  std::map<MachOPlace, MachOPlace> targets;                ///< of relocated fields
  std::map<MachOPlace, std::optional<MachOPlace>> visited; ///< entries of lists, and their bases
  bool isOdd = false;                                      ///< a relocation is
  uint64_t work = 0;                                       ///< attributes that were read
  std::optional<uint64_t> tableAt;
  std::map<uint64_t, Abbreviation> table;
};

} // namespace

Error MachODebug::read(const MachOFile &file,
                       llvm::ArrayRef<std::vector<MachOReference>> references) {
  return DebugReader(file, references, *this).run();
}

} // namespace armeld
