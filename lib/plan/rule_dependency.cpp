// Rule `dependency`: the workspace library refers to nothing that only a slimmed library defines.
//
// The workspace library comes last on the link line. A linker that searches each archive once has
// passed the libraries by then: a definition in one of them that an object of the workspace library
// refers to is found only if some other reference happened to bring it in. So each symbol that a
// moved object refers to must be defined by a moved object, or by no library at all (then libc or
// the system has it, behind the workspace library). Such a workspace library is *closed*.
//
// Import stubs are an exception. Say two libraries share an object that calls CloseHandle: one has
// a stub for it (windows-sys brings its own), the other leaves it to the system's import library.
// The stub is not shared and stays. It is no obstacle, though: users of the other library have the
// import library on the line, as before; and for the users of the one, the linkers of COFF
// archives, link.exe and lld-link, search all archives again, the slimmed library with the stub in
// it included. GNU ld does not search archives of the GNU format again. There, the object must
// refer to something else that no library defines: so the system's libraries come behind the
// workspace library in every link, and their stub is found, for the same function. If one of the
// libraries is an import library itself, nothing but stubs, it may be the only one in the link.
//
// Undefined weak symbols do not count. They bring nothing in from an archive; they bind if
// something else does, and whether something else does is unchanged.
//
// The rule looks at what else moves, and so a pin can cause further pins. The planner takes all
// that other rules allow and pins until nothing changes: the greatest set of objects that is
// closed. Greatest, not least, because objects that refer to each other in a circle may move
// together.
#include "plan/rules.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

/// Whether all that define the symbol are import stubs, and those who link the class have the
/// system's import libraries in the link.
static bool isLeftToImportLibraries(const Question &question, SymbolId symbol, bool needsSystem) {
  const ImportStubs *stubs = question.imports.stubs(symbol);
  return stubs && (stubs->isSearchedAgain || (!stubs->isImportLibrary && needsSystem)) &&
         llvm::any_of(question.cls().members,
                      [&](MemberRef ref) { return !stubs->libraries.contains(ref.library); });
}

Answer dependencyRule(const Question &question) {
  const Survey &survey = question.survey;
  const ObjectClass &cls = question.cls();
  bool needsSystem = llvm::any_of(cls.references,
                                  [&](SymbolId symbol) { return survey.definers(symbol).empty(); });
  for (size_t i = 0; i < cls.references.size(); ++i) {
    SymbolId symbol = cls.references[i];
    if (survey.definers(symbol).empty() || question.moving.firstDefiner(symbol) ||
        isLeftToImportLibraries(question, symbol, needsSystem))
      continue;
    return Objection{
        Rule::dependency, cls.facts->references[i], survey.definers(symbol).front(), {}};
  }
  return std::nullopt;
}

} // namespace armeld
