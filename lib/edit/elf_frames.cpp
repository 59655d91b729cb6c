#include "edit/elf_frames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace endian = llvm::support::endian;

Expected<FrameTable> FrameTable::read(llvm::ArrayRef<uint8_t> content, llvm::endianness order) {
  FrameTable table;
  table.oldSize = content.size();
  auto cut = [](uint64_t offset) {
    return failure("the entry at offset " + Twine(offset) + " runs past the end of .eh_frame");
  };
  for (uint64_t begin = 0; begin < content.size();) {
    uint64_t left = content.size() - begin;
    if (left < 4)
      return cut(begin);
    uint64_t length = endian::read32(&content[begin], order), header = 4;
    if (length == 0) {
      table.entries.push_back({FrameEntry::Kind::terminator, begin, begin + 4, begin});
      begin += 4;
      continue;
    }
    if (length == UINT32_MAX) {
      if (left < 12)
        return cut(begin);
      length = endian::read64(&content[begin + 4], order);
      header = 12;
    }
    if (length < 4 || length > left - header)
      return cut(begin);
    uint64_t identifier = begin + header, end = identifier + length;
    uint32_t distance = endian::read32(&content[identifier], order);
    FrameEntry entry{distance ? FrameEntry::Kind::fde : FrameEntry::Kind::cie, begin, end,
                     identifier};
    if (distance) {
      auto found = distance <= identifier ? table.find(identifier - distance) : std::nullopt;
      if (!found || table.entries[*found].begin != identifier - distance ||
          table.entries[*found].kind != FrameEntry::Kind::cie)
        return failure("the frame description at offset " + Twine(begin) + " has no CIE");
      entry.cie = *found;
    }
    table.entries.push_back(entry);
    begin = end;
  }
  return table;
}

std::optional<size_t> FrameTable::find(uint64_t offset) const {
  auto next = llvm::upper_bound(
      entries, offset, [](uint64_t place, const FrameEntry &entry) { return place < entry.begin; });
  if (next == entries.begin() || offset >= std::prev(next)->end)
    return std::nullopt;
  return size_t(std::prev(next) - entries.begin());
}

void FrameTable::place() {
  std::vector<bool> needed(entries.size());
  for (const FrameEntry &entry : entries)
    if (entry.kind == FrameEntry::Kind::fde && entry.stays)
      needed[entry.cie] = true;
  newSize = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].kind == FrameEntry::Kind::cie)
      entries[i].stays = needed[i];
    entries[i].newBegin = newSize;
    if (entries[i].stays)
      newSize += entries[i].end - entries[i].begin;
  }
}

std::optional<uint64_t> FrameTable::moved(uint64_t offset) const {
  if (offset == oldSize)
    return newSize;
  std::optional<size_t> found = find(offset);
  if (!found || (!entries[*found].stays && offset != entries[*found].begin))
    return std::nullopt;
  return entries[*found].newBegin + (offset - entries[*found].begin);
}

llvm::SmallVector<char, 0> FrameTable::written(llvm::ArrayRef<uint8_t> content,
                                               llvm::endianness order) const {
  llvm::SmallVector<char, 0> result;
  result.reserve(newSize);
  for (const FrameEntry &entry : entries) {
    if (!entry.stays)
      continue;
    result.append(content.begin() + entry.begin, content.begin() + entry.end);
    if (entry.kind == FrameEntry::Kind::fde) {
      uint64_t identifier = entry.newBegin + (entry.identifier - entry.begin);
      endian::write32(&result[identifier], uint32_t(identifier - entries[entry.cie].newBegin),
                      order);
    }
  }
  return result;
}

} // namespace armeld
