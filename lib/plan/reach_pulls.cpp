// References that are dead, and take out of a library what a program would miss.
#include "plan/reach_taking.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

/// Keeps references that lead to objects that matter, and says whether there were such.
bool Reach::keepPulls() {
  findCrossings();
  std::vector<bool> leads = leading();
  bool isKept = false;
  for (ObjectNode &object : all)
    if (object.isAlive && object.sections)
      isKept |= keepPullsOf(object, leads);
  return isKept | settleAnchors();
}

void Reach::findCrossings() {
  for (const ObjectNode &object : all) {
    if (!object.isAlive)
      continue;
    std::vector<bool> isUsed = usedSymbols(object);
    for (SymbolNumber number : object.pulls)
      isUsed[number] = true;
    size_t first = object.facts->defines.size();
    for (size_t i = first; i < first + object.facts->references.size(); ++i) {
      Symbol &symbol = symbols[object.symbols[i]];
      symbol.crosses |=
          isUsed[i] && symbol.isUsed() && !symbol.definers.empty() && crosses(object, symbol);
    }
  }
}

/// By number: what live sections of the object mention, and references that no section makes.
std::vector<bool> Reach::usedSymbols(const ObjectNode &object) const {
  std::vector<bool> isUsed(object.symbols.size(), !object.sections);
  if (!object.sections)
    return isUsed;
  for (const auto &[section, node] : object.places)
    if (isLive(node))
      for (SymbolNumber number : rows[node].list->symbols[rows[node].row])
        isUsed[number] = true;
  for (SymbolNumber number : object.sections->unrelocated)
    isUsed[number] = true;
  return isUsed;
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
    if (!symbol.isUsed())
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

/// Of references that take the same object the first one is enough: linkers look at them in the
/// order of the object's symbol table, or of the library's.
bool Reach::keepPullsOf(ObjectNode &object, const std::vector<bool> &leads) {
  uint32_t self = uint32_t(&object - all.data());
  size_t first = object.facts->defines.size();
  size_t end = first + object.facts->references.size();
  constexpr uint32_t none = UINT32_MAX;
  std::vector<bool> isUsed = usedSymbols(object);
  llvm::erase_if(object.pulls, [&](SymbolNumber number) { return isUsed[number]; });
  for (SymbolNumber number : object.pulls)
    isUsed[number] = true;
  std::vector<uint32_t> holder(object.symbols.size(), none); // a section that refers to the symbol
  for (const auto &[section, node] : object.places)
    for (SymbolNumber number : rows[node].list->symbols[rows[node].row])
      if (holder[number] == none)
        holder[number] = node;

  bool isKept = false;
  llvm::DenseSet<uint32_t> taken; // by references that come before, whatever else those would take
  for (size_t number = first; number < end; ++number) {
    const Symbol &symbol = symbols[object.symbols[number]];
    auto takesWhatMatters = [&](const Definer &definer) {
      return definer.object != self && leads[definer.object];
    };
    std::optional<uint32_t> only = onlyDefiner(symbol);
    if (!isUsed[number]) {
      if (holder[number] == none || (only && taken.contains(*only)) ||
          llvm::none_of(symbol.definers, takesWhatMatters))
        continue;
      keepPull(object, SymbolNumber(number), holder[number]);
      isKept = true;
    }
    if (only)
      taken.insert(*only);
  }
  llvm::sort(object.pulls);
  return isKept;
}

/// The object that a reference to the symbol takes wherever it is met, if there is but one.
std::optional<uint32_t> Reach::onlyDefiner(const Symbol &symbol) {
  if (symbol.definers.size() != 1 || !symbol.others.empty() || !symbol.definers[0].hasSection)
    return std::nullopt;
  return symbol.definers[0].object;
}

/// Keeps the reference, with the section `holder` if it cannot stay without.
void Reach::keepPull(ObjectNode &object, SymbolNumber number, uint32_t holder) {
  Symbol &symbol = symbols[object.symbols[number]];
  bool canStand = object.facts->format == StringRef("elf") && !symbol.name.contains('@');
  if (!canStand || !(symbol.isLive || canAnchor(symbol))) {
    mark(holder, {.kind = LiveCause::pulls, .symbol = symbol.name});
    return;
  }
  object.pulls.push_back(number);
  if (symbol.isLive || std::exchange(symbol.isAnchored, true))
    return;
  for (const Definer &definer : symbol.definers)
    wake(definer.object, {.kind = LiveCause::anchored, .symbol = symbol.name});
}

/// Whether a name can stand for the symbol wherever it is defined. Copies of a strong symbol in
/// COMDATs are no error, and two absolute symbols would be; a symbol with a version, or one that is
/// in no section, is more than a name.
bool Reach::canAnchor(const Symbol &symbol) const {
  auto canStand = [&](const Definer &definer) {
    const ObjectNode &object = all[definer.object];
    return object.isTaken && definer.hasSection && object.facts->format == StringRef("elf") &&
           !definer.isStrongCopy && !definer.isVersioned;
  };
  return symbol.others.empty() && llvm::all_of(symbol.definers, canStand);
}

/// A symbol of a section that stays after all stays with it, and with its other definitions. Says
/// whether there is one that nothing used.
bool Reach::settleAnchors() {
  bool isFound = false;
  for (uint32_t i = 0; i < symbols.size(); ++i) {
    if (!symbols[i].isAnchored || symbols[i].isLive)
      continue;
    for (const Definer &definer : symbols[i].definers)
      if (isLive(definer.node)) {
        markSymbol(i, {.kind = LiveCause::bySection, .from = definer.node});
        isFound = true;
        break;
      }
  }
  return isFound;
}

std::vector<SymbolNumber> Reach::anchorsOf(const ObjectNode &object) const {
  std::vector<SymbolNumber> anchors;
  auto isAnchor = [&](SymbolNumber number) {
    const Symbol &symbol = symbols[object.symbols[number]];
    return symbol.isAnchored && !symbol.isLive;
  };
  for (size_t i = 0; i < object.facts->defines.size(); ++i)
    if (isAnchor(SymbolNumber(i)))
      anchors.push_back(SymbolNumber(i));
  llvm::copy_if(object.pulls, std::back_inserter(anchors), isAnchor);
  return anchors;
}

std::optional<Name> Reach::anchorAt(const ObjectNode &object, uint32_t node) const {
  for (SymbolNumber number : anchorsOf(object))
    if (number < object.facts->defines.size() && object.sections &&
        nodeAt(object, object.sections->defined_in[number]) == node)
      return anchorName(object.facts->defines[number].name);
  return std::nullopt;
}

bool Reach::isHollow(const ObjectNode &object) const {
  return object.isAlive && object.sections && llvm::none_of(object.places, [&](const auto &place) {
           return isLive(place.second) && rows[place.second].list->kind != SectionKind::note;
         });
}

} // namespace armeld
