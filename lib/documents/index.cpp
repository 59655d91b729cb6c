#include "documents/index.h"

#include "base/names.h"
#include "os/text_file.h"
#include "json/json.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

namespace armeld {

Expected<Index> parseIndex(StringRef text, StringRef place) {
  return json::parseDocument<Index>(text, place);
}

Expected<Index> readIndex(StringRef path) {
  Expected<TextFile> text = readAll(path);
  if (!text)
    return text.takeError();
  Expected<Index> index = parseIndex(text->text, text->name);
  if (!index)
    return index.takeError();
  for (const IndexEntry &entry : index->files)
    if (entry.file != llvm::sys::path::filename(entry.file) || entry.file == "." ||
        entry.file == "..")
      return failure(shown(path) + ": '" + shown(entry.file) + "' is not a file in this folder");
  return index;
}

std::string pathOf(const IndexEntry &entry, StringRef indexPath) {
  llvm::SmallString<256> path = llvm::sys::path::parent_path(indexPath);
  llvm::sys::path::append(path, entry.file);
  return std::string(path);
}

void print(const Index &index, llvm::raw_ostream &out) { json::printDocument(index, out); }

} // namespace armeld
