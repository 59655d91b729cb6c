// Where the parts of a Mach-O object are when some of its atoms have gone.
//
// Sections keep their addresses and get shorter. An atom's alignment shows in nothing but its
// address, so an atom that moves keeps its address modulo the alignment of its section, as Apple's
// linker counts. Distances between atoms therefore never grow. What lies between two atoms then is
// made an atom of its own, or else it would belong to the first one.
#pragma once

#include "documents/edits.h"
#include "objects/macho_parts.h"

namespace armeld {

class MachOLayout {
public:
  explicit MachOLayout(const MachOParts &parts) : parts(parts) {}

  /// Lays out the object without these atoms. An error if there are not so many.
  Error lay(const Rare<uint32_t> &removed);

  bool isGone(uint32_t atom) const { return atomBegins[atom] == gone; }
  /// Where what was there is now; nothing if it has gone.
  std::optional<MachOPlace> moved(MachOPlace place) const;
  /// A place for what debug information says of what has gone: between what is left before and
  /// behind it, so that places stay in order and none are farther apart than they were.
  MachOPlace landing(MachOPlace place) const;
  /// The same of the end of something.
  MachOPlace landingEnd(MachOPlace end) const;
  /// Whether something of the range is left, or it was empty before.
  bool isLeft(MachOPlace begin, MachOPlace end) const;
  uint64_t addressOf(MachOPlace place) const {
    return parts.file.sections[place.section].address + place.offset;
  }
  /// Where padding is that needs a symbol of its own.
  llvm::ArrayRef<MachOPlace> padding() const { return gaps; }
  uint64_t sizeOf(uint32_t section) const { return sizes[section]; }
  /// Of a record of unwinding: where it begins now; nothing if it has gone.
  std::optional<uint64_t> unwindAt(size_t record) const { return known(unwindBegins[record]); }
  std::optional<uint64_t> frameAt(size_t record) const { return known(frameBegins[record]); }

private:
  static constexpr uint64_t gone = UINT64_MAX;
  static std::optional<uint64_t> known(uint64_t begin) {
    return begin == gone ? std::nullopt : std::optional(begin);
  }
  void layAtoms(uint32_t section);
  void layUnwinds(uint32_t section);
  void layFrames(uint32_t section);

  const MachOParts &parts;
  std::vector<uint64_t> sizes; ///< by section
  std::vector<MachOPlace> gaps;
  std::vector<uint64_t> atomBegins; ///< by number
  struct Neighbours {
    uint64_t end = 0;  ///< where what is left before the atom ends now
    uint32_t next = 0; ///< the number of the next atom that is left, or 0
  };
  std::vector<Neighbours> neighbours; ///< likewise
  std::vector<uint64_t> unwindBegins, frameBegins;
};

} // namespace armeld
