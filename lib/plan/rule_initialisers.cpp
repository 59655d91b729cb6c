// Rule `initialisers`: what runs before and after main runs in the order that it had.
//
// Code in .init_array, .ctors and their like runs in link order among sections of one priority. Of
// two objects that both have such a section, one that moves would run behind one that stays; and
// two that move would run in the order of the workspace library, where libraries may have had them
// in another one.
#include "plan/rules.h"

namespace armeld {

Answer initialisersRule(const Question &question) {
  for (SymbolId section : question.cls().initialisers)
    if (std::optional<ClassId> other = question.rival(section))
      return Objection{Rule::initialisers, {}, other, question.survey.name(section).str()};
  return std::nullopt;
}

} // namespace armeld
