#include "pack/stage.h"

#include "base/names.h"
#include "documents/index.h"
#include "os/text_file.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace path = llvm::sys::path;

Expected<Stage> Stage::open(StringRef folder) {
  llvm::SmallString<256> indexPath = folder;
  path::append(indexPath, indexFileName);
  Expected<TextFile> text = readAll(indexPath);
  if (!text)
    return text.takeError();
  Expected<Index> index = parseIndex(text->text, text->name);
  if (!index)
    return index.takeError();
  Stage stage;
  stage.folder = folder.str();
  for (const IndexEntry &entry : index->files) {
    if (entry.file != path::filename(entry.file) || entry.file == "." || entry.file == "..")
      return failure(shown(indexPath) + ": '" + shown(entry.file) +
                     "' is not a file in this folder");
    llvm::SmallString<256> filePath = folder;
    path::append(filePath, entry.file);
    Expected<MappedFile> file = MappedFile::open(filePath);
    if (!file)
      return at(shown(filePath), file.takeError());
    stage.files.try_emplace(entry.object, std::move(*file));
  }
  return stage;
}

Expected<StringRef> Stage::content(const WorkspaceMember &member) const {
  auto file = files.find(member.object);
  if (file == files.end())
    return failure(folder + ": has no file for member '" + shown(member.name) + "' of the plan");
  return file->second.bytes();
}

} // namespace armeld
