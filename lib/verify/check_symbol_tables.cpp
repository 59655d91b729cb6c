// Check `symbol_table`: a library that defines symbols has a symbol table, complete and fresh.
#include "verify/checks.h"

namespace armeld {

/// A library of which no member defines anything needs no table. What an object defines that
/// cannot be inspected is not known; but where there was a table, somebody knew.
static void checkAbsentTable(Comparison &set, const Contents &contents, bool hadOne) {
  for (size_t i = 0; i < contents.size(); ++i) {
    const Object &object = *set.classes[contents.classes[i]].object;
    if (object.defines.empty() && !(hadOne && object.unreadable))
      continue;
    Site site{&contents, i};
    std::string text = "there is no symbol table, and " + site.here();
    text += object.unreadable ? " may define symbols"
                              : " defines " + symbolText(object.defines.front().name, 0);
    Finding &finding = set.report(Check::symbol_table, *contents.library, text);
    finding.member = site.place();
    if (!object.unreadable)
      finding.symbol = object.defines.front().name;
    return;
  }
}

static void checkSymbolTable(Comparison &set, const Contents &contents, bool hadOne) {
  const SymbolTable &table = contents.library->symbol_table;
  if (table.state == SymbolTableState::stale)
    set.report(Check::symbol_table, *contents.library,
               "the symbol table is stale: " +
                   (table.problem ? shown(*table.problem) : "it is not what the members define"));
  if (table.state == SymbolTableState::absent)
    checkAbsentTable(set, contents, hadOne);
}

void checkSymbolTables(Comparison &set) {
  for (const Pairing::Pair &pair : set.pairing.libraries)
    if (pair.after)
      checkSymbolTable(set, *set.at(pair.after),
                       pair.before->symbol_table.state != SymbolTableState::absent);
  for (const Library *workspace : set.pairing.workspace)
    checkSymbolTable(set, *set.at(workspace), false);
}

} // namespace armeld
