#include "edit/macho_debug.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"

namespace armeld {

namespace dwarf = llvm::dwarf;
namespace endian = llvm::support::endian;

/// What an entry of .debug_ranges or .debug_loc holds twice if it is for no code, as lld writes it:
/// two zeros would end the list.
static constexpr uint64_t emptyPair = 1;

static MachOPlace placeOf(const MachODebugField &field) { return {field.section, field.offset}; }

MachODebugMover::MachODebugMover(const MachOParts &parts, const MachOLayout &layout)
    : parts(parts), layout(layout) {
  for (const auto &[field, target] : parts.debug.bases)
    fields[field] = {layout.landing(target)};
  for (const auto &[field, end] : parts.debug.ends)
    fields[field] = fieldOfEnd(end);
  for (const MachODebugRange &range : parts.debug.ranges) {
    if (!range.isRelocated)
      continue;
    bool isLeft = layout.isLeft(range.begin, range.end);
    Field none{std::nullopt, emptyPair};
    fields[placeOf(*range.first)] = isLeft ? Field{layout.landing(range.begin)} : none;
    fields[placeOf(range.last)] = isLeft ? Field{layout.landingEnd(range.end)} : none;
  }
}

MachODebugMover::Field MachODebugMover::fieldOfEnd(MachOPlace end) const {
  if (end.offset == 0)
    return {layout.moved(end)};
  std::optional<MachOPlace> last = layout.moved({end.section, end.offset - 1});
  return {last ? std::optional(MachOPlace{last->section, last->offset + 1}) : std::nullopt};
}

MachODebugMover::Field MachODebugMover::fieldAt(uint32_t section,
                                                const MachOReference &reference) const {
  auto found = fields.find({section, reference.offset});
  if (found != fields.end())
    return found->second;
  std::optional<MachOPlace> target = parts.file.targetOf(section, reference);
  return {target ? layout.moved(*target) : std::nullopt};
}

static Error put(std::string &content, const MachODebugField &field, uint64_t value) {
  auto *at = reinterpret_cast<uint8_t *>(content.data() + field.offset);
  if (field.isLeb) {
    if (llvm::getULEB128Size(value) > field.bytes)
      return failure("a distance in the debug information has grown");
    llvm::encodeULEB128(value, at, field.bytes);
    return Error::success();
  }
  for (uint32_t i = 0; i < field.bytes; ++i)
    at[i] = uint8_t(value >> 8 * i);
  return Error::success();
}

Error MachODebugMover::write(llvm::function_ref<std::string &(uint32_t section)> contentOf) const {
  for (const MachODebugRange &range : parts.debug.ranges)
    if (!range.isRelocated)
      if (Error error = writeRange(range, contentOf(range.last.section)))
        return error;
  for (const MachOLineProgram &program : parts.debug.lines)
    if (Error error = writeLines(program, contentOf(program.section)))
      return error;
  return Error::success();
}

Error MachODebugMover::writeRange(const MachODebugRange &range, std::string &content) const {
  MachOPlace begin = layout.landing(range.begin), end = layout.landingEnd(range.end);
  bool isLeft =
      layout.isLeft(range.begin, range.end) && !(range.isBound && !layout.moved(range.begin));
  if (range.isSize)
    return put(content, range.last, isLeft ? end.offset - begin.offset : 0);
  MachOPlace base = layout.landing(range.base);
  uint64_t first = begin.offset - base.offset, last = isLeft ? end.offset - base.offset : first;
  if (range.isPair && !isLeft)
    first = last = emptyPair;
  if (Error error = put(content, *range.first, first))
    return error;
  return put(content, range.last, last);
}

/// Lets the steps to each row advance by the new distance to it.
Error MachODebugMover::writeLines(const MachOLineProgram &program, std::string &content) const {
  auto rest = llvm::ArrayRef(program.steps);
  uint64_t before = 0;
  for (const MachOLineRow &row : program.rows) {
    MachOPlace place = row.isEnd ? layout.landingEnd(row.place) : layout.landing(row.place);
    llvm::ArrayRef<MachOLineStep> steps = rest.take_front(row.steps);
    rest = rest.drop_front(row.steps);
    uint64_t old = 0;
    for (const MachOLineStep &step : steps)
      old += step.distance;
    uint64_t start = before;
    if (row.isFirst)
      start = layout.landing({row.place.section, row.place.offset - old}).offset;
    if (row.isEnd) // as near as its last row is
      place.offset = std::max(place.offset, start);
    before = place.offset;
    if (place.offset < start || place.offset - start > old ||
        (place.offset - start) % program.unit != 0)
      return failure("a line table does not follow the code");
    uint64_t distance = place.offset - start, excess = old - distance;
    if (excess == 0)
      continue;
    // First the steps that can be of any size get shorter. If that is not enough, the one that
    // cannot goes, and the last one of the others takes over what it has advanced too much.
    uint64_t constant = 0;
    const MachOLineStep *flexible = nullptr;
    for (const MachOLineStep &step : steps) {
      constant += step.kind == MachOLineStep::constant ? step.distance : 0;
      flexible = step.kind == MachOLineStep::constant ? flexible : &step;
    }
    bool dropsConstant = excess > old - constant;
    if (dropsConstant && !flexible && row.isEnd && excess != constant) {
      before = start + constant; // it may end late
      continue;
    }
    uint64_t left = distance - (dropsConstant ? 0 : constant);
    for (const MachOLineStep &step : steps) {
      if (step.kind == MachOLineStep::constant) {
        if (dropsConstant)
          content[step.offset] = char(dwarf::DW_LNS_set_basic_block); // which nobody reads
        continue;
      }
      uint64_t part = &step == flexible ? left : std::min(left, step.distance);
      left -= part;
      part /= program.unit;
      switch (step.kind) {
      case MachOLineStep::special: {
        uint8_t opcode = uint8_t(content[step.offset]);
        unsigned line = (opcode - program.opcodeBase) % program.lineRange;
        uint64_t changed = program.opcodeBase + line + program.lineRange * part;
        if (changed > 255)
          return failure("a line table advances too far");
        content[step.offset] = char(changed);
        break;
      }
      case MachOLineStep::advance:
        if (Error error = put(content, {program.section, step.offset, step.bytes, true}, part))
          return error;
        break;
      default:
        endian::write16le(content.data() + step.offset, uint16_t(part));
      }
    }
  }
  return Error::success();
}

} // namespace armeld
