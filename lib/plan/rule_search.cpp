// Rule `search`: a search of an archive takes the member that it took.
//
// A linker that searches an archive for a symbol takes the first member that defines it, with all
// else that is in it: its initialisers, its other symbols, its own references. COMDATs of equal
// content do not make members equal. Usually no linker searches for them, because an object that
// refers to such a symbol has a copy of it.
//
// Where an object of the libraries does refer to it without a copy (C++'s `extern template`), none
// of several definers moves: single-pass linkers find members of the referring object's own archive
// in an order that depends on what they are at.
//
// The program's own objects, which no plan knows, may search too, and they do so before anything is
// taken from an archive: what they find in a library is the first definer there. So such a definer
// stays, and the others may move; or all definers move, if the same one comes first in all
// libraries, because it is then first in the workspace library too.
//
// Symbols that only a compiler writes, or that are hidden, need no such care: only objects with
// their own copy refer to them.
//
// Strong definitions are the business of rule `unique`. A shadowed object is found by no search;
// rule `shadowed` keeps that so.
#include "plan/rules.h"

namespace armeld {

/// Whether every object that refers to this COMDAT holds a copy: it is a constant or a reference
/// that the compiler makes up where it needs one, or is not visible to other components.
static bool isPrivate(const Definition &definition) {
  if (definition.visibility == Visibility::hidden || definition.visibility == Visibility::internal)
    return true;
  // GCC's and LLVM's indirect references; MSVC's and LLVM's floating-point, vector and string
  // constants.
  for (StringRef prefix : {"DW.ref.", "__real@", "__xmm@", "__ymm@", "__zmm@", "??_C@"})
    if (definition.name.starts_with(prefix))
      return true;
  return false;
}

/// If the class is the one that a search of some library for `symbol` finds: another definer that
/// would be found instead, or was found in other libraries. In the workspace library, one that
/// comes before it would be found; that can only be one that an earlier run has put there.
static std::optional<ClassId> firstInItsPlace(const Question &question, SymbolId symbol) {
  const Survey &survey = question.survey;
  if (!survey.isFirstDefiner(symbol, question.id))
    return std::nullopt;
  for (ClassId definer : survey.definers(symbol))
    if (definer != question.id && (!question.moving.test(definer) ||
                                   survey.isFirstDefiner(symbol, definer) || definer < question.id))
      return definer;
  return std::nullopt;
}

Answer searchRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  if (cls.isShadowed)
    return std::nullopt;
  for (size_t i = 0; i < cls.defines.size(); ++i) {
    const Definition &definition = cls.facts->defines[i];
    SymbolId symbol = cls.defines[i];
    if (!mayRepeat(definition))
      continue;
    std::optional<ClassId> other;
    if (question.survey.isReferenced(symbol))
      other = question.rival(symbol);
    else if (!isPrivate(definition))
      other = firstInItsPlace(question, symbol);
    if (other)
      return Objection{Rule::search, definition.name, other,
                       "a search takes the first member that defines it"};
  }
  return std::nullopt;
}

} // namespace armeld
