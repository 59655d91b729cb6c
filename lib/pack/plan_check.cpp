#include "pack/plan_check.h"

#include "archive/archive.h"
#include "archive/workspace_mark.h"
#include "base/names.h"
#include "os/parallel.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/FileSystem.h"

#include <tuple>

namespace armeld {

/// Objects and slices.
using WrittenObjects = llvm::DenseSet<std::pair<Digest, Name>>;

static Expected<WrittenObjects> writtenObjects(const Plan &plan) {
  WrittenObjects written;
  if (!plan.workspace)
    return written;
  for (const WorkspaceMember &member : plan.workspace->members) {
    bool isNew = written.insert({member.object, member.slice.value_or("")}).second;
    // An earlier workspace library may hold an object twice.
    if (!isNew && member.library != plan.workspace->path)
      return failure("the plan moves member '" + shown(member.name) + "' of " +
                     shown(member.library) + " twice");
  }
  return written;
}

Error checkMoves(const Plan &plan) {
  Expected<WrittenObjects> written = writtenObjects(plan);
  if (!written)
    return written.takeError();
  // An object may replace different ones in different slices.
  llvm::DenseMap<Digest, llvm::SmallVector<Digest, 1>> standIns;
  for (const Move &move : plan.moves)
    for (const Digest &object : move.equivalent)
      standIns[object].push_back(move.object);
  for (const PlannedLibrary &library : plan.libraries) {
    Name slice = library.slice.value_or("");
    auto isWritten = [&](const Digest &object) { return written->contains({object, slice}); };
    for (const PlannedMember &member : library.drop)
      if (!isWritten(member.object) && llvm::none_of(standIns.lookup(member.object), isWritten))
        return failure(shown(library.path) + ": the plan drops member '" + shown(member.name) +
                       "', and its object " + member.object.abbreviated() +
                       " does not go to the workspace library");
  }
  return Error::success();
}

/// Slice, a thin archive's file, and the content's offset and size in bytes.
using ContentPlace = std::tuple<Name, Name, uint64_t, uint64_t>;

static ContentPlace placeOf(const std::optional<Name> &slice, const auto &member, uint64_t offset) {
  return {slice.value_or(""), member.file.value_or(""), offset, member.size};
}

/// An error, `problem`, unless the library, with all its slices, consists of these members.
static Error checkMembers(Name library, std::vector<ContentPlace> planned, StringRef problem) {
  std::vector<ContentPlace> present;
  Expected<std::vector<ArchiveFile>> archives = ArchiveFile::openAll(library);
  if (!archives)
    return at(shown(library), archives.takeError());
  for (const ArchiveFile &archive : *archives)
    for (const Member &member : archive.facts.members)
      present.push_back(placeOf(archive.facts.slice, member, member.data_offset));
  llvm::sort(planned);
  llvm::sort(present);
  return planned == present ? Error::success() : failure(shown(library) + ": " + problem);
}

/// Libraries that were melded earlier depend on what the workspace library holds.
Error checkEarlierMembers(const Plan &plan) {
  if (!plan.workspace || !plan.workspace->existing)
    return Error::success();
  std::vector<ContentPlace> planned;
  for (const WorkspaceMember &member : plan.workspace->members)
    if (member.library == plan.workspace->path)
      planned.push_back(placeOf(member.slice, member, member.offset));
  return checkMembers(plan.workspace->path, std::move(planned),
                      "the plan does not keep each of its members, once; libraries that were "
                      "melded earlier may need them");
}

Error checkCompleteness(const Plan &plan, llvm::ArrayRef<LibraryFile> files, unsigned jobs) {
  return parallelTry(files.size(), jobs, [&](size_t f) {
    std::vector<ContentPlace> planned;
    for (size_t l : files[f].libraries)
      for (const auto *members : memberLists(plan.libraries[l]))
        for (const PlannedMember &member : *members)
          planned.push_back(placeOf(plan.libraries[l].slice, member, member.offset));
    return checkMembers(
        files[f].path, std::move(planned),
        "the plan does not list each of its members, once, as kept, dropped or removed");
  });
}

Error checkWorkspacePath(const Plan &plan) {
  if (!plan.workspace)
    return Error::success();
  StringRef path = plan.workspace->path;
  if (plan.workspace->existing || !llvm::sys::fs::exists(path))
    return Error::success();
  // Other libraries depend on an earlier workspace library, and anything else has an owner.
  Expected<bool> earlier = isWorkspaceLibrary(path);
  if (earlier && *earlier)
    return failure(shown(path) + ": is an earlier workspace library that the plan does not "
                                 "include; scan it too, and plan again");
  llvm::consumeError(earlier.takeError());
  return failure(shown(path) + ": exists and is not marked as a workspace library; if it is one, "
                               "scan it too, and plan with --existing");
}

/// Whether the library at the workspace library's path has the members that the plan writes there.
static Expected<bool> hasPlannedMembers(const Workspace &workspace) {
  using SliceMember = std::pair<Name, Name>;
  std::vector<SliceMember> planned, present;
  for (const WorkspaceMember &member : workspace.members)
    planned.emplace_back(member.slice.value_or(""), baseName(member.name));
  Expected<std::vector<ArchiveFile>> archives = ArchiveFile::openAll(workspace.path);
  if (!archives)
    return archives.takeError();
  for (const ArchiveFile &archive : *archives)
    for (const Member &member : archive.facts.members)
      present.emplace_back(archive.facts.slice.value_or(""), baseName(member.name));
  llvm::sort(planned);
  llvm::sort(present);
  return planned == present;
}

Error checkWorkspaceWritten(const Plan &plan) {
  StringRef path = plan.workspace->path;
  if (!llvm::sys::fs::exists(path))
    return failure(shown(path) +
                   ": is not there yet, and the libraries would lose what goes to it; "
                   "write it first (--only-workspace), or put it there");
  Expected<bool> planned = hasPlannedMembers(*plan.workspace);
  if (!planned)
    return at(shown(path), planned.takeError());
  return *planned ? Error::success()
                  : failure(shown(path) + ": does not have the members that the plan writes to it; "
                                          "write it first (--only-workspace), or put it there");
}

} // namespace armeld
