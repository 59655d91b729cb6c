// Rule `shadowed`: an object that no linker takes is still taken by none.
//
// A shadowed object is taken from no library, because members before it define its symbols (see
// Survey::findShadowed). If it moved and those members stayed, it could be taken from the workspace
// library. So they must move as well. Then they come before it again, since the workspace library
// lists objects in order of first occurrence.
//
// The rules about definitions (`unique`, `first_definition`, `search`) do not count those of a
// shadowed object: this rule alone stands for them.
#include "plan/rules.h"

namespace armeld {

/// Whether a class that moves defines `symbol` and will come before this one.
static bool isShadowKept(const Question &question, SymbolId symbol) {
  std::optional<ClassId> first = question.moving.firstDefiner(symbol);
  return first && *first < question.id;
}

Answer shadowedRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  if (!cls.isShadowed)
    return std::nullopt;
  for (size_t i = 0; i < cls.defines.size(); ++i)
    if (!isShadowKept(question, cls.defines[i]))
      return Objection{Rule::shadowed, cls.facts->defines[i].name,
                       question.survey.definers(cls.defines[i]).front(),
                       "never taken while an object before it defines the same"};
  return std::nullopt;
}

} // namespace armeld
