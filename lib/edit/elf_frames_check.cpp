#include "edit/elf_frames_check.h"

#include "llvm/Support/DataExtractor.h"

#include <algorithm>

namespace armeld {

size_t ReadFrames::indexOf(uint64_t offset) const {
  auto found = std::partition_point(entries.begin(), entries.end(), [&](const Entry &entry) {
    return entry.begin + entry.bytes.size() <= offset;
  });
  return size_t(found - entries.begin());
}

Expected<ReadFrames> readFrames(StringRef content, bool isLittle) {
  llvm::DataExtractor data(content, isLittle, 8);
  ReadFrames frames;
  llvm::DataExtractor::Cursor cursor(0);
  while (cursor && cursor.tell() < content.size()) {
    ReadFrames::Entry entry;
    entry.begin = cursor.tell();
    uint64_t length = data.getU32(cursor);
    if (length == 0xffffffff)
      length = data.getU64(cursor);
    uint64_t body = cursor.tell();
    entry.pointer = body - entry.begin;
    uint32_t distance = length ? data.getU32(cursor) : 0;
    entry.isCie = length && !distance;
    if (cursor && (length > content.size() - body || (length && length < 4)))
      return failure("an entry at offset " + Twine(entry.begin) + " is cut off");
    if (distance) {
      size_t cie = frames.indexOf(body - distance);
      if (cie >= frames.entries.size() || frames.entries[cie].begin != body - distance ||
          !frames.entries[cie].isCie)
        return failure("the entry at offset " + Twine(entry.begin) + " has no CIE");
      entry.cie = int64_t(cie);
    }
    entry.bytes = content.slice(entry.begin, body + length);
    frames.entries.push_back(entry);
    cursor.seek(body + length);
  }
  if (Error error = cursor.takeError())
    return error;
  return frames;
}

} // namespace armeld
