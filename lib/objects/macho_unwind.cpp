#include "objects/macho_unwind.h"

#include "base/leb128.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"

namespace armeld {

namespace dwarf = llvm::dwarf;
namespace endian = llvm::support::endian;

Expected<std::vector<MachOUnwind>> readMachOUnwinds(const MachOFile &file, uint32_t section,
                                                    llvm::ArrayRef<MachOReference> references) {
  const MachOSection &unwind = file.sections[section];
  if (unwind.size % MachOUnwind::bytes != 0)
    return failure("__compact_unwind has half a record");
  std::vector<MachOUnwind> records(unwind.size / MachOUnwind::bytes);
  std::vector<bool> hasFunction(records.size());
  for (const MachOReference &reference : references) {
    size_t record = reference.offset / MachOUnwind::bytes;
    uint32_t field = reference.offset % MachOUnwind::bytes;
    std::optional<MachOPlace> place = file.placeOf(reference);
    if (reference.bytes != 8 || reference.relocations != 1 ||
        (field != 0 && field != 16 && field != 24) || (field != 16 && !place))
      return failure("__compact_unwind has a relocation that armeld does not know");
    records[record].references.push_back(&reference);
    if (field != 0)
      continue;
    if (hasFunction[record])
      return failure("__compact_unwind has a record for two functions");
    hasFunction[record] = true;
    records[record].function = *place;
  }
  for (size_t i = 0; i < records.size(); ++i) {
    records[i].begin = uint32_t(i * MachOUnwind::bytes);
    if (!hasFunction[i])
      return failure("__compact_unwind has a record for no function");
  }
  return records;
}

namespace {

class FrameReader {
public:
  FrameReader(const MachOFile &file, uint32_t section, llvm::ArrayRef<MachOReference> references)
      : file(file), section(file.sections[section]) {
    for (const MachOReference &reference : references)
      byOffset[reference.offset] = &reference;
  }

  Expected<std::vector<MachOFrame>> run() {
    Expected<std::vector<ElfFrame>> found = readElfFrames(section.content, /*isLittle=*/true);
    if (!found)
      return found.takeError();
    std::vector<MachOFrame> frames(found->begin(), found->end());
    // A description may come before its CIE.
    for (MachOFrame &frame : frames)
      if (frame.isCie && !frame.isTerminator)
        if (Error error = readCie(frame))
          return error;
    for (MachOFrame &frame : frames)
      if (!frame.isCie && !frame.isTerminator)
        if (Error error = readDescription(frame))
          return error;
    if (!byOffset.empty())
      return failure("__eh_frame has a relocation that armeld does not know");
    return frames;
  }

private:
  struct Cie {
    bool hasAugmentation = false;
    uint8_t function = dwarf::DW_EH_PE_omit, exceptions = dwarf::DW_EH_PE_omit;
  };

  static Error odd() { return failure("__eh_frame has a record that armeld does not know"); }

  StringRef bodyOf(const MachOFrame &frame) const {
    return section.content.slice(frame.begin + 8, frame.end);
  }
  uint64_t offsetOf(StringRef rest) const { return uint64_t(rest.data() - section.content.data()); }

  Error readCie(MachOFrame &frame) {
    if (frame.end - frame.begin < 9 ||
        endian::read32le(section.content.data() + frame.begin) > INT32_MAX)
      return odd();
    StringRef rest = bodyOf(frame);
    uint8_t version = uint8_t(rest[0]);
    rest = rest.drop_front();
    size_t end = rest.find('\0');
    if ((version != 1 && version != 3) || end == StringRef::npos)
      return odd();
    StringRef augmentation = rest.take_front(end);
    rest = rest.drop_front(end + 1);
    Cie cie;
    for (int i = 0; i < 3; ++i) // code and data alignment, and the return address
      if (!takeUleb128(rest))
        return odd();
    if (!augmentation.consume_front("z") || !takeUleb128(rest))
      return odd();
    for (char letter : augmentation) {
      if (letter == 'S' || letter == 'B')
        continue;
      if (rest.empty())
        return odd();
      uint8_t encoding = uint8_t(rest[0]);
      rest = rest.drop_front();
      if (letter == 'R')
        cie.function = encoding;
      else if (letter == 'L')
        cie.exceptions = encoding;
      else if (letter != 'P' || !readPersonality(frame, rest))
        return odd();
    }
    cies[frame.begin] = cie;
    return Error::success();
  }

