// Rule `order`: what the order of archives decides today is not decided differently afterwards.
//
// Linkers break some ties by who comes first, without a word.
//
// *Which definition wins.* Of several weak or common definitions, or COMDATs of one name, the first
// that gets into the link wins (a strong one, or for commons the largest, may win over it). A moved
// object comes last, so a definition in a library would begin to win over it. The same holds for
// COMDAT groups that are named by something other than a symbol the object defines, and for the
// older .gnu.linkonce sections, by the group's name. COMDATs of equal content (C++'s inline
// functions, rustc's DW.ref.rust_eh_personality) may win or lose as they like.
//
// *Which member is taken.* Who searches an archive for a symbol takes the first member that defines
// it, with all else that is in it: its initialisers, its other symbols, its own needs. COMDATs of
// equal content do not make members equal. As a rule nobody searches for them, because who uses
// such a symbol brings his own copy. Where an object of the libraries does search (C++'s `extern
// template`), the symbol is treated as if contents differed: single-pass linkers find members of
// the searching object's own archive in an order that depends on what they are at. The program's
// own objects, which no plan knows, may search too, and they do so before anything is taken from an
// archive: what they find in a library is the first definer there. So such a definer stays, and the
// others may move; or all definers move, if the same one stands first in all libraries, because it
// is then first in the workspace library too.
// Symbols that only a compiler writes, or that are hidden, need no such care: nobody but who has a
// copy of his own knows them.
//
// *What runs first.* Code in .init_array, .ctors and their like runs in link order among sections
// of one priority. Two objects that both have such a section would run in a different order.
//
// *How import tables grow.* Head, entries and tail of one DLL's table, in the long form, are put
// together in archive order.
//
// *Who is taken at all.* A shadowed object is taken from no library, because members before it
// define its symbols. It must not come to life by moving away from behind them: they must move as
// well. Then they stand before it again, since the workspace library lists objects in order of
// first occurrence.
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

/// Whether every object that refers to this COMDAT holds a copy: it is a constant or a reference
/// that the compiler makes up where it needs one, or is no business of other components.
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
/// would be found instead, or was found in other libraries.
static std::optional<ClassId> firstInItsPlace(const Question &question, SymbolId symbol) {
  llvm::ArrayRef<ClassId> firsts = question.survey.firstDefiners(symbol);
  if (!llvm::is_contained(firsts, question.id))
    return std::nullopt;
  for (ClassId definer : question.survey.definers(symbol))
    if (definer != question.id &&
        (!question.moving.test(definer) || llvm::is_contained(firsts, definer)))
      return definer;
  return std::nullopt;
}

Answer orderRule(const Question &question) {
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
    const Definition &definition = cls.facts->defines[i];
    if (!mayRepeat(definition))
      continue;
    SymbolId symbol = cls.defines[i];
    if (survey.differs(symbol) || survey.isNeeded(symbol)) {
      if (std::optional<ClassId> other = question.rival(symbol))
        return Objection{Rule::order, definition.name, other, {}};
    } else if (!isPrivate(definition)) {
      if (std::optional<ClassId> other = firstInItsPlace(question, symbol))
        return Objection{Rule::order, definition.name, other,
                         "a search takes the first member that defines it"};
    }
  }
  for (SymbolId claim : cls.claims)
    if (survey.differs(claim))
      if (std::optional<ClassId> other = question.rival(claim))
        return Objection{Rule::order, {}, other, survey.name(claim).str()};
  return std::nullopt;
}

} // namespace armeld
