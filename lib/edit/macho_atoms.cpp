// Writes Mach-O objects with atoms removed.
//
// Source: see objects/macho_file.h.
#include "edit/macho_atoms.h"
#include "edit/elf_strings.h"
#include "edit/macho_debug.h"
#include "edit/macho_layout.h"
#include "objects/macho_tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

namespace {

/// A section as it will be in the file.
struct NewSection {
  std::string content;
  std::string relocations; ///< records
};

class MachOAtomWriter {
public:
  MachOAtomWriter(const MachOParts &parts, const MachOLayout &layout)
      : parts(parts), file(parts.file), layout(layout), debug(parts, layout), strings(file.strings),
        sections(file.sections.size()) {}

  Expected<ObjectBytes> run() {
    chooseSymbols();
    for (uint32_t s = 0; s < sections.size(); ++s) {
      copyContent(s);
      if (Error error = moveReferences(s))
        return error;
    }
    if (Error error = moveFrames())
      return error;
    if (Error error = debug.write([&](uint32_t s) -> std::string & { return sections[s].content; }))
      return error;
    if (Error error = writeSymbols())
      return error;
    return write();
  }

private:
  // ---- symbols ----

  /// Undefined symbols go if only what goes mentions them. A list of addresses mentions nothing.
  void chooseSymbols() {
    std::vector<bool> wasUsed(file.symbols.size()), isUsed(file.symbols.size());
    for (uint32_t s = 0; s < sections.size(); ++s) {
      if (file.sections[s].role == MachORole::addresses)
        continue;
      for (const MachOReference &reference : parts.references[s])
        for (std::optional<uint32_t> symbol : {reference.symbol, reference.subtrahend})
          if (symbol) {
            wasUsed[*symbol] = true;
            if (newOffset(s, reference))
              isUsed[*symbol] = true;
          }
    }
    uint32_t next = 0;
    for (size_t i = 0; i < file.symbols.size(); ++i) {
      if (i == file.locals)
        next += uint32_t(layout.padding().size());
      const MachO::nlist_64 &symbol = file.symbols[i];
      std::optional<MachOPlace> place = file.placeOf(symbol);
      bool isUndefined = (symbol.n_type & MachO::N_TYPE) == MachO::N_UNDF && symbol.n_value == 0;
      bool goes = place ? !layout.moved(*place) : isUndefined ? wasUsed[i] && !isUsed[i] : false;
      symbols.push_back(goes ? gone : next++);
    }
  }

  std::optional<uint32_t> symbolAt(uint32_t index) const {
    return symbols[index] == gone ? std::nullopt : std::optional(symbols[index]);
  }

  Error writeSymbols() {
    for (size_t i = 0; i < file.symbols.size(); ++i)
      if (symbols[i] != gone)
        strings.use(file.symbols[i].n_strx);
    if (!file.strings.empty())
      if (Error error = strings.compact())
        return error;
    for (size_t i = 0; i <= file.symbols.size(); ++i) {
      if (i == file.locals)
        addPaddingSymbols();
      if (i == file.symbols.size() || symbols[i] == gone)
        continue;
      MachO::nlist_64 symbol = file.symbols[i];
      symbol.n_strx = strings.moved(symbol.n_strx);
      if (std::optional<MachOPlace> place = file.placeOf(symbol))
        symbol.n_value = layout.addressOf(*layout.moved(*place));
      addSymbol(symbol);
      ++(i < file.locals ? locals : i < file.locals + file.defined ? defined : undefined);
    }
    return Error::success();
  }

  void addSymbol(const MachO::nlist_64 &symbol) {
    symbolTable.append(reinterpret_cast<const char *>(&symbol), sizeof symbol);
  }

  /// Linkers do not copy local symbols whose names begin with an l.
  void addPaddingSymbols() {
    if (layout.padding().empty())
      return;
    uint32_t name = uint32_t(strings.bytes.size());
    strings.bytes.append({'l', '\0'});
    for (MachOPlace place : layout.padding()) {
      addSymbol({name, MachO::N_SECT, uint8_t(place.section + 1), 0, layout.addressOf(place)});
      ++locals;
    }
  }

  // ---- sections ----

