#include "plan/reach_taking.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

void Reach::run(bool keepInitialisers) {
  keepsInitialisers = keepInitialisers;
  // Which objects the exports take out of libraries.
  takeObjects();
  // What is live in them.
  markRoots();
  follow();
  // Which references have to stay because they take what matters.
  while (keepPulls())
    follow();
}

void Reach::takeObjects() {
  std::vector<uint32_t> pending;
  std::vector<bool> isSought(symbols.size());
  auto take = [&](uint32_t object) {
    if (!std::exchange(all[object].isTaken, true))
      pending.push_back(object);
  };
  auto seek = [&](uint32_t symbol) {
    if (isSought[symbol])
      return;
    isSought[symbol] = true;
    for (const Definer &definer : symbols[symbol].definers)
      take(definer.object);
  };
  for (uint32_t i = 0; i < symbols.size(); ++i)
    if (symbols[i].isExport)
      seek(i);
  for (uint32_t i = 0; i < all.size(); ++i)
    if (all[i].facts->objc) // with -ObjC linkers take them all
      take(i);
  bool takesReserved = false;
  while (!pending.empty()) {
    const ObjectNode &object = all[pending.back()];
    pending.pop_back();
    forEachTaking(object, [&](uint32_t symbol) {
      seek(symbol);
      for (uint32_t other : symbols[symbol].others)
        seek(other);
    });
    // What code is generated at link time may call any of the compiler's functions.
    if (object.facts->kind == Kind::bitcode && !std::exchange(takesReserved, true))
      for (uint32_t i = 0; i < symbols.size(); ++i)
        if (isReservedName(symbols[i].name)) {
          symbols[i].isExport = true;
          seek(i);
        }
  }
}

void Reach::markRoots() {
  for (uint32_t i = 0; i < symbols.size(); ++i)
    if (symbols[i].isExport)
      markSymbol(i, {.kind = LiveCause::exported, .symbol = symbols[i].name});
  for (const ObjectNode &object : all)
    if (object.isTaken)
      keepForOwnSake(object);
}

/// Whether a section works in a program that takes its object, though nothing refers to it. The
/// others that linkers keep stay with what is live of their objects.
static bool worksAlone(KeepReason reason) {
  switch (reason) {
  case KeepReason::initialiser:
  case KeepReason::retain:
  case KeepReason::c_identifier:
  case KeepReason::exported:
    return true;
  case KeepReason::note:
  case KeepReason::type:
  case KeepReason::not_comdat:
    return false;
  }
  return true;
}

void Reach::keepForOwnSake(const ObjectNode &object) {
  const Object &facts = *object.facts;
  auto runsAlone = [&](Name section) { return !runsInAnyOrder(facts, section); };
  bool initialises = llvm::any_of(facts.initialisers, runsAlone);
  if (!object.sections) {
    if (facts.objc || (keepsInitialisers && initialises))
      mark(object.firstNode, {.kind = LiveCause::kept});
    return;
  }
  if (!keepsInitialisers)
    return;
  for (const KeptSections &kept : object.sections->keep)
    if (worksAlone(kept.reason) && (kept.reason != KeepReason::initialiser || initialises))
      for (uint32_t section : kept.sections)
        mark(nodeAt(object, section), {.kind = LiveCause::kept, .reason = kept.reason});
}

void Reach::markSymbol(uint32_t index, const LiveCause &cause, bool isWeak) {
  Symbol &symbol = symbols[index];
  symbol.isWanted |= isWeak;
  if (std::exchange(symbol.isLive, true))
    return;
  for (const Definer &definer : symbol.definers) {
    if (!all[definer.object].isTaken)
      continue;
    if (definer.hasSection || !all[definer.object].sections)
      mark(definer.node, cause);
    else
      wake(definer.object, cause);
  }
  for (uint32_t other : symbol.others)
    markSymbol(other, cause, isWeak);
}

void Reach::mark(uint32_t node, const LiveCause &cause) {
  if (isLive(node))
    return;
  causes[node] = cause;
  pendingNodes.push_back(node);
  wake(owner[node], cause);
}

void Reach::wake(uint32_t object, const LiveCause &cause) {
  if (std::exchange(all[object].isAlive, true))
    return;
  all[object].cause = cause;
  pendingObjects.push_back(object);
}

void Reach::follow() {
  while (!pendingNodes.empty() || !pendingObjects.empty()) {
    if (!pendingObjects.empty()) {
      uint32_t object = pendingObjects.front();
      pendingObjects.pop_front();
      followObject(all[object]);
    } else {
      uint32_t node = pendingNodes.front();
      pendingNodes.pop_front();
      followNode(node);
    }
  }
}

void Reach::followNode(uint32_t node) {
  const ObjectNode &object = all[owner[node]];
  if (!object.sections)
    return followWhole(object);
  const auto [list, row] = rows[node];
  for (SymbolNumber number : list->symbols[row]) {
    uint32_t symbol = object.symbols[number];
    markSymbol(symbol, {.kind = LiveCause::bySymbol, .from = node, .symbol = symbols[symbol].name},
               isWeakReference(object, number));
  }
  for (uint32_t section : list->sections[row])
    mark(nodeAt(object, section), {.kind = LiveCause::bySection, .from = node});
  for (uint32_t group : groupsOf[node])
    for (uint32_t other : groups[group])
      mark(other, {.kind = LiveCause::together, .from = node});
}

/// It refers to what it mentions, and to its own symbols, which another object may define, too.
void Reach::followWhole(const ObjectNode &object) {
  for (size_t number = 0; number < object.symbols.size(); ++number) {
    uint32_t symbol = object.symbols[number];
    markSymbol(
        symbol,
        {.kind = LiveCause::bySymbol, .from = object.firstNode, .symbol = symbols[symbol].name},
        isWeakReference(object, SymbolNumber(number)));
  }
}

void Reach::followObject(const ObjectNode &object) {
  if (!object.sections)
    return;
  // Nothing else of it may be live: a symbol without a section is.
  LiveCause cause{.kind = LiveCause::object};
  for (const auto &[section, node] : object.places)
    if (isLive(node)) {
      cause.from = node;
      break;
    }
  for (const KeptSections &kept : object.sections->keep)
    for (uint32_t section : kept.sections) {
      cause.reason = kept.reason;
      mark(nodeAt(object, section), cause);
    }
  cause.kind = LiveCause::needed;
  for (SymbolNumber number : object.sections->unrelocated) {
    uint32_t symbol = object.symbols[number];
    cause.symbol = symbols[symbol].name;
    markSymbol(symbol, cause, isWeakReference(object, number));
  }
  // Common symbols are in no section and stay, so they go on taking definitions out of libraries.
  for (size_t i = 0; i < object.facts->defines.size(); ++i)
    if (object.facts->defines[i].binding == Binding::common) {
      cause.symbol = symbols[object.symbols[i]].name;
      markSymbol(object.symbols[i], cause);
    }
}

} // namespace armeld
