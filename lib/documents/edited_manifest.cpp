#include "documents/edited_manifest.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

/// A library of the plan, or a slice of one.
using LibraryKey = std::pair<Name, Name>;
/// Where a member's content stands: the file that holds it, if not the library, and its offset.
using ContentPlace = std::pair<Name, uint64_t>;

/// What a plan says of a member.
struct Fate {
  Digest object;
  bool isDropped = false;
};

class EditedSet {
public:
  EditedSet(const Manifest &manifest, const Plan &plan) : manifest(manifest), plan(plan) {
    for (const PlannedLibrary &library : plan.libraries)
      planned[{library.path, library.slice.value_or("")}] = &library;
  }

  Expected<Manifest> run() {
    Manifest result;
    for (const Library &library : manifest.libraries) {
      result.libraries.push_back(library);
      auto found = planned.find({library.path, library.slice.value_or("")});
      if (found == planned.end())
        continue;
      if (Error error = editLibrary(result.libraries.back(), *found->second))
        return at(shown(library), std::move(error));
    }
    result.objects = manifest.objects;
    for (auto &[digest, object] : made)
      result.objects.emplace_back(digest, std::move(object));
    llvm::sort(result.objects, [](const auto &a, const auto &b) { return a.first < b.first; });
    result.index();
    return result;
  }

private:
  Error editLibrary(Library &library, const PlannedLibrary &by) {
    llvm::DenseMap<ContentPlace, Fate> fates;
    for (const PlannedMember &member : by.keep)
      fates[{member.file.value_or(""), member.offset}] = {member.object, false};
    for (const PlannedMember &member : by.drop)
      fates[{member.file.value_or(""), member.offset}] = {member.object, !plan.workspace};
    for (const PlannedMember &member : by.remove)
      fates[{member.file.value_or(""), member.offset}] = {member.object, true};
    std::vector<Member> left;
    for (Member &member : library.members) {
      auto fate = fates.find({member.file.value_or(""), member.data_offset});
      if (fate == fates.end() || sourceOf(plan, fate->second.object) != member.object)
        return failure("member '" + shown(member.name) +
                       "' is not the one that the plan was made for");
      if (fate->second.isDropped)
        continue;
      if (Error error = makeObject(fate->second.object))
        return error;
      member.object = fate->second.object;
      left.push_back(std::move(member));
    }
    library.members = std::move(left);
    return Error::success();
  }

  Error makeObject(const Digest &digest) {
    const EditedObject *edit = find(plan.edited, digest);
    if (!edit || made.contains(digest))
      return Error::success();
    const Object &original = *manifest.find(edit->object);
    if (!canBeEdited(original))
      return failure("object " + edit->object.abbreviated() + " cannot be edited");
    made.try_emplace(digest, edited(original, *edit));
    return Error::success();
  }

  const Manifest &manifest;
  const Plan &plan;
  llvm::DenseMap<LibraryKey, const PlannedLibrary *> planned;
  llvm::DenseMap<Digest, Object> made;
};

} // namespace

Expected<Manifest> editedManifest(const Manifest &manifest, const Plan &plan) {
  return EditedSet(manifest, plan).run();
}

} // namespace armeld