  void copyContent(uint32_t s) {
    const MachOSection &section = file.sections[s];
    std::string &content = sections[s].content;
    if (section.isZerofill())
      return;
    content.assign(layout.sizeOf(s), '\0');
    auto copy = [&](uint64_t from, uint64_t to, uint64_t size) {
      llvm::copy(section.content.substr(from, size), content.begin() + ptrdiff_t(to));
    };
    if (section.role == MachORole::unwind) {
      for (size_t i = 0; i < parts.unwinds.size(); ++i)
        if (std::optional<uint64_t> begin = layout.unwindAt(i))
          copy(parts.unwinds[i].begin, *begin, MachOUnwind::bytes);
    } else if (section.role == MachORole::frames) {
      for (size_t i = 0; i < parts.frames.size(); ++i)
        if (std::optional<uint64_t> begin = layout.frameAt(i))
          copy(parts.frames[i].begin, *begin, parts.frames[i].end - parts.frames[i].begin);
    } else if (section.isAtoms()) {
      auto [first, last] = parts.division->numbersOf(s);
      for (uint32_t number = first; number < last; ++number) {
        const MachOAtom &atom = parts.division->atom(number);
        if (!layout.isGone(number))
          copy(atom.begin, layout.moved({s, atom.begin})->offset, atom.size());
      }
    } else {
      copy(0, 0, section.content.size());
    }
  }

  /// Where the field of a reference is now; nothing if it has gone.
  std::optional<uint64_t> newOffset(uint32_t s, const MachOReference &reference) const {
    switch (file.sections[s].role) {
    case MachORole::unwind: {
      std::optional<uint64_t> begin = layout.unwindAt(reference.offset / MachOUnwind::bytes);
      return begin ? std::optional(*begin + reference.offset % MachOUnwind::bytes) : std::nullopt;
    }
    case MachORole::frames:
      return newFrameOffset(reference.offset);
    case MachORole::divided:
    case MachORole::whole: {
      std::optional<MachOPlace> place = layout.moved({s, reference.offset});
      return place ? std::optional(place->offset) : std::nullopt;
    }
    default:
      return reference.offset;
    }
  }

  std::optional<uint64_t> newFrameOffset(uint64_t offset) const {
    auto next = llvm::partition_point(
        parts.frames, [&](const MachOFrame &frame) { return frame.begin <= offset; });
    size_t record = size_t(next - parts.frames.begin()) - 1;
    std::optional<uint64_t> begin = layout.frameAt(record);
    return begin ? std::optional(*begin + (offset - parts.frames[record].begin)) : std::nullopt;
  }

  static void put(std::string &content, uint64_t offset, uint32_t size, uint64_t value) {
    if (size == 8)
      endian::write64le(content.data() + offset, value);
    else
      endian::write32le(content.data() + offset, uint32_t(value));
  }

  Error moveReferences(uint32_t s) {
    for (const MachOReference &reference : parts.references[s])
      if (std::optional<uint64_t> offset = newOffset(s, reference))
        if (Error error = moveReference(s, reference, *offset))
          return error;
    return Error::success();
  }

  Error moveReference(uint32_t s, const MachOReference &reference, uint64_t offset) {
    const MachOSection &section = file.sections[s];
    std::string &content = sections[s].content;
    if (section.role == MachORole::debug && file.placeOf(reference)) {
      moveDebugReference(s, reference);
      return Error::success();
    }
    std::optional<MachOPlace> place =
        reference.place ? layout.moved(*reference.place) : std::nullopt;
    bool isLost = (reference.place && !place) ||
                  (reference.symbol && !symbolAt(*reference.symbol)) ||
                  (reference.subtrahend && !symbolAt(*reference.subtrahend));
    if (isLost) {
      if (section.role != MachORole::addresses)
        return failure("section " + Twine(s + 1) + " '" + shown(section.name) +
                       "' refers to what is to be removed");
      return Error::success();
    }
    if (place) {
      uint64_t value = layout.addressOf(*place);
      if (reference.bias != 0)
        value -= section.address + offset + uint64_t(reference.bias);
      put(content, offset, reference.bytes, value);
    }
    // It is measured from the start of the section, and the field is nearer to that.
    if (section.role == MachORole::frames && reference.subtrahend) {
      const char *field = section.content.data() + reference.offset;
      uint64_t value = reference.bytes == 8 ? endian::read64le(field) : endian::read32le(field);
      put(content, offset, reference.bytes, value + (reference.offset - offset));
    }
    for (uint32_t i = 0; i < reference.relocations; ++i)
      addRelocation(s, section.relocations[reference.relocation + i], offset);
    return Error::success();
  }

