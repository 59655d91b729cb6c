#include "plan/moving.h"

#include <algorithm>
#include <utility>

namespace armeld {

Moving::Moving(const Survey &survey, llvm::BitVector classes)
    : survey(survey), moving(std::move(classes)), nextMoving(survey.symbolCount()) {
  for (SymbolId symbol = 0; symbol < survey.symbolCount(); ++symbol) {
    if (!survey.hasShadowedDefiner(symbol))
      continue;
    Two &two = rivals.try_emplace(symbol, Two{none, none}).first->second;
    for (ClassId definer : survey.definers(symbol))
      if (!survey.classes[definer].isShadowed || !moving.test(definer))
        add(two, definer);
  }
  for (ClassId id = 0; id < survey.classes.size(); ++id)
    if (!moving.test(id))
      for (SymbolId table : survey.classes[id].importTables)
        staying.try_emplace(table, id);
}

void Moving::pin(ClassId id) {
  moving.reset(id);
  const ObjectClass &cls = survey.classes[id];
  for (SymbolId table : cls.importTables) {
    ClassId &first = staying.try_emplace(table, id).first->second;
    first = std::min(first, id);
  }
  if (cls.isShadowed)
    for (const auto *symbols : {&cls.defines, &cls.comdats})
      for (SymbolId symbol : *symbols)
        if (auto two = rivals.find(symbol); two != rivals.end())
          add(two->second, id);
}

void Moving::add(Two &two, ClassId id) {
  if (id == two[0] || id >= two[1])
    return;
  two[1] = id;
  if (two[1] < two[0])
    std::swap(two[0], two[1]);
}

std::optional<ClassId> Moving::firstDefiner(SymbolId symbol) const {
  llvm::ArrayRef<ClassId> definers = survey.definers(symbol);
  uint32_t &next = nextMoving[symbol];
  while (next < definers.size() && !moving.test(definers[next]))
    ++next;
  return next < definers.size() ? std::optional(definers[next]) : std::nullopt;
}

std::optional<ClassId> Moving::firstStaying(SymbolId table) const {
  auto found = staying.find(table);
  return found == staying.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ClassId> Moving::rival(SymbolId symbol, ClassId id) const {
  Two two = {none, none};
  if (auto found = rivals.find(symbol); found != rivals.end())
    two = found->second;
  else
    llvm::copy(survey.definers(symbol).take_front(2), two.begin());
  ClassId rival = two[0] == id ? two[1] : two[0];
  return rival == none ? std::nullopt : std::optional(rival);
}

} // namespace armeld
