#include "edit/macho_layout.h"

#include "llvm/ADT/DenseSet.h"

namespace armeld {

Error MachOLayout::lay(const Rare<uint32_t> &removed) {
  atomBegins.assign(parts.division->atoms.size() + 1, 0);
  neighbours.resize(atomBegins.size());
  for (uint32_t number : removed) {
    if (number == 0 || number >= atomBegins.size())
      return failure("atom " + Twine(number) + " is to be removed, of " +
                     Twine(parts.division->atoms.size()));
    atomBegins[number] = gone;
  }
  for (const MachOSection &section : parts.file.sections)
    sizes.push_back(section.size);
  for (uint32_t s = 0; s < sizes.size(); ++s)
    layAtoms(s);
  for (uint32_t s = 0; s < sizes.size(); ++s) {
    if (parts.file.sections[s].role == MachORole::unwind)
      layUnwinds(s);
    if (parts.file.sections[s].role == MachORole::frames)
      layFrames(s);
  }
  return Error::success();
}

void MachOLayout::layAtoms(uint32_t s) {
  auto [first, last] = parts.division->numbersOf(s);
  uint64_t mask = (uint64_t(1) << parts.file.sections[s].alignment) - 1, end = 0;
  for (uint32_t number = first; number < last; ++number) {
    neighbours[number].end = end;
    if (isGone(number))
      continue;
    const MachOAtom &atom = parts.division->atom(number);
    atomBegins[number] = end + ((atom.begin - end) & mask);
    if (atomBegins[number] != end && parts.file.sections[s].hasPadding())
      gaps.push_back({s, end});
    end = atomBegins[number] + atom.size();
  }
  if (first != last)
    sizes[s] = end;
  uint32_t next = 0;
  for (uint32_t number = last; number-- > first;) {
    if (!isGone(number))
      next = number;
    neighbours[number].next = next;
  }
}

void MachOLayout::layUnwinds(uint32_t s) {
  uint64_t end = 0;
  for (const MachOUnwind &unwind : parts.unwinds) {
    bool goes = isGone(parts.atomAt(unwind.function));
    unwindBegins.push_back(goes ? gone : end);
    end += goes ? 0 : MachOUnwind::bytes;
  }
  sizes[s] = end;
}

/// A CIE goes with the last description that uses it.
void MachOLayout::layFrames(uint32_t s) {
  auto goes = [&](const MachOFrame &frame) {
    return frame.function && isGone(parts.atomAt(frame.function->target));
  };
  llvm::DenseSet<uint64_t> were, are; // CIEs that are used
  for (const MachOFrame &frame : parts.frames)
    if (frame.function) {
      were.insert(frame.cie);
      if (!goes(frame))
        are.insert(frame.cie);
    }
  uint64_t end = 0;
  for (const MachOFrame &frame : parts.frames) {
    bool isUnused = frame.isCie && were.contains(frame.begin) && !are.contains(frame.begin);
    bool isLost = isUnused || goes(frame);
    frameBegins.push_back(isLost ? gone : end);
    end += isLost ? 0 : frame.end - frame.begin;
  }
  sizes[s] = end;
}

std::optional<MachOPlace> MachOLayout::moved(MachOPlace place) const {
  if (!parts.file.sections[place.section].isAtoms())
    return place;
  uint32_t number = parts.atomAt(place);
  if (number == 0 || isGone(number))
    return std::nullopt;
  return MachOPlace{place.section,
                    atomBegins[number] + (place.offset - parts.division->atom(number).begin)};
}

MachOPlace MachOLayout::landing(MachOPlace place) const {
  if (std::optional<MachOPlace> now = moved(place))
    return *now;
  uint32_t number = parts.atomAt(place);
  const Neighbours &around = neighbours[number];
  if (around.next == 0)
    return {place.section, around.end};
  // As near to what follows as it was, as far as there is room.
  uint64_t distance = parts.division->atom(around.next).begin - place.offset;
  uint64_t next = atomBegins[around.next];
  return {place.section, next - std::min(distance, next - around.end)};
}

MachOPlace MachOLayout::landingEnd(MachOPlace end) const {
  if (end.offset == 0)
    return end;
  MachOPlace last{end.section, end.offset - 1};
  if (std::optional<MachOPlace> now = moved(last))
    return {now->section, now->offset + 1};
  return landing(end);
}

bool MachOLayout::isLeft(MachOPlace begin, MachOPlace end) const {
  if (begin == end || moved(begin))
    return true;
  uint32_t next = neighbours[parts.atomAt(begin)].next;
  return next != 0 && parts.division->atom(next).begin < end.offset;
}

} // namespace armeld
