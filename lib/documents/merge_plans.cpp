#include "documents/merge_plans.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

#include <map>
#include <set>
#include <tuple>

namespace armeld {

namespace {

/// A library, or a slice of one.
using LibraryKey = std::pair<Name, Name>;
/// Where the content of a member stands: library, slice, the file of a thin archive, offset.
using MemberKey = std::tuple<Name, Name, Name, uint64_t>;

template <class Member>
MemberKey keyOf(Name library, const std::optional<Name> &slice, const Member &member) {
  return {library, slice.value_or(""), member.file.value_or(""), member.offset};
}

std::string placeOf(const MemberKey &key, Name member) {
  std::string text = shown(std::get<0>(key));
  if (!std::get<1>(key).empty())
    text += "(" + shown(std::get<1>(key)) + ")";
  return text + ": member '" + shown(member) + "'";
}

/// Adds one plan after the other to the first one that has a workspace library, or to the first.
class PlanMerger {
public:
  explicit PlanMerger(Plan into) : plan(std::move(into)) {
    for (const auto &[digest, edit] : plan.edited)
      edits.try_emplace(digest, edit);
    for (const PlannedLibrary &library : plan.libraries)
      for (const auto *members : memberLists(library))
        for (const PlannedMember &member : *members)
          original[keyOf(library.path, library.slice, member)] = member.object;
  }

  Error add(const Plan &other) {
    if (Error error = addLibraries(other))
      return error;
    llvm::append_range(plan.exports, other.exports);
    plan.drops_initialisers |= other.drops_initialisers;
    llvm::append_range(plan.conflicts, other.conflicts);
    llvm::append_range(plan.separations, other.separations);
    return Error::success();
  }

  Expected<Plan> finish() {
    if (Error error = editWorkspace())
      return error;
    llvm::DenseMap<Digest, EditedObject> used;
    auto use = [&](const PlannedMember &member) {
      if (auto found = edits.find(member.object); found != edits.end())
        used.try_emplace(member.object, found->second);
    };
    for (const PlannedLibrary &library : plan.libraries)
      for (const auto *members : memberLists(library))
        llvm::for_each(*members, use);
    if (plan.workspace)
      llvm::for_each(plan.workspace->members, use);
    plan.edited.assign(used.begin(), used.end());
    llvm::sort(plan.edited, [](const auto &a, const auto &b) { return a.first < b.first; });
    llvm::sort(plan.exports);
    plan.exports.erase(std::unique(plan.exports.begin(), plan.exports.end()), plan.exports.end());
    return std::move(plan);
  }

private:
  EditedObject editOf(const Digest &object) const {
    auto found = edits.find(object);
    if (found != edits.end())
      return found->second;
    EditedObject none;
    none.object = object;
    return none;
  }

  /// Gives an edited object its digest.
  Digest note(EditedObject edit) {
    if (edit.isEmpty())
      return edit.object;
    Digest digest = digestOf(edit);
    edits.try_emplace(digest, std::move(edit));
    return digest;
  }

  Error addLibraries(const Plan &other) {
    std::map<LibraryKey, const PlannedLibrary *> theirs;
    for (const PlannedLibrary &library : other.libraries)
      theirs[{library.path, library.slice.value_or("")}] = &library;
    for (PlannedLibrary &library : plan.libraries) {
      auto found = theirs.find({library.path, library.slice.value_or("")});
      if (found == theirs.end())
        return failure(shown(library.path) + ": is not in each of the plans");
      if (Error error = addLibrary(library, *found->second, other))
        return error;
      theirs.erase(found);
    }
    // The workspace library of an earlier run is a library to a plan without one.
    for (auto &[key, library] : theirs)
      if (!plan.workspace || key.first != plan.workspace->path)
        return failure(shown(key.first) + ": is not in each of the plans");
    return Error::success();
  }

  Error addLibrary(PlannedLibrary &library, const PlannedLibrary &theirs, const Plan &other) {
    for (const PlannedMember &member : theirs.drop)
      return failure(placeOf(keyOf(theirs.path, theirs.slice, member), member.name) +
                     ": is dropped by a plan that has no workspace library");
    std::map<MemberKey, const PlannedMember *> known;
    std::set<MemberKey> removed;
    for (const auto *members : memberLists(theirs))
      for (const PlannedMember &member : *members)
        known[keyOf(theirs.path, theirs.slice, member)] = &member;
    for (const PlannedMember &member : theirs.remove)
      removed.insert(keyOf(theirs.path, theirs.slice, member));
    std::vector<PlannedMember> goes;
    for (auto *members : {&library.keep, &library.drop, &asVector(library.remove)}) {
      std::vector<PlannedMember> stays;
      for (PlannedMember &member : *members) {
        MemberKey key = keyOf(library.path, library.slice, member);
        auto found = known.find(key);
        if (found == known.end())
          return failure(placeOf(key, member.name) + ": is not in each of the plans");
        Expected<Digest> object = combined(member.object, found->second->object, other);
        if (!object)
          return at(placeOf(key, member.name), object.takeError());
        member.object = *object;
        (removed.contains(key) ? goes : stays).push_back(std::move(member));
        known.erase(found);
      }
      *members = std::move(stays);
    }
    if (!known.empty())
      return failure(placeOf(known.begin()->first, known.begin()->second->name) +
                     ": is not in each of the plans");
    llvm::append_range(library.remove, std::move(goes));
    // In archive order.
    llvm::stable_sort(library.remove, [](const PlannedMember &a, const PlannedMember &b) {
      return !a.file && !b.file && a.offset < b.offset;
    });
    return Error::success();
  }

