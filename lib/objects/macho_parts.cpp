#include "objects/macho_parts.h"

#include "base/leb128.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

Error MachOParts::read(StringRef bytes) {
  if (Error error = file.read(bytes))
    return error;
  division.emplace(file);
  for (uint32_t s = 0; s < file.sections.size(); ++s)
    if (Error error = readReferences(s))
      return error;
  for (auto step :
       {&MachOParts::readUnwinding, &MachOParts::readDataInCode, &MachOParts::readHints})
    if (Error error = (this->*step)())
      return error;
  if (Error error = debug.read(file, references))
    return error;
  return checkSymbols();
}

Error MachOParts::readReferences(uint32_t section) {
  Expected<std::vector<MachOReference>> found = file.referencesOf(section);
  if (!found)
    return found.takeError();
  for (const MachOReference &reference : *found)
    if (Error error = checkReference(section, reference))
      return error;
  references.push_back(std::move(*found));
  return Error::success();
}

Error MachOParts::checkReference(uint32_t section, const MachOReference &reference) const {
  MachORole role = file.sections[section].role;
  if (file.sections[section].isAtoms()) {
    const MachOAtom &atom = division->atom(atomAt({section, reference.offset}));
    if (reference.offset + reference.bytes > atom.end)
      return failure("a relocation is in two atoms");
  }
  for (std::optional<uint32_t> symbol : {reference.symbol, reference.subtrahend}) {
    // Frame descriptions measure from their section's start.
    bool isOwn = role == MachORole::frames && symbol == reference.subtrahend;
    std::optional<MachOPlace> place = symbol ? file.placeOf(file.symbols[*symbol]) : std::nullopt;
    if (place && !isOwn && !file.sections[place->section].isAtoms() && role != MachORole::debug)
      return failure("refers to a section that is not made of atoms");
  }
  if (reference.place && role != MachORole::debug &&
      !file.sections[reference.place->section].isAtoms())
    return failure("refers to a section that is not made of atoms");
  return Error::success();
}

/// Records of unwinding get other places, and nothing but their own section's start is known by a
/// symbol.
Error MachOParts::checkSymbols() const {
  for (const MachO::nlist_64 &symbol : file.symbols)
    if (std::optional<MachOPlace> place = file.placeOf(symbol)) {
      MachORole role = file.sections[place->section].role;
      bool isRecords = role == MachORole::unwind || role == MachORole::frames;
      if (isRecords && (place->offset != 0 || (symbol.n_type & MachO::N_EXT)))
        return failure("a record of unwinding has a symbol");
      if (file.sections[place->section].isAtoms() && atomAt(*place) == 0)
        return failure("a symbol is in no atom");
    }
  return Error::success();
}

Error MachOParts::readUnwinding() {
  bool hasUnwinds = false, hasFrames = false;
  for (uint32_t s = 0; s < file.sections.size(); ++s) {
    MachORole role = file.sections[s].role;
    if (role == MachORole::unwind) {
      if (std::exchange(hasUnwinds, true))
        return failure("has __compact_unwind twice");
      Expected<std::vector<MachOUnwind>> found = readMachOUnwinds(file, s, references[s]);
      if (!found)
        return found.takeError();
      unwinds = std::move(*found);
    } else if (role == MachORole::frames) {
      if (std::exchange(hasFrames, true))
        return failure("has __eh_frame twice");
      Expected<std::vector<MachOFrame>> found = readMachOFrames(file, s, references[s]);
      if (!found)
        return found.takeError();
      frames = std::move(*found);
    }
  }
  auto isNoAtom = [&](const std::optional<MachOFrameField> &field) {
    return field && (!file.sections[field->target.section].isAtoms() || atomAt(field->target) == 0);
  };
  for (const MachOFrame &frame : frames)
    if (isNoAtom(frame.function) || isNoAtom(frame.exceptions))
      return failure("a frame description is for no atom");
  return Error::success();
}

Expected<MachOPlace> MachOParts::codeAt(uint64_t address) const {
  std::optional<MachOPlace> place = file.placeAt(address);
  if (!place || !file.sections[place->section].isAtoms() || atomAt(*place) == 0)
    return failure("a list of places in the code has one outside of it");
  return *place;
}

Error MachOParts::readDataInCode() {
  for (StringRef rest = file.dataInCode; !rest.empty(); rest = rest.drop_front(8)) {
    Expected<MachOPlace> place = codeAt(endian::read32le(rest.data()));
    if (!place)
      return place.takeError();
    MachODataInCode entry{*place, endian::read16le(rest.data() + 4),
                          endian::read16le(rest.data() + 6)};
    if (entry.place.offset + entry.length > division->atom(atomAt(entry.place)).end)
      return failure("data in code is in two atoms");
    dataInCode.push_back(entry);
  }
  return Error::success();
}

Error MachOParts::readHints() {
  for (StringRef rest = file.hints; !rest.empty();) {
    std::optional<uint64_t> kind = takeUleb128(rest);
    if (kind == 0u && rest.find_first_not_of('\0') == StringRef::npos)
      return Error::success(); // padding
    std::optional<uint64_t> count = kind ? takeUleb128(rest) : std::nullopt;
    if (!count || *count > 8)
      return failure("has a hint for the linker that armeld does not know");
    MachOHint &hint = hints.emplace_back();
    hint.kind = *kind;
    for (uint64_t i = 0; i < *count; ++i) {
      std::optional<uint64_t> address = takeUleb128(rest);
      Expected<MachOPlace> place = codeAt(address.value_or(UINT64_MAX));
      if (!place)
        return place.takeError();
      hint.places.push_back(*place);
    }
  }
  return Error::success();
}

} // namespace armeld
