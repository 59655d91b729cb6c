// References that are dead, and take out of a library what a program would miss.
#include "plan/reach_taking.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

/// Keeps references that lead to objects that matter, and says whether there were such.
bool Reach::keepPulls() {
  findCrossings();
  std::vector<bool> leads = leading();
  bool isKept = false;
  for (const ObjectNode &object : all)
    if (object.isAlive && object.sections)
      isKept |= keepPullsOf(object, leads);
  return isKept;
}

void Reach::findCrossings() {
  for (const ObjectNode &object : all) {
    if (!object.isAlive)
      continue;
    size_t first = object.facts->defines.size();
    for (size_t i = 0; i < object.facts->references.size(); ++i) {
      Symbol &symbol = symbols[object.symbols[first + i]];
      symbol.crosses |= symbol.isLive && !symbol.definers.empty() && crosses(object, symbol);
    }
  }
}

/// Whether some library that holds the object does not define the symbol, and another one does.
bool Reach::crosses(const ObjectNode &object, const Symbol &symbol) const {
  // Mostly one object defines it, or few.
  auto holdsDefiner = [&](uint32_t library) {
    return llvm::any_of(symbol.definers, [&](const Definer &definer) {
      const auto &held = all[definer.object].libraries;
      return std::binary_search(held.begin(), held.end(), library);
    });
  };
  // A workspace library comes last.
  auto isEarly = [&](const Definer &definer) {
    return llvm::any_of(all[definer.object].libraries,
                        [&](uint32_t library) { return !isWorkspace[library]; });
  };
  return !llvm::all_of(object.libraries, holdsDefiner) && llvm::any_of(symbol.definers, isEarly);
}

/// Whether it makes a difference that a program has the object, though nothing live refers to it.
bool Reach::matters(const ObjectNode &object) const {
  if (!object.isTaken)
    return false;
  const Object &facts = *object.facts;
  if (facts.objc)
    return true;
  auto isKeptAlone = [](const LiveCause &cause) { return cause.kind == LiveCause::kept; };
  if (!object.sections)
    return isKeptAlone(causes[object.firstNode]) || definesTie(object);
  for (const KeptSections &kept : object.sections->keep)
    for (uint32_t section : kept.sections)
      if (isKeptAlone(causes[nodeAt(object, section)]))
        return true;
  return definesTie(object);
}

/// Whether it defines a symbol that a live weak reference binds to if the object is there, or one
/// that another object defines too, so that the order in which the two are taken decides; or one to
/// which another library refers, so that the object may have to be there before that.
bool Reach::definesTie(const ObjectNode &object) const {
  for (size_t i = 0; i < object.facts->defines.size(); ++i) {
    const Symbol &symbol = symbols[object.symbols[i]];
    if (!symbol.isLive)
      continue;
    if (symbol.isWanted || symbol.crosses)
      return true;
    // Copies of an inline function are the same.
    llvm::ArrayRef<Definer> others = symbol.definers;
    if (object.facts->defines[i].comdat)
      others = others.take_front(symbol.plain);
    for (const Definer &definer : others)
      if (all[definer.object].isTaken &&
          all[definer.object].facts->equivalence != object.facts->equivalence)
        return true;
  }
  return false;
}

/// By object: whether it matters, or its references take one that does.
std::vector<bool> Reach::leading() const {
  std::vector<bool> leads(all.size());
  std::vector<uint32_t> pending;
  for (uint32_t i = 0; i < all.size(); ++i)
    if (matters(all[i])) {
      leads[i] = true;
      pending.push_back(i);
    }
  auto reachUsers = [&](const Symbol &symbol) {
    for (uint32_t user : symbol.users)
      if (all[user].isTaken && !leads[user]) {
        leads[user] = true;
        pending.push_back(user);
      }
  };
  std::vector<bool> isDone(symbols.size());
  while (!pending.empty()) {
    const ObjectNode &object = all[pending.back()];
    pending.pop_back();
    for (size_t i = 0; i < object.facts->defines.size(); ++i) {
      uint32_t symbol = object.symbols[i];
      if (isDone[symbol])
        continue;
      isDone[symbol] = true;
      reachUsers(symbols[symbol]);
      for (uint32_t other : symbols[symbol].others)
        reachUsers(symbols[other]);
    }
  }
  return leads;
}

bool Reach::keepPullsOf(const ObjectNode &object, const std::vector<bool> &leads) {
  uint32_t self = uint32_t(&object - all.data());
  size_t first = object.facts->defines.size();
  size_t end = first + object.facts->references.size();
  constexpr uint32_t none = UINT32_MAX;
  std::vector<bool> isUsed(object.symbols.size());
  std::vector<uint32_t> holder(object.symbols.size(), none); // a section that refers to the symbol
  for (const auto &[section, node] : object.places)
    for (SymbolNumber number : rows[node].list->symbols[rows[node].row]) {
      if (isLive(node))
        isUsed[number] = true;
      if (holder[number] == none)
        holder[number] = node;
    }
  for (SymbolNumber number : object.sections->unrelocated)
    isUsed[number] = true;

  bool isKept = false;
  for (size_t number = first; number < end; ++number) {
    uint32_t symbol = object.symbols[number];
    auto takesWhatMatters = [&](const Definer &definer) {
      return definer.object != self && leads[definer.object];
    };
    if (isUsed[number] || holder[number] == none ||
        llvm::none_of(symbols[symbol].definers, takesWhatMatters))
      continue;
    mark(holder[number], {.kind = LiveCause::pulls, .symbol = symbols[symbol].name});
    isKept = true;
  }
  return isKept;
}

} // namespace armeld
