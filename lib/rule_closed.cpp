// Rule `closed`: the workspace library needs nothing that only a library has.
//
// The workspace library comes last on the link line. A linker that searches each archive once has
// passed the libraries by then: what an object of the workspace library needs from one of them is
// found only if some other reference happened to bring it in. So each symbol that a moved object
// needs must be defined by a moved object, or by no library at all (then libc or the system has it,
// behind the workspace library).
//
// Undefined weak symbols are no needs. They bring nothing in from an archive; they bind if
// something else does, and whether something else does is unchanged.
//
// The rule looks at what else moves, and so a pin can cause further pins. The planner takes all
// that other rules allow and pins until nothing changes: the greatest set of objects that is
// closed. Greatest, not least, because objects that need each other in a circle may move together.
#include "rules.h"

namespace armeld {

Verdict closedRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  for (size_t i = 0; i < cls.needs.size(); ++i) {
    llvm::ArrayRef<ClassId> definers = question.survey.definers(cls.needs[i]);
    if (definers.empty() || llvm::any_of(definers, [&](ClassId definer) {
          return definer == question.id || question.moving.test(definer);
        }))
      continue;
    return Objection{Rule::closed, cls.facts->references[i], definers.front(), {}};
  }
  return std::nullopt;
}

} // namespace armeld
