// Rule `order`: what the order of archives decides today is not decided differently afterwards.
//
// Linkers break some ties by who comes first, without a word:
//
// - Weak and common symbols, and COMDATs of one name. Of several different definitions the first
// that
//   gets into the link wins (a strong one, or for commons the largest, may win over it). A moved
//   object comes last, so a definition in a library would begin to win over it. Where all
//   definitions are one class of equal objects, or COMDATs of equal content (rustc's
//   DW.ref.rust_eh_personality, C++'s inline functions), it does not matter which wins.
// - COMDAT groups that are named by something other than a symbol the object defines, and the older
//   .gnu.linkonce sections: the same, by the group's name.
// - Initialisers. Code in .init_array, .ctors and their like runs in link order among sections of
// one name.
//   Two objects that both have such a section would run in a different order. Sections with a
//   priority in the name (.init_array.00099) are sorted by it, whatever the link order, so only
//   equal names meet.
// - Import tables of the long form: head, entries and tail of one DLL's table are put together in
// archive
//   order.
// - Who is taken at all. A shadowed object is taken from no library, because members before it
// define its
//   symbols. It must not come to life by moving away from behind them: they must move as well. Then
//   they stand before it again, since the workspace library lists objects in order of first
//   occurrence.
#include "rules.h"

namespace armeld {

/// Whether a class that moves defines `symbol` and will stand before this one.
static bool isShadowKept(const Question &question, SymbolId symbol) {
  for (ClassId definer : question.survey.definers(symbol)) {
    if (definer >= question.id)
      break;
    if (question.moving.test(definer))
      return true;
  }
  return false;
}

Verdict orderRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  const Survey &survey = question.survey;
  if (cls.isShadowed) {
    for (size_t i = 0; i < cls.defines.size(); ++i)
      if (!isShadowKept(question, cls.defines[i]))
        return Objection{Rule::order, cls.facts->defines[i].name,
                         survey.definers(cls.defines[i]).front(),
                         "never taken while an object before it defines the same"};
    return std::nullopt;
  }
  for (size_t i = 0; i < cls.defines.size(); ++i) {
    if (!mayRepeat(cls.facts->defines[i]) || !survey.isDecidedByOrder(cls.defines[i]))
      continue;
    if (std::optional<ClassId> other = question.rival(cls.defines[i]))
      return Objection{Rule::order, cls.facts->defines[i].name, other, {}};
  }
  for (SymbolId claim : cls.claims)
    if (survey.isDecidedByOrder(claim))
      if (std::optional<ClassId> other = question.rival(claim))
        return Objection{Rule::order, {}, other, survey.name(claim).str()};
  return std::nullopt;
}

} // namespace armeld
