#include "report/report.h"

#include "os/parallel.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace armeld {

/// "collected" of "json/collected.json", or the whole paths where two would be called alike.
static std::vector<Name> namesOf(llvm::ArrayRef<StepDocuments> documents) {
  std::vector<Name> names;
  llvm::StringSet<> seen;
  bool alike = false;
  for (const StepDocuments &one : documents) {
    StringRef path = one.name;
    StringRef name = baseName(path.size() > 1 ? path.rtrim('/') : path);
    name.consume_back(".json");
    if (path == "-" || name.empty())
      name = path == "-" ? "standard input" : path;
    names.push_back(keep(name));
    alike |= !seen.insert(name).second;
  }
  if (alike)
    for (size_t i = 0; i < documents.size(); ++i)
      names[i] = keep(documents[i].name);
  return names;
}

/// The first of `workspaces` that the manifest has.
static std::optional<StringRef> workspaceOf(const Manifest &manifest,
                                            llvm::ArrayRef<std::string> workspaces) {
  for (const std::string &path : workspaces)
    if (llvm::any_of(manifest.libraries,
                     [&](const Library &library) { return library.path == path; }))
      return path;
  return std::nullopt;
}

Expected<std::vector<Step>> readSteps(llvm::ArrayRef<StepDocuments> documents, const PathMap &map,
                                      llvm::ArrayRef<std::string> workspaces, Progress *progress) {
  bool isPair = documents.size() == 2;
  auto isInput = [](const StepDocuments &one) { return llvm::is_contained(one.paths, "-"); };
  if (llvm::count_if(documents, isInput) > 1)
    return failure(isPair ? "BEFORE and AFTER cannot both be standard input"
                          : "only one manifest can be standard input");
  // Each is read on all cores, but not in all that it takes.
  std::vector<std::optional<Expected<SharedManifest>>> read(documents.size());
  parallelFor(documents.size(), 0,
              [&](size_t i) { read[i].emplace(readManifests(documents[i].paths, map, progress)); });
  Error error = Error::success();
  for (std::optional<Expected<SharedManifest>> &manifest : read) {
    if (*manifest)
      continue;
    if (error)
      llvm::consumeError(manifest->takeError());
    else
      error = manifest->takeError();
  }
  if (error)
    return error;

  std::vector<Name> names = namesOf(documents);
  std::vector<Step> steps;
  for (size_t i = 0; i < documents.size(); ++i)
    steps.push_back({names[i], std::move(**read[i]), {}});
  llvm::StringSet<> used;
  for (Step &step : llvm::drop_begin(steps)) {
    std::optional<StringRef> workspace = workspaceOf(*step.manifest, workspaces);
    if (!workspace && isPair && !workspaces.empty())
      workspace = workspaces.front();
    if (workspace)
      used.insert(*workspace);
    Expected<Pairing> pairing = pairLibraries(*steps.front().manifest, *step.manifest, workspace);
    if (!pairing)
      return isPair ? pairing.takeError() : at(shown(step.name), pairing.takeError());
    step.pairing = std::move(*pairing);
  }
  for (const std::string &workspace : workspaces)
    if (!used.contains(workspace))
      return failure("the workspace library " + shown(workspace) +
                     (isPair ? " is not in AFTER" : " is in none of the later manifests"));
  return steps;
}

} // namespace armeld
