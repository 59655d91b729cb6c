#include "plan/selection.h"

#include <utility>

namespace armeld {

namespace {

class Selector {
public:
  Selector(const Survey &survey, const Policy &policy)
      : survey(survey), policy(policy), imports(survey), moving(survey, candidates()),
        isWaiting(unsigned(survey.classes.size())), dependents(survey.symbolCount()),
        isTold(unsigned(survey.symbolCount())), areDependentsTold(unsigned(survey.symbolCount())) {
    selection.objections.resize(survey.classes.size());
  }

  Selection run() {
    for (unsigned id : moving.classes().set_bits())
      for (SymbolId symbol : survey.classes[id].references)
        dependents[symbol].push_back(id);
    for (unsigned id : moving.classes().set_bits())
      askAgain(id);
    std::reverse(toAsk.begin(), toAsk.end()); // taken from the back: ask in order
    while (!toAsk.empty()) {
      ClassId id = toAsk.back();
      toAsk.pop_back();
      isWaiting.reset(id);
      if (Answer answer = askRules(policy, {survey, id, moving, imports}))
        pin(id, std::move(*answer));
    }
    selection.moving = moving.classes();
    return std::move(selection);
  }

private:
  llvm::BitVector candidates() const {
    llvm::BitVector chosen(unsigned(survey.classes.size()));
    for (ClassId id = 0; id < survey.classes.size(); ++id)
      if (const ObjectClass &cls = survey.classes[id];
          (cls.libraries >= policy.min_copies && policy.name != PolicyName::against) ||
          survey.isInEarlier(cls))
        chosen.set(id);
    return chosen;
  }

  void askAgain(llvm::ArrayRef<ClassId> ids) {
    for (ClassId id : ids) {
      if (!moving.test(id) || isWaiting.test(id))
        continue;
      isWaiting.set(id);
      toAsk.push_back(id);
    }
  }

  void pin(ClassId id, Objection objection) {
    moving.pin(id);
    selection.objections[id] = std::move(objection);
    const ObjectClass &cls = survey.classes[id];
    for (const auto *symbols : {&cls.defines, &cls.aliases, &cls.comdats})
      for (SymbolId symbol : *symbols)
        tellOf(symbol);
    // If one piece of an import table stays, all do: once asked, they are pinned.
    for (SymbolId table : cls.importTables)
      if (isFirstTime(isTold, table))
        askAgain(survey.definers(table));
  }

  /// Asks again about those that leaned on a definition of the symbol: because they refer to it,
  /// because a search finds them first if the other is out of the way, or because one of the two
  /// shadows the other. Each is asked when its answer can change, and not of every definer that is
  /// pinned, of which there may be as many as there are classes.
  void tellOf(SymbolId symbol) {
    std::optional<ClassId> firstLeft = moving.firstDefiner(symbol);
    if (!firstLeft && isFirstTime(areDependentsTold, symbol))
      askAgain(dependents[symbol]);
    // That one definer stays says the same as that several do.
    bool isFirst = isFirstTime(isTold, symbol);
    if (isFirst)
      askAgain(survey.firstDefiners(symbol));
    if (!survey.hasShadowedDefiner(symbol))
      return;
    if (isFirst)
      askAgain(survey.definers(symbol));
    else if (firstLeft) // the definers behind it have it in front of them
      askAgain(*firstLeft);
  }

  static bool isFirstTime(llvm::BitVector &isDone, SymbolId symbol) {
    bool isFirst = !isDone.test(symbol);
    isDone.set(symbol);
    return isFirst;
  }

  const Survey &survey;
  const Policy &policy;
  Imports imports;
  Moving moving;
  Selection selection;
  std::vector<ClassId> toAsk;
  llvm::BitVector isWaiting;                             ///< by class: is in `toAsk`, once
  std::vector<llvm::SmallVector<ClassId, 2>> dependents; ///< by symbol: candidates that refer to it
  // By symbol or import table: asked those whose answer depends on whether one definer stays, or on
  // whether all do.
  llvm::BitVector isTold, areDependentsTold;
};

} // namespace

Selection selectMoves(const Survey &survey, const Policy &policy) {
  if (policy.name == PolicyName::merge) { // there is nothing beside it that could differ
    Selection all;
    all.objections.resize(survey.classes.size());
    all.moving.resize(unsigned(survey.classes.size()), true);
    return all;
  }
  return Selector(survey, policy).run();
}

} // namespace armeld
