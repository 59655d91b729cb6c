#include "pack/output_paths.h"

#include "base/names.h"
#include "os/files.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace path = llvm::sys::path;

Expected<std::vector<LibraryFile>> libraryFiles(const Plan &plan) {
  std::vector<LibraryFile> files;
  llvm::StringMap<size_t> byPath;
  for (size_t l = 0; l < plan.libraries.size(); ++l) {
    const PlannedLibrary &library = plan.libraries[l];
    auto [entry, isNew] = byPath.try_emplace(library.path, files.size());
    if (isNew)
      files.push_back({library.path, {}});
    LibraryFile &file = files[entry->second];
    for (size_t other : file.libraries)
      if (!library.slice || !plan.libraries[other].slice ||
          *plan.libraries[other].slice == *library.slice)
        return failure(shown(library.path) + ": is listed twice in the plan");
    file.libraries.push_back(l);
  }
  return files;
}

/// The components of a path, the base name first, without any that lead upwards.
using Components = std::vector<StringRef>;

static Components componentsOf(StringRef name) {
  Components parts(path::rbegin(name), path::rend(name));
  llvm::erase_if(parts, [](StringRef part) { return part == "." || part == ".." || part == "/"; });
  return parts;
}

/// The last `count` components of the path, in their usual order.
static std::string tailOf(const Components &parts, size_t count) {
  auto last = parts.begin() + ptrdiff_t(std::min(count, parts.size()));
  return llvm::join(std::make_reverse_iterator(last), parts.rend(), "/");
}

static size_t commonLength(const Components &a, const Components &b) {
  return size_t(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

/// The shortest tails that tell the paths apart. In sorted order the path that shares most with
/// another stands next to it.
static std::vector<std::string> distinctTails(llvm::ArrayRef<LibraryFile> files) {
  std::vector<Components> parts;
  for (const LibraryFile &file : files)
    parts.push_back(componentsOf(file.path));
  std::vector<size_t> order(llvm::seq(files.size()).begin(), llvm::seq(files.size()).end());
  llvm::sort(order, [&](size_t a, size_t b) { return parts[a] < parts[b]; });
  std::vector<size_t> shared(files.size(), 0);
  for (size_t k = 1; k < order.size(); ++k) {
    size_t length = commonLength(parts[order[k - 1]], parts[order[k]]);
    for (size_t i : {order[k - 1], order[k]})
      shared[i] = std::max(shared[i], length);
  }
  std::vector<std::string> tails;
  for (size_t i = 0; i < files.size(); ++i)
    tails.push_back(tailOf(parts[i], shared[i] + 1));
  return tails;
}

static std::vector<std::string> pathsBelow(StringRef folder,
                                           const std::optional<Workspace> &workspace,
                                           llvm::ArrayRef<LibraryFile> files) {
  auto below = [&](StringRef name) {
    llvm::SmallString<256> full = folder;
    path::append(full, name);
    return std::string(full);
  };
  std::vector<std::string> outputs;
  if (workspace)
    outputs.push_back(below(path::filename(workspace->path)));
  for (const std::string &tail : distinctTails(files))
    outputs.push_back(below(tail));
  return outputs;
}

/// An error if a file cannot have the name of `source`, or would get another one as `output`.
static Error checkFileName(Name source, StringRef output, bool inPlace) {
  StringRef name = path::filename(output);
  // The system would end the name at a NUL, and find another file.
  bool good =
      !source.contains('\0') &&
      (inPlace || (!name.empty() && name != "." && name != ".." && path::filename(source) == name));
  return good ? Error::success() : failure("'" + shown(source) + "' is not a file name");
}

Expected<std::vector<std::string>> outputPaths(const Plan &plan,
                                               const std::optional<std::string> &outDir) {
  Expected<std::vector<LibraryFile>> files = libraryFiles(plan);
  if (!files)
    return files.takeError();
  if (leavesWorkspaceAlone(plan))
    files->clear();
  std::vector<std::string> outputs;
  if (outDir) {
    outputs = pathsBelow(*outDir, plan.workspace, *files);
  } else {
    if (plan.workspace)
      outputs.push_back(plan.workspace->path.str());
    for (const LibraryFile &file : *files)
      outputs.push_back(file.path.str());
  }
  std::vector<Name> sources;
  if (plan.workspace)
    sources.push_back(plan.workspace->path);
  for (const LibraryFile &file : *files)
    sources.push_back(file.path);
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (Error error = checkFileName(sources[i], outputs[i], !outDir))
      return error;
  }
  llvm::StringSet<> seen;
  for (const std::string &output : outputs)
    if (!seen.insert(spellingKey(output)).second)
      return failure(shown(output) + ": two libraries of the plan would be written there");
  return outputs;
}

Expected<std::vector<size_t>> outputsIn(const std::optional<PackShare> &share, const Plan &plan) {
  Expected<std::vector<LibraryFile>> files = libraryFiles(plan);
  if (!files)
    return files.takeError();
  if (leavesWorkspaceAlone(plan))
    files->clear();
  const size_t first = plan.workspace ? 1 : 0;
  llvm::StringMap<size_t> outputs; // of the libraries
  for (size_t f = 0; f < files->size(); ++f)
    outputs.try_emplace((*files)[f].path, first + f);
  if (!share) {
    auto all = llvm::seq(first + files->size());
    return std::vector<size_t>(all.begin(), all.end());
  }
  std::vector<size_t> written;
  if (share->workspace && plan.workspace)
    written.push_back(0);
  for (const std::string &library : share->libraries) {
    auto output = outputs.find(library);
    if (output == outputs.end())
      return failure(shown(library) + (leavesWorkspaceAlone(plan)
                                           ? ": is not written; the plan leaves no library but the "
                                             "workspace library"
                                           : ": is not a library of the plan"));
    written.push_back(output->second);
  }
  llvm::sort(written);
  written.erase(std::unique(written.begin(), written.end()), written.end());
  return written;
}

} // namespace armeld
