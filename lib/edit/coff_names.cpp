#include "edit/coff_names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

Error CoffNames::compact() {
  bytes.assign(4, '\0');
  llvm::sort(used);
  size_t end = 0; // of the last name that was copied
  for (uint32_t offset : used) {
    if (offset < 4 || offset >= table.size())
      return failure("a name stands outside of the string table");
    if (offset < end)
      continue;
    size_t terminator = table.find('\0', offset);
    if (terminator == StringRef::npos)
      return failure("a name runs past the end of the string table");
    if (offset != end)
      pieces.push_back({offset, uint32_t(bytes.size())});
    end = terminator + 1;
    bytes.append(table.begin() + offset, table.begin() + end);
  }
  used = {};
  llvm::support::endian::write32le(bytes.data(), uint32_t(bytes.size()));
  return Error::success();
}

uint32_t CoffNames::moved(uint32_t offset) const {
  auto next = llvm::upper_bound(
      pieces, offset, [](uint32_t place, const Piece &piece) { return place < piece.begin; });
  return std::prev(next)->newBegin + (offset - std::prev(next)->begin);
}

} // namespace armeld
