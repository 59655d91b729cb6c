#include "planner.h"

#include "archive.h"
#include "names.h"
#include "near_miss.h"
#include "rules.h"

#include "llvm/ADT/STLExtras.h"

#include <fnmatch.h>

namespace armeld {

bool matchesGlob(Name name, Name glob) {
  return fnmatch(glob.str().c_str(), name.str().c_str(), 0) == 0;
}

namespace {

class Planner {
public:
  Planner(const Survey &survey, const PlanRequest &request)
      : survey(survey), policy(request.policy), request(request) {}

  Plan make() {
    chooseCandidates();
    askRules();
    Plan plan;
    plan.policy = policy;
    planWorkspace(plan);
    planLibraries(plan);
    listMoves(plan);
    listPins(plan);
    listConflicts(plan);
    plan.near_misses = findNearMisses(survey);
    return plan;
  }

private:
  bool isAllowed(Rule rule) const { return llvm::is_contained(policy.allow, rule); }

  void chooseCandidates() {
    moving.resize(unsigned(survey.classes.size()));
    objections.resize(survey.classes.size());
    for (ClassId id = 0; id < survey.classes.size(); ++id)
      if (survey.classes[id].libraries >= policy.min_copies)
        moving.set(id);
  }

  Verdict ask(ClassId id) const {
    if (Verdict verdict = excludeRule(id))
      return verdict;
    Question question{survey, id, moving};
    struct {
      Rule name;
      Verdict (*rule)(const Question &);
    } static constexpr rules[] = {{Rule::kind, kindRule},
                                  {Rule::unique, uniqueRule},
                                  {Rule::order, orderRule},
                                  {Rule::closed, closedRule}};
    for (const auto &[name, rule] : rules) {
      if (isAllowed(name) || (policy.name == PolicyName::greedy && name != Rule::kind))
        continue;
      if (Verdict verdict = rule(question))
        return verdict;
    }
    return std::nullopt;
  }

  /// The user's own word. It is no rule of linking, and cannot be switched off but by not saying
  /// it.
  Verdict excludeRule(ClassId id) const {
    if (policy.exclude.empty())
      return std::nullopt;
    for (MemberRef ref : survey.classes[id].members)
      for (Name glob : policy.exclude)
        if (matchesGlob(survey.member(ref).name, glob))
          return Objection{Rule::exclude, {}, {}, "--exclude " + glob.str()};
    return std::nullopt;
  }

  void pin(ClassId id, Objection objection) {
    moving.reset(id);
    objections[id] = std::move(objection);
  }

  /// Asks about every candidate, and pins until no rule objects to what is left. A class is asked
  /// again when one has been pinned that it leaned on: because that one defines what this one
  /// needs, or because one of the two shadows the other. So this is linear in the number of
  /// references.
  void askRules() {
    std::vector<llvm::SmallVector<ClassId, 2>> needers(survey.symbolCount());
    std::vector<ClassId> toAsk;
    for (unsigned id : moving.set_bits()) {
      toAsk.push_back(id);
      for (SymbolId need : survey.classes[id].needs)
        needers[need].push_back(id);
    }
    std::reverse(toAsk.begin(), toAsk.end()); // taken from the back: ask in order
    while (!toAsk.empty()) {
      ClassId id = toAsk.back();
      toAsk.pop_back();
      if (!moving.test(id))
        continue;
      Verdict verdict = ask(id);
      if (!verdict)
        continue;
      pin(id, std::move(*verdict));
      for (const auto *symbols : {&survey.classes[id].defines, &survey.classes[id].aliases}) {
        for (SymbolId symbol : *symbols) {
          llvm::append_range(toAsk, needers[symbol]);
          llvm::append_range(toAsk, survey.firstDefiners(symbol));
          if (survey.hasShadowedDefiner(symbol))
            llvm::append_range(toAsk, survey.definers(symbol));
        }
      }
    }
  }

  // ---- writing it down ----

  PlannedMember planned(MemberRef ref) const {
    const Member &member = survey.member(ref);
    return {member.name, member.object, member.data_offset, member.size, member.file};
  }

  Place placeOf(MemberRef ref) const {
    const Library &library = survey.library(ref);
    const Member &member = survey.member(ref);
    return {library.path, library.slice, member.name, member.object};
  }

