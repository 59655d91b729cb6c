#include "verify/link_state.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

LinkState::LinkState(const LinkIndex &index)
    : index(index), objects(index.objects), symbols(objects.symbols()),
      places(index.libraries(), LinkPlace::none), taken(index.libraries()) {
  for (uint32_t library = 0; library < taken.size(); ++library)
    taken[library].resize(index.members(library));
}

void LinkState::start(Linker linker, const LinkLine &line) {
  ++generation;
  family = linker;
  current = &line;
  for (uint32_t library : onLine)
    places[library] = LinkPlace::none;
  onLine.clear();
  for (const Contents *archive : line.archives) {
    places[archive->number] = uint32_t(onLine.size());
    onLine.push_back(archive->number);
  }
  for (auto [library, member] : members)
    taken[library][member] = false;
  members.clear();
  opened.clear();
  contested.clear();
  result = LinkResult();
  for (DefinedId root : line.roots)
    need(root);
}

void LinkState::read(uint32_t archive, uint32_t member) {
  const Contents &contents = *current->archives[archive];
  taken[contents.number][member] = true;
  members.push_back({contents.number, member});
  EquivalenceId id = contents.classes[member];
  for (const LinkDefinition &definition : objects[id].defines)
    define(definition, id);
  for (DefinedId reference : objects[id].references)
    need(reference);
}

void LinkState::layOut(uint32_t archive, uint32_t member) {
  result.taken.push_back({archive, member, current->archives[archive]->classes[member]});
}

void LinkState::need(DefinedId id) {
  LinkSymbol &symbol = (*this)[id];
  bool isNew = symbol.status == LinkStatus::unseen ||
               (hasWeakExternals() && symbol.status == LinkStatus::weak);
  if (!isNew)
    return;
  symbol.status = LinkStatus::undefined;
  opened.push_back(id);
}

/// Which of two kinds of definition wins. mold and ld64.lld rank a common symbol below a weak one.
int LinkState::strength(LinkStatus status) const {
  bool isCommonLast =
      family == Linker::mold || family == Linker::ld64 || family == Linker::ld64_objc;
  if (isCommonLast && status == LinkStatus::common)
    return int(LinkStatus::undefined);
  return int(status);
}

void LinkState::define(const LinkDefinition &definition, EquivalenceId object) {
  LinkSymbol &symbol = (*this)[definition.symbol];
  LinkStatus status = definition.binding == Binding::strong ? LinkStatus::strong
                      : definition.binding == Binding::weak ? LinkStatus::weak
                                                            : LinkStatus::common;
  if (hasWeakExternals() && status == LinkStatus::weak && symbol.status == LinkStatus::undefined)
    return;
  auto become = [&] {
    if (status == LinkStatus::common)
      opened.push_back(definition.symbol);
    symbol.status = status;
    symbol.mayRepeat = definition.mayRepeat;
    symbol.object = object;
    symbol.content = definition.content;
  };
  if (symbol.status <= LinkStatus::undefined)
    return become();
  if (!symbol.isContested) {
    symbol.isContested = true;
    contested.push_back(definition.symbol);
  }
  if (status == LinkStatus::strong && symbol.status == LinkStatus::strong) {
    bool isError = !definition.mayRepeat || !symbol.mayRepeat;
    if (isError && result.outcome == LinkResult::Outcome::linked) {
      result.outcome = LinkResult::Outcome::duplicate;
      result.symbol = definition.symbol;
    }
  } else if (strength(status) > strength(symbol.status)) {
    become();
  }
}

/// What stays undefined is the business of libraries that the model does not know, unless an
/// archive of the line defines it. Stubs are in the system's import libraries too.
void LinkState::findUndefined() {
  std::optional<std::pair<LinkPlace, uint32_t>> first; // and the place of the definition
  for (DefinedId id : opened) {
    if (!isUndefined(id))
      continue;
    forEachDefiner(id, [&](uint32_t archive, const LinkDefiner &definer) {
      std::pair here(LinkPlace{archive, definer.member}, definer.place);
      if (definer.definition != id || (first && *first <= here) ||
          object(archive, definer.member).isStub)
        return;
      first = here;
      result.outcome = LinkResult::Outcome::undefined;
      result.symbol = id;
    });
  }
}

LinkResult LinkState::finish() {
  if (result.outcome == LinkResult::Outcome::linked)
    findUndefined();
  llvm::sort(contested);
  for (DefinedId id : contested)
    result.winners.push_back({id, (*this)[id].object, (*this)[id].content});
  return std::move(result);
}

} // namespace armeld
