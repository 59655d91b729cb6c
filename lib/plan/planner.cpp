#include "plan/planner.h"

#include "archive/archive_size.h"
#include "base/names.h"
#include "plan/near_miss.h"
#include "plan/planned.h"
#include "plan/selection.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

namespace armeld {

namespace {

/// Writes down what was selected.
class PlanWriter {
public:
  PlanWriter(const Survey &survey, const PlanRequest &request, const Selection &selection)
      : survey(survey), request(request), selection(selection) {}

  Plan write() {
    Plan plan;
    plan.policy = request.policy;
    plan.edited = request.edited;
    plan.exports = request.exports;
    planWorkspace(plan);
    planLibraries(plan);
    listMoves(plan);
    listPins(plan);
    listConflicts(plan);
    plan.near_misses = findNearMisses(survey);
    return plan;
  }

private:
  /// Whether a member is one of the workspace library of an earlier run.
  bool isWorkspace(MemberRef ref) const { return survey.isEarlier(ref.library); }

  /// The member that is, or will be, in the workspace library.
  static MemberRef source(const ObjectClass &cls) { return cls.members.front(); }

  /// How many members the slimmed libraries lose, or would lose, for a class.
  uint64_t copiesOf(const ObjectClass &cls) const {
    return uint64_t(llvm::count_if(cls.members, [&](MemberRef ref) { return !isWorkspace(ref); }));
  }

  PlannedMember planned(MemberRef ref) const {
    const Member &member = survey.member(ref);
    return plannedMember(member, survey.manifest->objectOf(member));
  }

  /// A thin archive names a member by its path; a regular one, by the name of the file.
  static Name nameWhenPacked(const PlannedMember &member) {
    return member.file ? baseName(member.name) : member.name;
  }

  bool isApple(MemberRef ref) const {
    return survey.manifest->objectOf(survey.member(ref)).format == StringRef("macho");
  }

  /// Names with their slices, and the last number that was put into each.
  using TakenNames = llvm::DenseMap<std::pair<StringRef, StringRef>, unsigned>;

  /// dsymutil tells members of one archive apart by name and time, and times are often all zero; so
  /// of members of one name, all but the first get a number: "util.2.o".
  static Name distinctName(Name name, StringRef slice, TakenNames &taken) {
    auto [entry, isNew] = taken.try_emplace({name, slice}, 1);
    if (isNew)
      return name;
    auto [base, extension] = name.rsplit('.');
    unsigned number = entry->second;
    Name distinct;
    do
      distinct =
          keep((base + "." + Twine(++number) + (extension.empty() ? "" : ".") + extension).str());
    while (!taken.try_emplace({distinct, slice}, 1).second);
    taken[{name, slice}] = number;
    return distinct;
  }

  Place placeOf(MemberRef ref) const {
    const Library &library = survey.library(ref);
    const Member &member = survey.member(ref);
    return {library.path, library.slice, member.name, member.object};
  }

  void planWorkspace(Plan &plan) const {
    Workspace &workspace = plan.workspace.emplace();
    workspace.path = request.workspacePath;
    // The inputs' format; where they differ, that of the first, which is as good as any.
    workspace.format = request.format.value_or(survey.manifest->libraries.front().format);
    std::vector<MemberRef> members;
    for (uint32_t l = 0; l < survey.manifest->libraries.size(); ++l) {
      if (!isWorkspace({l, 0}))
        continue;
      const Library &earlier = survey.manifest->libraries[l];
      workspace.existing = {earlier.size, earlier.modified_ns, earlier.changed_ns, earlier.inode};
      workspace.format = request.format.value_or(earlier.format);
      for (uint32_t m = 0; m < earlier.members.size(); ++m)
        members.push_back({l, m});
    }
    // Its members stay, in their order: other libraries may have been slimmed for it.
    for (unsigned id : selection.moving.set_bits())
      if (!survey.isInEarlier(survey.classes[id]))
        members.push_back(source(survey.classes[id]));
    // One library is searched as the others were, one after the other.
    if (request.policy.name == PolicyName::merge)
      llvm::sort(members, [](MemberRef a, MemberRef b) {
        return std::pair(a.library, a.member) < std::pair(b.library, b.member);
      });
    // Darwin's format would add to content whose size is no multiple of 8; BSD's, which Apple's
    // linkers read as well, does not.
    if (!request.format && workspace.format == ArchiveFormat::darwin &&
        llvm::any_of(members, [&](MemberRef ref) { return survey.member(ref).size % 8 != 0; }))
      workspace.format = ArchiveFormat::bsd;
    llvm::StringMap<ArchiveSize> sizes; // by slice
    for (const Library &library : survey.manifest->libraries)
      sizes.try_emplace(library.slice.value_or(""), workspace.format);
    TakenNames names;
    for (MemberRef ref : members) {
      WorkspaceMember &member = workspace.members.emplace_back();
      static_cast<PlannedMember &>(member) = planned(ref);
      if (isApple(ref))
        member.name = distinctName(member.name, survey.library(ref).slice.value_or(""), names);
      member.library = survey.library(ref).path;
      member.slice = survey.library(ref).slice;
      sizes.find(member.slice.value_or(""))->second.add(nameWhenPacked(member), member.size);
    }
    for (const auto &entry : sizes)
      workspace.expected_size += entry.second.total();
  }

