#include "edit/macho_debug_check.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"

namespace armeld {

namespace dwarf = llvm::dwarf;

static Error changed(uint32_t section, uint64_t offset) {
  return failure("the debug information in section " + Twine(section + 1) + " at " + Twine(offset) +
                 " describes something else");
}

MachODebugCheck::MachODebugCheck(const MachOParts &was, const MachOParts &is,
                                 llvm::ArrayRef<uint64_t> begins)
    : was(was), is(is), begins(begins), lows(begins.size()), nexts(begins.size(), UINT32_MAX) {
  const std::vector<MachOAtom> &atoms = was.division->atoms;
  for (size_t i = 1; i < atoms.size(); ++i)
    if (atoms[i - 1].section == atoms[i].section)
      lows[i] = begins[i - 1] == UINT64_MAX ? lows[i - 1] : begins[i - 1] + atoms[i - 1].size();
  for (size_t i = atoms.size(); i-- > 0;)
    if (begins[i] != UINT64_MAX)
      nexts[i] = uint32_t(i);
    else if (i + 1 < atoms.size() && atoms[i + 1].section == atoms[i].section)
      nexts[i] = nexts[i + 1];
}

Error MachODebugCheck::run() const {
  // What has been compared by meaning is cleared in both, and the rest is the same.
  std::vector<std::string> before, after;
  for (size_t s = 0; s < was.file.sections.size(); ++s) {
    bool isDebug = was.file.sections[s].role == MachORole::debug;
    before.push_back(isDebug ? was.file.sections[s].content.str() : "");
    after.push_back(isDebug ? is.file.sections[s].content.str() : "");
    if (before.back().size() != after.back().size())
      return failure("a section of debug information has another size");
  }
  for (auto step : {&MachODebugCheck::checkReferences, &MachODebugCheck::checkRanges,
                    &MachODebugCheck::checkLines})
    if (Error error = (this->*step)(before, after))
      return error;
  return before == after ? Error::success() : failure("the debug information has changed");
}

std::optional<MachOPlace> MachODebugCheck::moved(MachOPlace place) const {
  uint32_t number = was.atomAt(place);
  if (!was.file.sections[place.section].isAtoms())
    return place;
  if (number == 0 || begins[number - 1] == UINT64_MAX)
    return std::nullopt;
  return MachOPlace{place.section,
                    begins[number - 1] + place.offset - was.division->atom(number).begin};
}

/// Whether `now` stands for a place that has gone: it is as far before what follows as it was, but
/// not before the end of what is left before it.
bool MachODebugCheck::isNear(MachOPlace old, MachOPlace now) const {
  uint32_t number = was.atomAt(old);
  uint64_t expected = lows[number - 1];
  if (uint32_t next = nexts[number - 1]; next != UINT32_MAX) {
    uint64_t distance = was.division->atoms[next].begin - old.offset;
    if (distance < begins[next])
      expected = std::max(expected, begins[next] - distance);
  }
  return now == MachOPlace{old.section, expected};
}

bool MachODebugCheck::isBegin(MachOPlace old, MachOPlace now) const {
  std::optional<MachOPlace> to = moved(old);
  return to ? *to == now : isNear(old, now);
}

bool MachODebugCheck::isEnd(MachOPlace old, MachOPlace now) const {
  if (old.offset == 0)
    return isBegin(old, now);
  std::optional<MachOPlace> last = moved({old.section, old.offset - 1});
  return last ? MachOPlace{last->section, last->offset + 1} == now : isNear(old, now);
}

bool MachODebugCheck::hasLeft(const MachODebugRange &range) const {
  if (range.isBound && !moved(range.begin))
    return false;
  if (range.begin == range.end)
    return true;
  for (uint32_t number = was.atomAt(range.begin);
       number < was.division->numbersOf(range.begin.section).second &&
       was.division->atom(number).begin < range.end.offset;
       ++number)
    if (begins[number - 1] != UINT64_MAX)
      return true;
  return false;
}

static void clear(std::vector<std::string> &sections, uint32_t section, uint64_t offset,
                  uint64_t bytes) {
  std::fill_n(sections[section].begin() + ptrdiff_t(offset), bytes, '\0');
}

Error MachODebugCheck::checkReferences(std::vector<std::string> &before,
                                       std::vector<std::string> &after) const {
  std::map<MachOPlace, bool> ends; // relocated fields of ranges: whether they are ends
  for (const MachODebugRange &range : was.debug.ranges)
    if (range.isRelocated) {
      ends[{range.first->section, range.first->offset}] = false;
      ends[{range.last.section, range.last.offset}] = true;
    }
  for (uint32_t s = 0; s < was.file.sections.size(); ++s) {
    if (was.file.sections[s].role != MachORole::debug)
      continue;
    auto now = is.references[s].begin(), end = is.references[s].end();
    for (const MachOReference &old : was.references[s]) {
      std::optional<MachOPlace> from = was.file.targetOf(s, old);
      if (!from)
        continue; // compared with other references
      while (now != end && !is.file.targetOf(s, *now))
        ++now;
      MachOPlace field{s, old.offset};
      auto range = ends.find(field);
      bool isOfEnd = was.debug.ends.contains(field) || (range != ends.end() && range->second);
      bool isOfBase = was.debug.bases.contains(field) || range != ends.end();
      if (now != end && now->offset == old.offset) {
        MachOPlace to = *is.file.targetOf(s, *now++);
        bool isRight = isOfEnd    ? isEnd(*from, to)
                       : isOfBase ? isBegin(*from, to)
                                  : moved(*from) == to;
        if (!isRight)
          return changed(s, old.offset);
        clear(before, s, old.offset, old.bytes);
      } else {
        bool isGone = isOfEnd && from->offset != 0 ? !moved({from->section, from->offset - 1})
                                                   : !moved(*from);
        if (!isGone || was.debug.bases.contains(field))
          return changed(s, old.offset);
        clear(before, s, old.offset, old.bytes);
        if (range != ends.end())
          before[s][old.offset] = 1;
        continue;
      }
      clear(after, s, old.offset, old.bytes);
    }
    while (now != end && !is.file.targetOf(s, *now))
      ++now;
    if (now != end)
      return failure("the debug information has a new reference");
  }
  return Error::success();
}

Error MachODebugCheck::checkRanges(std::vector<std::string> &before,
                                   std::vector<std::string> &after) const {
  auto now = is.debug.ranges.begin(), end = is.debug.ranges.end();
  for (const MachODebugRange &old : was.debug.ranges) {
    bool isLeft = hasLeft(old);
    if (old.isPair && !isLeft) {
      // Equal numbers other than zero, which are no range.
      for (const MachODebugField &field : {*old.first, old.last}) {
        clear(before, field.section, field.offset, field.bytes);
        before[field.section][field.offset] = 1;
      }
      continue;
    }
    bool isThere =
        now != end && now->last.section == old.last.section && now->last.offset == old.last.offset;
    if (old.isSize && !isLeft && !isThere) {
      // The begin has no address any more.
      clear(before, old.last.section, old.last.offset, old.last.bytes);
      for (uint32_t i = 0; old.last.isLeb && i + 1 < old.last.bytes; ++i)
        before[old.last.section][old.last.offset + i] = char(0x80);
      continue;
    }
    bool hasSameFields = isThere && now->last.bytes == old.last.bytes &&
                         now->first.has_value() == old.first.has_value() &&
                         (!old.first || now->first->bytes == old.first->bytes);
    if (!hasSameFields || !isBegin(old.begin, now->begin) ||
        (isLeft ? !isEnd(old.end, now->end) : now->begin != now->end))
      return changed(old.last.section, old.last.offset);
    for (auto *sections : {&before, &after}) {
      if (old.first)
        clear(*sections, old.first->section, old.first->offset, old.first->bytes);
      clear(*sections, old.last.section, old.last.offset, old.last.bytes);
    }
    ++now;
  }
  return now == end ? Error::success() : failure("the debug information has a new range");
}

Error MachODebugCheck::checkLines(std::vector<std::string> &before,
                                  std::vector<std::string> &after) const {
  if (was.debug.lines.size() != is.debug.lines.size())
    return failure("has another number of line tables");
  for (size_t i = 0; i < was.debug.lines.size(); ++i) {
    const MachOLineProgram &old = was.debug.lines[i], &now = is.debug.lines[i];
    if (old.rows.size() != now.rows.size() || old.opcodeBase != now.opcodeBase ||
        old.lineRange != now.lineRange)
      return failure("a line table has other rows");
    for (size_t r = 0; r < old.rows.size(); ++r) {
      MachOPlace from = old.rows[r].place, to = now.rows[r].place;
      // A sequence may end late, for nothing follows.
      bool isRight = old.rows[r].isEnd
                         ? isEnd(from, to) || to.offset >= now.rows[r - 1].place.offset
                         : isBegin(from, to);
      if (!isRight || old.rows[r].isEnd != now.rows[r].isEnd)
        return failure("row " + Twine(r) + " of a line table is for another place");
    }
    for (const MachOLineStep &step : old.steps) {
      auto opcode = [&](const std::vector<std::string> &sections) {
        return uint8_t(sections[old.section][step.offset]);
      };
      uint8_t a = opcode(before), b = opcode(after);
      bool isSame = step.kind == MachOLineStep::special
                        ? b >= old.opcodeBase && (a - old.opcodeBase) % old.lineRange ==
                                                     (b - old.opcodeBase) % old.lineRange
                    : step.kind == MachOLineStep::constant
                        ? b == a || b == dwarf::DW_LNS_set_basic_block
                        : true;
      if (!isSame)
        return changed(old.section, step.offset);
      clear(before, old.section, step.offset, step.bytes);
      clear(after, old.section, step.offset, step.bytes);
    }
  }
  return Error::success();
}

} // namespace armeld
