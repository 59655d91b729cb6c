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
// may repeat (weak, common, most COMDATs) are the business of rules `first_definition` and
// `search`.
//
// A shadowed definition (one that no linker takes, because members before it define the same) does
// not stand against the move if it moves along: then the two stand in the workspace library in the
// same order. If both are strong, though, a workspace library with both would be broken for
// --whole-archive.
//
// A default version (f@@V1 of GNU symbol versioning) answers to the plain name as well. It stays
// even where it is alone: lld (19 and 22) calls f@@V1 undefined where a library defines it, an
// object refers to f weakly, and nothing takes the definition in. So a library that had no such
// definition beside it must not get one by way of the workspace library. Static libraries hardly
// ever have default versions, which are for shared ones.
#include "plan/rules.h"

namespace armeld {

/// Another class with a strong definition of `symbol`, shadowed or not.
static std::optional<ClassId> strongTwin(const Question &question, SymbolId symbol) {
  if (!question.survey.hasShadowedDefiner(symbol))
    return std::nullopt;
  for (ClassId definer : question.survey.strongDefiners(symbol))
    if (definer != question.id)
      return definer;
  return std::nullopt;
}

Answer uniqueRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  for (size_t i = 0; i < cls.defines.size(); ++i) {
    if (mayRepeat(cls.facts->defines[i]))
      continue;
    std::optional<ClassId> other = strongTwin(question, cls.defines[i]);
    if (!other && !cls.isShadowed)
      other = question.rival(cls.defines[i]);
    if (other)
      return Objection{Rule::unique, cls.facts->defines[i].name, other, {}};
  }
  // A name that answers to another one too, which some other object may define.
  for (SymbolId alias : cls.aliases)
    if (std::optional<ClassId> other = question.rival(alias))
      return Objection{Rule::unique, question.survey.name(alias), other, {}};
  for (const Definition &definition : cls.facts->defines)
    if (cls.facts->format == StringRef("elf") && definition.name.contains("@@"))
      return Objection{Rule::unique,
                       definition.name.split('@').first,
                       {},
                       "lld misses a default version that is only needed weakly"};
  return std::nullopt;
}

} // namespace armeld