  bool readPersonality(MachOFrame &frame, StringRef &rest) {
    auto found = byOffset.find(offsetOf(rest));
    if (found == byOffset.end() || !found->second->symbol || found->second->subtrahend ||
        rest.size() < found->second->bytes)
      return false;
    frame.personality = found->second->symbol;
    rest = rest.drop_front(found->second->bytes);
    byOffset.erase(found);
    return true;
  }

  Error readDescription(MachOFrame &frame) {
    auto cie = cies.find(frame.cie);
    if (cie == cies.end() || endian::read32le(section.content.data() + frame.begin) > INT32_MAX)
      return odd();
    StringRef rest = bodyOf(frame);
    if (!readField(rest, cie->second.function, frame.function) || !frame.function)
      return odd();
    if (rest.size() < frame.function->bytes)
      return odd();
    rest = rest.drop_front(frame.function->bytes); // the function's size
    std::optional<uint64_t> size = takeUleb128(rest);
    if (!size || *size > rest.size())
      return odd();
    if (cie->second.exceptions != dwarf::DW_EH_PE_omit &&
        !readField(rest, cie->second.exceptions, frame.exceptions))
      return odd();
    return Error::success();
  }

  /// Reads a distance, which is none if it is 0. False if it is not understood.
  bool readField(StringRef &rest, uint8_t encoding, std::optional<MachOFrameField> &field) {
    uint32_t bytes = 0;
    switch (encoding) {
    case dwarf::DW_EH_PE_pcrel | dwarf::DW_EH_PE_absptr:
    case dwarf::DW_EH_PE_pcrel | dwarf::DW_EH_PE_sdata8:
      bytes = 8;
      break;
    case dwarf::DW_EH_PE_pcrel | dwarf::DW_EH_PE_sdata4:
      bytes = 4;
      break;
    default:
      return false;
    }
    if (rest.size() < bytes)
      return false;
    uint64_t offset = offsetOf(rest);
    int64_t distance = bytes == 8 ? int64_t(endian::read64le(rest.data()))
                                  : int64_t(int32_t(endian::read32le(rest.data())));
    rest = rest.drop_front(bytes);
    MachOFrameField found{uint32_t(offset), bytes, {}, nullptr};
    std::optional<MachOPlace> target;
    if (auto relocated = byOffset.find(offset); relocated != byOffset.end()) {
      found.reference = relocated->second;
      target = file.placeOf(*found.reference);
      if (found.reference->bytes != bytes || !isDistance(*found.reference))
        return false;
      byOffset.erase(relocated);
    } else if (distance == 0) {
      return true;
    } else {
      target = file.placeAt(section.address + offset + uint64_t(distance));
    }
    if (!target)
      return false;
    found.target = *target;
    field = found;
    return true;
  }

  /// Whether it is the distance between a symbol of __eh_frame and another one.
  bool isDistance(const MachOReference &reference) const {
    if (!reference.subtrahend || !reference.symbol)
      return false;
    std::optional<MachOPlace> from = file.placeOf(file.symbols[*reference.subtrahend]);
    return from && &file.sections[from->section] == &section && from->offset == 0;
  }

  const MachOFile &file;
  const MachOSection &section;
  llvm::DenseMap<uint64_t, const MachOReference *> byOffset; ///< those not met yet
  llvm::DenseMap<uint64_t, Cie> cies;
};

} // namespace

Expected<std::vector<MachOFrame>> readMachOFrames(const MachOFile &file, uint32_t section,
                                                  llvm::ArrayRef<MachOReference> references) {
  if (file.sections[section].size > INT32_MAX)
    return failure("__eh_frame is too large");
  return FrameReader(file, section, references).run();
}

} // namespace armeld