  static std::vector<PlannedMember> &asVector(std::vector<PlannedMember> &members) {
    return members;
  }

  /// The object with the edits of both plans.
  Expected<Digest> combined(const Digest &ours, const Digest &theirs, const Plan &other) {
    EditedObject mine = editOf(ours);
    const EditedObject *also = find(other.edited, theirs);
    if (mine.object != (also ? also->object : theirs))
      return failure("the plans say that it is two different objects");
    if (!also)
      return ours;
    Expected<Edit> both = merge(mine, *also);
    if (!both)
      return both.takeError();
    static_cast<Edit &>(mine) = std::move(*both);
    return note(std::move(mine));
  }

  /// The members of the workspace library are edited as the members that they are taken from, and
  /// so must be those that are dropped for them.
  Error editWorkspace() {
    if (!plan.workspace)
      return Error::success();
    removeFromWorkspace();
    std::map<MemberKey, Digest> now;
    for (const PlannedLibrary &library : plan.libraries)
      for (const auto *members : memberLists(library))
        for (const PlannedMember &member : *members)
          now[keyOf(library.path, library.slice, member)] = member.object;
    // By slice, and the digest that the plan with the workspace library has.
    std::map<std::pair<Name, Digest>, Digest> written;
    for (WorkspaceMember &member : plan.workspace->members) {
      Digest was = member.object;
      // Members of an earlier workspace library stay as they are.
      if (auto source = now.find(keyOf(member.library, member.slice, member)); source != now.end())
        member.object = source->second;
      written.try_emplace({member.slice.value_or(""), was}, member.object);
    }
    return renameMoves(written);
  }

  /// What all libraries are rid of is not moved. (If one still drops a member for it, the check of
  /// the plan says so.)
  void removeFromWorkspace() {
    std::set<MemberKey> removed;
    for (const PlannedLibrary &library : plan.libraries)
      for (const PlannedMember &member : library.remove)
        removed.insert(keyOf(library.path, library.slice, member));
    std::set<Digest> gone;
    llvm::erase_if(plan.workspace->members, [&](const WorkspaceMember &member) {
      bool isGone = removed.contains(keyOf(member.library, member.slice, member));
      if (isGone)
        gone.insert(member.object);
      return isGone;
    });
    for (const WorkspaceMember &member : plan.workspace->members)
      gone.erase(member.object); // in another slice
    llvm::erase_if(plan.moves, [&](const Move &move) { return gone.contains(move.object); });
  }

  Error renameMoves(const std::map<std::pair<Name, Digest>, Digest> &written) {
    llvm::DenseMap<Digest, Move *> moveOf;
    for (Move &move : plan.moves) {
      moveOf[move.object] = &move;
      for (const Digest &equivalent : move.equivalent)
        moveOf[equivalent] = &move;
    }
    llvm::DenseMap<Move *, Digest> changed;
    for (const PlannedLibrary &library : plan.libraries)
      for (const PlannedMember &member : library.drop) {
        MemberKey key = keyOf(library.path, library.slice, member);
        Digest was = original.find(key)->second;
        Move *move = moveOf.lookup(was);
        auto copy = written.find({library.slice.value_or(""), move ? move->object : was});
        if (copy == written.end())
          continue; // the check of the plan says what is wrong
        if (!sameEdit(member.object, copy->second))
          return failure(placeOf(key, member.name) +
                         ": is edited, but not as the copy in the workspace library that it is "
                         "dropped for; dedup-plan --after makes a plan that fits");
        if (!move)
          continue;
        changed[move] = copy->second;
        if (member.object != copy->second && !llvm::is_contained(move->equivalent, member.object))
          move->equivalent.push_back(member.object);
      }
    for (auto [move, object] : changed)
      move->object = object;
    return Error::success();
  }

  bool sameEdit(const Digest &a, const Digest &b) const {
    return static_cast<const Edit &>(editOf(a)) == static_cast<const Edit &>(editOf(b));
  }

  Plan plan;
  llvm::DenseMap<Digest, EditedObject> edits;
  std::map<MemberKey, Digest> original; ///< what the first plan says of each member
};

} // namespace

Expected<Plan> mergePlans(std::vector<Plan> plans) {
  auto first = llvm::find_if(plans, [](const Plan &plan) { return plan.workspace.has_value(); });
  if (first == plans.end())
    first = plans.begin();
  else if (std::any_of(first + 1, plans.end(), [](const Plan &plan) { return plan.workspace; }))
    return failure("several plans have a workspace library");
  PlanMerger merger(std::move(*first));
  for (auto plan = plans.begin(); plan != plans.end(); ++plan)
    if (plan != first)
      if (Error error = merger.add(*plan))
        return error;
  return merger.finish();
}

} // namespace armeld
