#include "objects/file_parts.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

Expected<StringRef> FileParts::slice(StringRef bytes, uint64_t offset, uint64_t size,
                                     const Twine &what) {
  if (size == 0)
    return StringRef();
  if (offset > bytes.size() || size > bytes.size() - offset)
    return failure(what + " runs past the end of the file");
  parts.emplace_back(offset, offset + size);
  return bytes.substr(offset, size);
}

Error FileParts::checkOverlaps() {
  llvm::sort(parts);
  for (size_t i = 1; i < parts.size(); ++i)
    if (parts[i].first < parts[i - 1].second)
      return failure("parts of the file overlap");
  return Error::success();
}

} // namespace armeld
