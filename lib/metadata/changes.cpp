#include "metadata/changes.h"

#include "os/new_folders.h"
#include "os/output_file.h"
#include "os/text_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace fs = llvm::sys::fs;

Error Changes::add(std::string path, std::string content) {
  auto isSame = [&](const Change &change) { return change.path == path; };
  auto planned = llvm::find_if(changes, isSame);
  if (planned != changes.end())
    return planned->content == content
               ? Error::success()
               : failure(shown(path) + ": two different outputs would be written there");
  if (fs::exists(path)) {
    Expected<std::string> present = readCopy(path);
    if (!present)
      return present.takeError();
    if (*present == content)
      return Error::success();
  }
  changes.push_back({std::move(path), std::move(content)});
  return Error::success();
}

Error Changes::addOwn(std::string path, std::string content, StringRef mark) {
  if (fs::exists(path)) {
    Expected<std::string> present = readCopy(path);
    if (!present)
      return present.takeError();
    if (StringRef(*present).find(mark) == StringRef::npos)
      return failure(shown(path) + ": is there already, and link-metadata did not write it");
  }
  return add(std::move(path), std::move(content));
}

Error Changes::write() const {
  NewFolders folders;
  std::vector<OutputFile> files;
  for (const Change &change : changes) {
    StringRef folder = llvm::sys::path::parent_path(change.path);
    if (!folder.empty())
      if (Error error = folders.make(folder))
        return error;
    Expected<OutputFile> file = OutputFile::create(change.path);
    if (!file)
      return at(shown(change.path), file.takeError());
    if (Error error = file->copyAttributesOfTarget())
      return at(shown(change.path), std::move(error));
    llvm::raw_fd_ostream stream(file->descriptor(), /*shouldClose=*/false);
    stream << change.content;
    stream.flush();
    if (std::error_code code = stream.error()) {
      stream.clear_error(); // else its destructor ends the process
      return failure(shown(change.path) + ": " + code.message());
    }
    file->finish();
    files.push_back(std::move(*file));
  }
  folders.keep();
  for (size_t i = 0; i < files.size(); ++i)
    if (Error error = files[i].commit())
      return at(shown(changes[i].path), std::move(error));
  return Error::success();
}

} // namespace armeld