  /// A place in debug information, which needs no symbol.
  void moveDebugReference(uint32_t s, const MachOReference &reference) {
    std::string &content = sections[s].content;
    MachODebugMover::Field field = debug.fieldAt(s, reference);
    if (!field.place) {
      put(content, reference.offset, reference.bytes, field.number);
      return;
    }
    MachORelocation relocation = file.sections[s].relocations[reference.relocation];
    uint64_t address = layout.addressOf(*field.place);
    if (reference.symbol && symbolAt(*reference.symbol)) {
      // Its content counts from the symbol.
      address -= layout.addressOf(*layout.moved(*file.placeOf(reference)));
    } else {
      relocation.isExternal = false;
      relocation.target = field.place->section + 1;
    }
    put(content, reference.offset, reference.bytes, address);
    addRelocation(s, relocation, reference.offset);
  }

  void addRelocation(uint32_t s, const MachORelocation &relocation, uint64_t offset) {
    uint32_t target = relocation.isExternal ? symbols[relocation.target] : relocation.target;
    char record[8];
    endian::write32le(record, uint32_t(offset));
    endian::write32le(record + 4, target | uint32_t(relocation.isRelative) << 24 |
                                      uint32_t(relocation.length) << 25 |
                                      uint32_t(relocation.isExternal) << 27 |
                                      uint32_t(relocation.type) << 28);
    sections[s].relocations.append(record, sizeof record);
  }

  /// Computes distances anew that have no relocation: those to code, and to CIEs.
  Error moveFrames() {
    if (parts.frames.empty())
      return Error::success();
    uint32_t s = uint32_t(llvm::find_if(file.sections,
                                        [](const MachOSection &section) {
                                          return section.role == MachORole::frames;
                                        }) -
                          file.sections.begin());
    llvm::DenseMap<uint64_t, uint64_t> begins; // of CIEs
    for (size_t i = 0; i < parts.frames.size(); ++i)
      if (std::optional<uint64_t> begin = layout.frameAt(i); begin && parts.frames[i].isCie)
        begins[parts.frames[i].begin] = *begin;
    for (size_t i = 0; i < parts.frames.size(); ++i) {
      const MachOFrame &frame = parts.frames[i];
      std::optional<uint64_t> begin = layout.frameAt(i);
      if (!begin || !frame.function)
        continue;
      put(sections[s].content, *begin + 4, 4, *begin + 4 - begins.lookup(frame.cie));
      for (const std::optional<MachOFrameField> &field : {frame.function, frame.exceptions}) {
        if (!field || field->reference)
          continue;
        std::optional<MachOPlace> target = layout.moved(field->target);
        if (!target)
          return failure("a frame description refers to what is to be removed");
        uint64_t offset = *begin + (field->offset - frame.begin);
        put(sections[s].content, offset, field->bytes,
            layout.addressOf(*target) - (file.sections[s].address + offset));
      }
    }
    return Error::success();
  }

  // ---- tables of places in the code ----

  std::string dataInCode() const {
    std::string table;
    for (const MachODataInCode &entry : parts.dataInCode)
      if (std::optional<MachOPlace> place = layout.moved(entry.place)) {
        char record[8];
        endian::write32le(record, uint32_t(layout.addressOf(*place)));
        endian::write16le(record + 4, entry.length);
        endian::write16le(record + 6, entry.kind);
        table.append(record, sizeof record);
      }
    return table;
  }

  std::string hints() const {
    std::string table;
    llvm::raw_string_ostream out(table);
    for (const MachOHint &hint : parts.hints) {
      if (!llvm::all_of(hint.places, [&](MachOPlace p) { return layout.moved(p).has_value(); }))
        continue;
      llvm::encodeULEB128(hint.kind, out);
      llvm::encodeULEB128(hint.places.size(), out);
      for (MachOPlace place : hint.places)
        llvm::encodeULEB128(layout.addressOf(*layout.moved(place)), out);
    }
    table.resize(llvm::alignTo(table.size(), 8));
    return table;
  }

  // ---- the file ----

  void put32(uint64_t offset, uint64_t value) {
    endian::write32le(result.data() + offset, uint32_t(value));
  }
  void put64(uint64_t offset, uint64_t value) { endian::write64le(result.data() + offset, value); }

  /// Where the part begins in the file.
  uint64_t append(StringRef part, uint64_t alignment) {
    if (!part.empty())
      result.resize(llvm::alignTo(result.size(), alignment));
    uint64_t offset = result.size();
    result.append(part.begin(), part.end());
    return offset;
  }