  void planLibraries(Plan &plan) const {
    for (uint32_t l = 0; l < survey.manifest->libraries.size(); ++l) {
      const Library &library = survey.manifest->libraries[l];
      if (isWorkspace({l, 0}))
        continue;
      PlannedLibrary &result = plan.libraries.emplace_back(plannedLibrary(library));
      result.format = request.format.value_or(library.format);
      ArchiveSize size(result.format);
      for (uint32_t m = 0; m < library.members.size(); ++m) {
        bool moves = selection.moving.test(survey.classOf[l][m]);
        (moves ? result.drop : result.keep).push_back(planned({l, m}));
        if (!moves)
          size.add(nameWhenPacked(result.keep.back()), library.members[m].size);
      }
      result.expected_size = size.total();
    }
  }

  /// Bytes of content that moving saves: all copies but the one that is written, if none is there.
  uint64_t savedBy(const ObjectClass &cls) const {
    MemberRef kept = source(cls);
    uint64_t bytes = 0;
    for (MemberRef ref : cls.members)
      if (!isWorkspace(ref) && (ref.library != kept.library || ref.member != kept.member))
        bytes += survey.member(ref).size;
    return bytes;
  }

  std::vector<Digest> othersThan(const Digest &object, const ObjectClass &cls) const {
    std::vector<Digest> others = cls.objects;
    llvm::erase(others, object);
    return others;
  }

  void listMoves(Plan &plan) const {
    for (unsigned id : selection.moving.set_bits()) {
      const ObjectClass &cls = survey.classes[id];
      if (copiesOf(cls) == 0)
        continue; // it is where it belongs
      const Member &written = survey.member(source(cls));
      Move &move = plan.moves.emplace_back();
      move.object = written.object;
      llvm::append_range(move.equivalent, othersThan(written.object, cls));
      move.name = written.name;
      move.copies = copiesOf(cls);
      move.saves = savedBy(cls);
    }
  }

  void listPins(Plan &plan) const {
    for (ClassId id = 0; id < selection.objections.size(); ++id) {
      if (!selection.objections[id])
        continue;
      const Objection &objection = *selection.objections[id];
      const ObjectClass &cls = survey.classes[id];
      bool concernsLinks = objection.rule != Rule::kind && objection.rule != Rule::exclude;
      if (copiesOf(cls) == 0 && !concernsLinks)
        continue; // where it is, it does no harm
      Pin &pin = plan.pins.emplace_back();
      pin.object = cls.objects.front();
      pin.equivalent.assign(cls.objects.begin() + 1, cls.objects.end());
      pin.name = survey.member(cls.members.front()).name;
      pin.copies = copiesOf(cls);
      pin.costs = savedBy(cls);
      pin.held = survey.isInEarlier(cls) && concernsLinks;
      pin.rule = objection.rule;
      pin.symbol = objection.symbol;
      if (objection.against)
        pin.against = placeOf(survey.classes[*objection.against].members.front());
      if (objection.detail)
        pin.detail = keep(*objection.detail);
    }
  }

  void listConflicts(Plan &plan) const {
    for (SymbolId symbol = 0; symbol < survey.symbolCount(); ++symbol) {
      if (survey.definers(symbol).size() < 2)
        continue;
      Conflict conflict{survey.name(symbol), {}};
      bool severalLibraries = false;
      for (ClassId id : survey.strongDefiners(symbol)) {
        if (selection.moving.test(id) && request.policy.name != PolicyName::merge)
          continue;
        MemberRef first = survey.classes[id].members.front();
        severalLibraries |= !conflict.definitions.empty() &&
                            survey.library(first).path != conflict.definitions.front().library;
        severalLibraries |= !conflict.definitions.empty() && survey.classes[id].libraries > 1;
        conflict.definitions.push_back(placeOf(first));
      }
      if (conflict.definitions.size() > 1 && severalLibraries)
        plan.conflicts.push_back(std::move(conflict));
    }
  }

  const Survey &survey;
  const PlanRequest &request;
  const Selection &selection;
};

} // namespace

Expected<Plan> makePlan(const Manifest &manifest, const PlanRequest &request) {
  if (manifest.libraries.empty())
    return failure("the manifest lists no library");
  auto isWorkspace = [&](const Library &library) { return library.path == request.workspacePath; };
  auto found = llvm::find_if(manifest.libraries, isWorkspace);
  auto isMarked = [&](const Library &library) {
    return !isWorkspace(library) || library.workspace;
  };
  bool existing = found != manifest.libraries.end() &&
                  (request.existing || llvm::all_of(manifest.libraries, isMarked));
  if (!existing && found != manifest.libraries.end())
    return failure(shown(*found) + ": is to be melded and is not marked as a workspace library; if "
                                   "it is one from an earlier run, add --existing");
  if (request.existing && !existing)
    return failure(shown(request.workspacePath) + ": no manifest lists this workspace library");
  if (llvm::all_of(manifest.libraries, isWorkspace))
    return failure("the manifest lists no library but the workspace library");
  if (existing && request.policy.name == PolicyName::merge)
    return failure(shown(request.workspacePath) +
                   ": is there already; the policy merge makes a new library, and adds to none");
  if (!existing && request.policy.name == PolicyName::against)
    return failure(shown(request.workspacePath) +
                   ": no manifest lists this library, whose objects the policy against removes");
  Expected<Survey> made =
      Survey::make(manifest, existing ? std::optional(request.workspacePath) : std::nullopt);
  if (!made)
    return made.takeError();
  made->outputFormat = request.format;
  Selection selection = selectMoves(*made, request.policy);
  return PlanWriter(*made, request, selection).write();
}

} // namespace armeld