  void planWorkspace(Plan &plan) const {
    Workspace &workspace = plan.workspace;
    workspace.path = request.workspacePath;
    // The inputs' format; where they differ, that of the first, which is as good as any.
    workspace.format = request.format.value_or(survey.manifest->libraries.front().format);
    ArchiveSize size(workspace.format);
    for (unsigned id : moving.set_bits()) {
      MemberRef source = survey.classes[id].members.front();
      WorkspaceMember &member = workspace.members.emplace_back();
      static_cast<PlannedMember &>(member) = planned(source);
      member.library = survey.library(source).path;
      member.slice = survey.library(source).slice;
      size.add(member.name, member.size);
    }
    workspace.expected_size = size.total();
  }

  void planLibraries(Plan &plan) const {
    for (uint32_t l = 0; l < survey.manifest->libraries.size(); ++l) {
      const Library &library = survey.manifest->libraries[l];
      PlannedLibrary &result = plan.libraries.emplace_back();
      result.path = library.path;
      result.slice = library.slice;
      result.size = library.size;
      result.modified_ns = library.modified_ns;
      result.format = request.format.value_or(library.format);
      result.thin = library.thin;
      ArchiveSize size(result.format);
      for (uint32_t m = 0; m < library.members.size(); ++m) {
        bool moves = moving.test(survey.classOf[l][m]);
        (moves ? result.drop : result.keep).push_back(planned({l, m}));
        if (!moves)
          size.add(library.members[m].name, library.members[m].size);
      }
      result.expected_size = size.total();
    }
  }

  /// Bytes of content that moving saves: all copies but the one that is written.
  uint64_t savedBy(const ObjectClass &cls) const {
    uint64_t bytes = 0;
    for (MemberRef ref : llvm::drop_begin(cls.members))
      bytes += survey.member(ref).size;
    return bytes;
  }

  void listMoves(Plan &plan) const {
    for (unsigned id : moving.set_bits()) {
      const ObjectClass &cls = survey.classes[id];
      Move &move = plan.moves.emplace_back();
      move.object = cls.objects.front();
      move.equivalent.assign(cls.objects.begin() + 1, cls.objects.end());
      move.name = survey.member(cls.members.front()).name;
      move.copies = cls.members.size();
      move.saves = savedBy(cls);
    }
  }

  void listPins(Plan &plan) const {
    for (ClassId id = 0; id < objections.size(); ++id) {
      if (!objections[id])
        continue;
      const Objection &objection = *objections[id];
      const ObjectClass &cls = survey.classes[id];
      Pin &pin = plan.pins.emplace_back();
      pin.object = cls.objects.front();
      pin.equivalent.assign(cls.objects.begin() + 1, cls.objects.end());
      pin.name = survey.member(cls.members.front()).name;
      pin.copies = cls.members.size();
      pin.costs = savedBy(cls);
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
      llvm::ArrayRef<ClassId> definers = survey.definers(symbol);
      if (definers.size() < 2)
        continue;
      Conflict conflict{survey.name(symbol), {}};
      bool severalLibraries = false;
      for (ClassId id : definers) {
        if (moving.test(id) || !definesStrongly(id, symbol))
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

  bool definesStrongly(ClassId id, SymbolId symbol) const {
    const ObjectClass &cls = survey.classes[id];
    for (size_t i = 0; i < cls.defines.size(); ++i)
      if (cls.defines[i] == symbol)
        return !mayRepeat(cls.facts->defines[i]);
    return false;
  }

  const Survey &survey;
  const Policy &policy;
  const PlanRequest &request;
  llvm::BitVector moving;
  std::vector<Verdict> objections; ///< by class
};

} // namespace

Expected<Plan> makePlan(const Manifest &manifest, const PlanRequest &request) {
  if (manifest.libraries.empty())
    return failure("the manifest lists no library");
  for (const Library &library : manifest.libraries)
    if (library.path == request.workspacePath)
      return failure(shown(library) + ": is to be melded and cannot be the workspace library too");
  Expected<Survey> made =
      Survey::make(manifest, request.policy.name == PolicyName::greedy ? Sameness::content
                                                                       : Sameness::equivalence);
  if (!made)
    return made.takeError();
  return Planner(*made, request).make();
}

} // namespace armeld
