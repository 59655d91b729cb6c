#include "edit/elf_strings.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

Error CompactedStrings::compact() {
  llvm::sort(used);
  uint64_t end = 0; // of the last piece in the table
  for (uint64_t offset : used) {
    if (offset >= table.size())
      return failure("a name is past the end of its string table");
    if (offset < end)
      continue;
    bool continues = offset == end && !pieces.empty();
    end = table.find('\0', offset) + 1;
    if (!continues)
      pieces.push_back({offset, bytes.size()});
    bytes.append(table.begin() + offset, table.begin() + end);
  }
  used = {};
  return Error::success();
}

uint32_t CompactedStrings::append(StringRef string) {
  uint32_t place = uint32_t(bytes.size());
  bytes.append(string.begin(), string.end());
  bytes.push_back('\0');
  return place;
}

uint32_t CompactedStrings::moved(uint64_t offset) const {
  auto next = llvm::upper_bound(
      pieces, offset, [](uint64_t place, const Piece &piece) { return place < piece.begin; });
  return uint32_t(std::prev(next)->newBegin + (offset - std::prev(next)->begin));
}

} // namespace armeld
