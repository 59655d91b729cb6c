// Rule `unique`: a strong symbol of a moved object is defined nowhere else.
//
// Say liba.a and libb.a share an object that defines `f`, and libc.a has another object that
// defines `f` too. In a link of libc.a and liba.a, a reference to `f` from libc.a binds inside
// libc.a today. Let the shared object move: references that liba.a resolved from itself now meet
// libc.a's `f` first, because the workspace library comes last. Two definitions of one name mean
// that position decides, and a move changes position. Where there is only one definition in all the
// libraries, position decides nothing.
//
// "Defined elsewhere" counts every binding: against a weak or common `f` of another object a strong
// one wins only if it gets into the link, and that, again, is decided by position. Definitions that
// may repeat (weak, common, most COMDATs) are rule `order`'s business.
#include "rules.h"

namespace armeld {

/// The first other class that defines `symbol`, if any.
static std::optional<ClassId> otherDefiner(const Survey &survey, SymbolId symbol, ClassId self) {
  for (ClassId definer : survey.definers(symbol))
    if (definer != self)
      return definer;
  return std::nullopt;
}

Verdict uniqueRule(const Survey &survey, ClassId id) {
  const ObjectClass &cls = survey.classes[id];
  for (size_t i = 0; i < cls.defines.size(); ++i) {
    if (mayRepeat(cls.facts->defines[i]))
      continue;
    if (std::optional<ClassId> other = otherDefiner(survey, cls.defines[i], id))
      return Objection{Rule::unique, cls.facts->defines[i].name, other, {}};
  }
  // A default version answers to the plain name too, which some other object may define.
  for (SymbolId alias : cls.aliases)
    if (std::optional<ClassId> other = otherDefiner(survey, alias, id))
      return Objection{Rule::unique, survey.name(alias), other, {}};
  return std::nullopt;
}

} // namespace armeld