  Expected<ObjectBytes> write() {
    result.assign(file.bytes.begin(), file.bytes.begin() + ptrdiff_t(file.commandsBytes));
    writeSections();
    for (auto [kind, table] : {std::pair(MachO::LC_DATA_IN_CODE, dataInCode()),
                               std::pair(MachO::LC_LINKER_OPTIMIZATION_HINT, hints())})
      if (const MachOCommand *command = file.find(kind)) {
        put32(command->offset + offsetof(MachO::linkedit_data_command, dataoff), append(table, 8));
        put32(command->offset + offsetof(MachO::linkedit_data_command, datasize), table.size());
      }
    uint64_t command = file.find(MachO::LC_SYMTAB)->offset;
    put32(command + offsetof(MachO::symtab_command, symoff), append(symbolTable, 8));
    put32(command + offsetof(MachO::symtab_command, nsyms),
          symbolTable.size() / sizeof(MachO::nlist_64));
    uint64_t begin = append(StringRef(strings.bytes.data(), strings.bytes.size()), 1);
    // Apple's archives hold members whose size is a multiple of 8.
    result.resize(llvm::alignTo(result.size(), 8));
    put32(command + offsetof(MachO::symtab_command, stroff), begin);
    put32(command + offsetof(MachO::symtab_command, strsize), result.size() - begin);
    if (const MachOCommand *counts = file.find(MachO::LC_DYSYMTAB))
      writeCounts(counts->offset);
    if (result.size() > UINT32_MAX)
      return failure("would get larger than 4 GB");
    return std::move(result);
  }

  void writeSections() {
    uint64_t begin = result.size();
    for (uint32_t s = 0; s < sections.size(); ++s) {
      const MachOSection &section = file.sections[s];
      uint64_t alignment = uint64_t(1) << std::min(section.alignment, 3u);
      uint64_t header = section.headerOffset;
      if (!section.isZerofill())
        put32(header + offsetof(MachO::section_64, offset), append(sections[s].content, alignment));
      put64(header + offsetof(MachO::section_64, size), layout.sizeOf(s));
    }
    if (const MachOCommand *segment = file.find(MachO::LC_SEGMENT_64)) {
      put64(segment->offset + offsetof(MachO::segment_command_64, fileoff), begin);
      put64(segment->offset + offsetof(MachO::segment_command_64, filesize), result.size() - begin);
    }
    for (uint32_t s = 0; s < sections.size(); ++s) {
      StringRef records = sections[s].relocations;
      uint64_t header = file.sections[s].headerOffset;
      put32(header + offsetof(MachO::section_64, reloff), records.empty() ? 0 : append(records, 8));
      put32(header + offsetof(MachO::section_64, nreloc), records.size() / 8);
    }
  }

  void writeCounts(uint64_t command) {
    for (auto [field, value] :
         {std::pair(offsetof(MachO::dysymtab_command, ilocalsym), 0u),
          std::pair(offsetof(MachO::dysymtab_command, nlocalsym), locals),
          std::pair(offsetof(MachO::dysymtab_command, iextdefsym), locals),
          std::pair(offsetof(MachO::dysymtab_command, nextdefsym), defined),
          std::pair(offsetof(MachO::dysymtab_command, iundefsym), locals + defined),
          std::pair(offsetof(MachO::dysymtab_command, nundefsym), undefined)})
      put32(command + field, value);
    for (size_t field : unusedTablePlaces)
      put32(command + field, 0);
  }

  static constexpr uint32_t gone = UINT32_MAX;
  const MachOParts &parts;
  const MachOFile &file;
  const MachOLayout &layout;
  MachODebugMover debug;
  CompactedStrings strings;
  std::vector<NewSection> sections;
  std::vector<uint32_t> symbols; ///< by index in the symbol table: the new one
  std::string symbolTable;
  uint32_t locals = 0, defined = 0, undefined = 0;
  ObjectBytes result;
};

} // namespace

Expected<ObjectBytes> rewriteMachOAtoms(StringRef bytes, const Edit &edit) {
  MachOParts parts;
  if (Error error = parts.read(bytes))
    return error;
  MachOLayout layout(parts);
  if (Error error = layout.lay(edit.remove))
    return error;
  return MachOAtomWriter(parts, layout).run();
}

} // namespace armeld
