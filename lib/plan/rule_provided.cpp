// Rule `provided`: no library gets from the workspace library what it had from elsewhere.
//
// Say liba.a and libb.a share an object that defines `deflate`, and libc.a refers to `deflate` and
// has none: whoever links libc.a has -lz behind it. If the object moved, a link of libc.a alone
// would find it in the workspace library, before -lz. So what some library refers to and lacks
// stays.
//
// Stubs of import libraries may move: the system's import library, where such a symbol came from,
// has the same.
#include "base/names.h"
#include "documents/import_tables.h"
#include "plan/rules.h"

namespace armeld {

Answer providedRule(const Question &question) {
  const ObjectClass &cls = question.cls();
  if (isImportStub(*cls.facts))
    return std::nullopt;
  for (const auto *symbols : {&cls.defines, &cls.aliases})
    for (SymbolId symbol : *symbols)
      if (std::optional<MemberRef> lacking = question.survey.lacking(symbol))
        return Objection{Rule::provided, question.survey.name(symbol),
                         question.survey.classOf[lacking->library][lacking->member],
                         shown(question.survey.library(*lacking))};
  return std::nullopt;
}

} // namespace armeld
