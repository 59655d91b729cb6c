// Rule `first_definition`: where the first of several definitions wins, it is still the first.
//
// Of several weak or common definitions, or COMDATs of one name, a linker silently keeps the first
// that gets into the link (a strong one, or for commons the largest, may win over it). A moved
// object comes last, so a definition in a library would begin to win over it. The same holds for
// COMDAT groups that are named by something other than a symbol the object defines, and for the
// older .gnu.linkonce sections, by the group's name. COMDATs of equal content (C++'s inline
// functions, rustc's DW.ref.rust_eh_personality) may win or lose as they like.
//
// Strong definitions are the business of rule `unique`. A shadowed object defines nothing in any
// link; rule `shadowed` keeps that so.
#include "plan/rules.h"

namespace armeld {

Answer firstDefinitionRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  const Survey &survey = question.survey;
  if (cls.isShadowed)
    return std::nullopt;
  for (size_t i = 0; i < cls.defines.size(); ++i) {
    const Definition &definition = cls.facts->defines[i];
    if (!mayRepeat(definition) || !survey.differs(cls.defines[i]))
      continue;
    if (std::optional<ClassId> other = question.rival(cls.defines[i]))
      return Objection{Rule::first_definition, definition.name, other, {}};
  }
  for (SymbolId group : cls.comdats)
    if (survey.differs(group))
      if (std::optional<ClassId> other = question.rival(group))
        return Objection{Rule::first_definition, {}, other, survey.name(group).str()};
  return std::nullopt;
}

} // namespace armeld
