#include "plan/selection.h"

#include <utility>

namespace armeld {

namespace {

class Selector {
public:
  Selector(const Survey &survey, const Policy &policy)
      : survey(survey), policy(policy), isWaiting(unsigned(survey.classes.size())),
        dependents(survey.symbolCount()), isTold(unsigned(survey.symbolCount())),
        toldAt(survey.symbolCount()) {
    selection.moving.resize(unsigned(survey.classes.size()));
    selection.objections.resize(survey.classes.size());
  }

  Selection run() {
    chooseCandidates();
    while (!toAsk.empty()) {
      ClassId id = toAsk.back();
      toAsk.pop_back();
      isWaiting.reset(id);
      Answer answer = askRules(policy, {survey, id, selection.moving});
      if (answer)
        pin(id, std::move(*answer));
      else
        ++survivals;
    }
    return std::move(selection);
  }

private:
  void chooseCandidates() {
    for (ClassId id = 0; id < survey.classes.size(); ++id) {
      const ObjectClass &cls = survey.classes[id];
      if (cls.libraries < policy.min_copies && !survey.isInEarlier(cls))
        continue;
      selection.moving.set(id);
      for (SymbolId symbol : cls.references)
        dependents[symbol].push_back(id);
    }
    for (unsigned id : selection.moving.set_bits())
      askAgain(id);
    std::reverse(toAsk.begin(), toAsk.end()); // taken from the back: ask in order
  }

  void askAgain(llvm::ArrayRef<ClassId> ids) {
    for (ClassId id : ids) {
      if (!selection.moving.test(id) || isWaiting.test(id))
        continue;
      isWaiting.set(id);
      toAsk.push_back(id);
    }
  }

  void pin(ClassId id, Objection objection) {
    selection.moving.reset(id);
    selection.objections[id] = std::move(objection);
    const ObjectClass &cls = survey.classes[id];
    for (const auto *symbols : {&cls.defines, &cls.aliases, &cls.comdats})
      for (SymbolId symbol : *symbols)
        tellOf(symbol);
    // If one piece of an import table stays, all do: once asked, they are pinned.
    for (SymbolId table : cls.importTables) {
      if (isTold.test(table))
        continue;
      isTold.set(table);
      askAgain(survey.definers(table));
    }
  }

  /// Asks again about those that leaned on a definition of the symbol: because they refer to it,
  /// because a search finds them first if the other is out of the way, or because one of the two
  /// shadows the other.
  void tellOf(SymbolId symbol) {
    // All that were told and have not been asked since are waiting, or pinned.
    if (std::exchange(toldAt[symbol], survivals) == survivals)
      return;
    askAgain(dependents[symbol]);
    askAgain(survey.firstDefiners(symbol));
    if (survey.hasShadowedDefiner(symbol))
      askAgain(survey.definers(symbol));
  }

  const Survey &survey;
  const Policy &policy;
  Selection selection;
  std::vector<ClassId> toAsk;
  llvm::BitVector isWaiting;                             ///< by class: is in `toAsk`, once
  std::vector<llvm::SmallVector<ClassId, 2>> dependents; ///< by symbol: candidates that refer to it
  llvm::BitVector isTold;                                ///< by import table: its pieces were told
  uint64_t survivals = 0;                                ///< how many were asked and not pinned
  std::vector<uint64_t> toldAt;                          ///< by symbol: `survivals` at that time
};

} // namespace

Selection selectMoves(const Survey &survey, const Policy &policy) {
  return Selector(survey, policy).run();
}

} // namespace armeld
