#include "pack/stage.h"

#include "base/names.h"
#include "documents/index.h"
#include "objects/inspect.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace path = llvm::sys::path;

Expected<Stage> Stage::open(StringRef folder) {
  llvm::SmallString<256> indexPath = folder;
  path::append(indexPath, indexFileName);
  Expected<Index> index = readIndex(indexPath);
  if (!index)
    return index.takeError();
  Stage stage;
  stage.folder = folder.str();
  for (const IndexEntry &entry : index->files) {
    std::string filePath = pathOf(entry, indexPath);
    Expected<MappedFile> file = MappedFile::open(filePath);
    if (!file)
      return at(shown(filePath), file.takeError());
    stage.files.try_emplace(entry.object, std::move(*file));
  }
  return stage;
}

/// What keeps a linker from reading a file as an object, if anything does. A tool that failed
/// leaves an empty file, or half of one.
static std::optional<std::string> faultOf(StringRef bytes) {
  if (bytes.empty())
    return "is empty";
  Object object = inspect(bytes, digestOf(bytes), {});
  if (object.unreadable)
    return "is a broken object: " + shown(*object.unreadable);
  if (isOpaque(object))
    return "is no object";
  return std::nullopt;
}

Expected<StringRef> Stage::content(const WorkspaceMember &member) const {
  auto file = files.find(member.object);
  if (file == files.end())
    return failure(folder + ": has no file for member '" + shown(member.name) + "' of the plan");
  StringRef bytes = file->second.bytes();
  if (std::optional<std::string> fault = faultOf(bytes); fault && !member.unreadable)
    return failure(folder + ": the file for member '" + shown(member.name) + "' " + *fault);
  return bytes;
}

} // namespace armeld
