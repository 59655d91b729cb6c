#include "pack/stage.h"

#include "base/names.h"
#include "documents/index.h"
#include "objects/inspect.h"
#include "os/parallel.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace path = llvm::sys::path;

Expected<Stage> Stage::open(llvm::ArrayRef<std::string> folders) {
  Stage stage;
  stage.folders = llvm::join(folders, ", ");
  for (const std::string &folder : folders) {
    llvm::SmallString<256> indexPath(folder);
    path::append(indexPath, indexFileName);
    Expected<Index> index = readIndex(indexPath);
    if (!index)
      return index.takeError();
    bool forWorkspace = armeld::isForWorkspace(*index);
    stage.forWorkspace &= forWorkspace;
    for (const IndexEntry &entry : index->files) {
      std::string filePath = pathOf(entry, indexPath);
      Expected<MappedFile> file = MappedFile::open(filePath);
      if (!file)
        return at(shown(filePath), file.takeError());
      stage.files.try_emplace(entry.object, StagedFile{filePath, std::move(*file), forWorkspace});
    }
    for (const IndexLibrary &library : index->libraries)
      stage.shapes.try_emplace(library.path, armeld::shapeOf(library));
  }
  return stage;
}

Error Stage::check(unsigned jobs) const {
  std::vector<std::pair<const Digest *, const StagedFile *>> toCheck;
  for (const auto &[object, staged] : files)
    if (staged.forWorkspace)
      toCheck.emplace_back(&object, &staged);
  // In an order that does not depend on the table's.
  llvm::sort(toCheck, [](auto &a, auto &b) { return a.second->path < b.second->path; });
  return parallelTry(toCheck.size(), jobs, [&](size_t i) {
    auto [object, staged] = toCheck[i];
    return digestOf(staged->file.bytes()) == *object
               ? Error::success()
               : failure(shown(staged->path) + ": is not the object " + object->abbreviated() +
                         " that the index lists");
  });
}

uint64_t Stage::bytesToCheck() const {
  uint64_t bytes = 0;
  for (const auto &[object, staged] : files)
    if (staged.forWorkspace)
      bytes += staged.file.bytes().size();
  return bytes;
}

const LibraryShape *Stage::shapeOf(Name library) const {
  auto shape = shapes.find(library);
  return shape == shapes.end() ? nullptr : &shape->second;
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

Expected<StringRef> Stage::content(const WorkspaceMember &member, const Digest &source) const {
  auto staged = files.find(source);
  if (staged == files.end())
    return failure(shown(folders) + ": has no file for member '" + shown(member.name) +
                   "' of the plan, which is from " + shown(member.library));
  StringRef bytes = staged->second.file.bytes();
  if (staged->second.forWorkspace)
    return bytes; // is what it was, as `check` finds out
  if (std::optional<std::string> fault = faultOf(bytes); fault && !member.unreadable)
    return failure(shown(folders) + ": the file for member '" + shown(member.name) + "' " + *fault);
  return bytes;
}

} // namespace armeld
