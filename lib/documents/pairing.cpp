#include "documents/pairing.h"

#include "os/parallel.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

#include <algorithm>
#include <array>
#include <map>

namespace armeld {

const Library *Pairing::workspaceFor(const Library &library) const {
  for (const Library *slice : workspace)
    if (slice->slice == library.slice)
      return slice;
  // An archive without slices is for whatever machine its objects are.
  bool isForAll = workspace.size() == 1 && (!workspace.front()->slice || !library.slice);
  return isForAll ? workspace.front() : nullptr;
}

namespace {

/// A library that looks for its partner.
struct Single {
  const Library *library;
  llvm::SmallVector<StringRef, 8> components; ///< of its path, without "." and empty ones
  bool paired = false;
};

llvm::SmallVector<StringRef, 8> componentsOf(StringRef path) {
  llvm::SmallVector<StringRef, 8> parts;
  if (path.starts_with("/"))
    parts.push_back("");
  llvm::SmallVector<StringRef, 8> all;
  path.split(all, '/', -1, /*KeepEmpty=*/false);
  llvm::copy_if(all, std::back_inserter(parts), [](StringRef part) { return part != "."; });
  return parts;
}

/// The last `count` components of the path and the slice: libraries with one key may be partners.
std::string keyOf(const Single &single, size_t count) {
  std::string key = llvm::join(llvm::ArrayRef(single.components).take_back(count), "/");
  key += '\0';
  key += single.library->slice.value_or("");
  return key;
}

std::string wholeKey(const Single &single) { return keyOf(single, single.components.size()); }

Expected<std::vector<Single>> singles(const Manifest &manifest, const char *which) {
  std::vector<Single> all;
  std::map<std::string, const Library *> seen;
  for (const Library &library : manifest.libraries) {
    all.push_back({&library, componentsOf(library.path)});
    if (!seen.emplace(wholeKey(all.back()), &library).second)
      return failure(shown(library) + " is listed twice in " + which);
  }
  return all;
}

/// Takes the libraries at `path` out, whatever their slice.
std::vector<const Library *> take(std::vector<Single> &from, StringRef path) {
  auto components = componentsOf(path);
  std::vector<const Library *> taken;
  for (Single &single : from) {
    if (single.components != components)
      continue;
    taken.push_back(single.library);
    single.paired = true;
  }
  return taken;
}

using Partners = llvm::DenseMap<const Library *, const Library *>;

void pairEqualPaths(std::vector<Single> &before, std::vector<Single> &after, Partners &partners) {
  llvm::StringMap<Single *> byKey;
  for (Single &single : before)
    if (!single.paired)
      byKey[wholeKey(single)] = &single;
  for (Single &single : after) {
    Single *partner = single.paired ? nullptr : byKey.lookup(wholeKey(single));
    if (!partner)
      continue;
    partners[partner->library] = single.library;
    partner->paired = single.paired = true;
  }
}

/// Pairs what shares `count` components with one library only.
void pairSuffixes(std::vector<Single> &before, std::vector<Single> &after, size_t count,
                  Partners &partners) {
  struct Group {
    llvm::SmallVector<Single *, 1> before, after;
  };
  llvm::StringMap<Group> groups;
  for (Single &single : before)
    if (!single.paired && single.components.size() >= count)
      groups[keyOf(single, count)].before.push_back(&single);
  for (Single &single : after)
    if (!single.paired && single.components.size() >= count)
      groups[keyOf(single, count)].after.push_back(&single);
  for (auto &entry : groups) {
    Group &group = entry.second;
    if (group.before.size() != 1 || group.after.size() != 1)
      continue;
    partners[group.before[0]->library] = group.after[0]->library;
    group.before[0]->paired = group.after[0]->paired = true;
  }
}

/// Two libraries that could be partners, but are not the only ones of that name.
Error refuseDoubt(const std::vector<Single> &before, const std::vector<Single> &after) {
  llvm::StringMap<const Library *> byBaseName;
  for (const Single &single : before)
    if (!single.paired && !single.components.empty())
      byBaseName.try_emplace(keyOf(single, 1), single.library);
  for (const Single &single : after) {
    if (single.paired || single.components.empty())
      continue;
    if (const Library *other = byBaseName.lookup(keyOf(single, 1)))
      return failure("cannot tell whether " + shown(*single.library) + " was " + shown(*other) +
                     ": several libraries of that name have no other partner; --workspace names "
                     "the workspace library");
  }
  return Error::success();
}

/// The libraries without a partner, which must be slices of one file.
Expected<std::vector<const Library *>> leftOver(const std::vector<Single> &after) {
  std::vector<const Library *> rest;
  const Single *first = nullptr;
  for (const Single &single : after) {
    if (single.paired)
      continue;
    if (first && first->components != single.components)
      return failure("cannot tell which is the workspace library, " + shown(first->library->path) +
                     " or " + shown(single.library->path) +
                     ": neither was there before; --workspace names it");
    first = &single;
    rest.push_back(single.library);
  }
  return rest;
}

} // namespace

Expected<Pairing> pairLibraries(const Manifest &before, const Manifest &after,
                                std::optional<StringRef> workspace,
                                std::optional<StringRef> workspaceBefore) {
  Expected<std::vector<Single>> old = singles(before, "BEFORE");
  if (!old)
    return old.takeError();
  Expected<std::vector<Single>> now = singles(after, "AFTER");
  if (!now)
    return now.takeError();
  Pairing pairing;
  if (workspace) {
    pairing.workspace = take(*now, *workspace);
    if (pairing.workspace.empty())
      return failure("the workspace library " + shown(*workspace) + " is not in AFTER");
    pairing.workspaceBefore = take(*old, workspaceBefore.value_or(*workspace));
    if (workspaceBefore && pairing.workspaceBefore.empty())
      return failure("the workspace library " + shown(*workspaceBefore) + " is not in BEFORE");
  }

  Partners partners;
  pairEqualPaths(*old, *now, partners);
  size_t deepest = 0;
  for (const Single &single : *old)
    deepest = std::max(deepest, single.components.size());
  for (size_t count = deepest; count > 0; --count)
    pairSuffixes(*old, *now, count, partners);
  if (Error error = refuseDoubt(*old, *now))
    return error;

  Expected<std::vector<const Library *>> rest = leftOver(*now);
  if (!rest)
    return rest.takeError();
  if (workspace && !rest->empty())
    return failure(shown(*rest->front()) +
                   " was not there before, and is not the workspace library");
  if (!workspace)
    pairing.workspace = std::move(*rest);
  for (const Library &library : before.libraries)
    if (!llvm::is_contained(pairing.workspaceBefore, &library))
      pairing.libraries.push_back({&library, partners.lookup(&library)});
  pairing.isMerge =
      !pairing.workspace.empty() && pairing.workspaceBefore.empty() && partners.empty();
  return pairing;
}

Expected<PairedManifests> readPair(llvm::ArrayRef<std::string> beforePaths,
                                   llvm::ArrayRef<std::string> afterPaths, const PathMap &map,
                                   std::optional<StringRef> workspace,
                                   std::optional<StringRef> workspaceBefore, Progress *progress,
                                   llvm::function_ref<Error(PairedManifests &)> change) {
  if (llvm::is_contained(beforePaths, "-") && llvm::is_contained(afterPaths, "-"))
    return failure("BEFORE and AFTER cannot both be standard input");
  // Each is read on all cores, but not in all that it takes.
  std::array<std::optional<Expected<SharedManifest>>, 2> read;
  parallelFor(2, 0, [&](size_t i) {
    read[i].emplace(readManifests(i == 0 ? beforePaths : afterPaths, map, progress));
  });
  Expected<SharedManifest> &before = *read[0], &after = *read[1];
  if (!before) {
    llvm::consumeError(after.takeError());
    return before.takeError();
  }
  if (!after)
    return after.takeError();
  PairedManifests pair = {std::move(*before), std::move(*after), {}};
  if (change)
    if (Error error = change(pair))
      return error;
  Expected<Pairing> pairing = pairLibraries(*pair.before, *pair.after, workspace, workspaceBefore);
  if (!pairing)
    return pairing.takeError();
  pair.pairing = std::move(*pairing);
  return pair;
}

} // namespace armeld
