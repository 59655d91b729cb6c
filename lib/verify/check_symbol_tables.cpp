// Check `symbol_table`: a library that defines symbols has a symbol table, complete and fresh,
// which lists for members that cannot be inspected what it did.
#include "verify/checks.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

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

/// What the table lists for opaque objects, and the first member of each.
struct Listed {
  llvm::SetVector<Name> symbols;
  size_t member = 0;
};

static llvm::MapVector<EquivalenceId, Listed> listedIn(const Contents &contents) {
  llvm::MapVector<EquivalenceId, Listed> listed;
  for (size_t i = 0; i < contents.size(); ++i)
    if (const Rare<Name> &symbols = contents.library->members[i].listed; !symbols.empty())
      listed.insert({contents.classes[i], {{}, i}})
          .first->second.symbols.insert(symbols.begin(), symbols.end());
  return listed;
}

/// Linkers find an opaque member by what the table lists for it and by nothing else.
static void checkListed(Comparison &set, const Contents &before, const Contents &after) {
  llvm::MapVector<EquivalenceId, Listed> now = listedIn(after);
  for (const auto &[id, was] : listedIn(before)) {
    std::vector<Name> lost;
    for (Name symbol : was.symbols)
      if (!now[id].symbols.contains(symbol))
        lost.push_back(symbol);
    if (lost.empty())
      continue;
    Site site{&before, was.member};
    Finding &finding =
        set.report(Check::symbol_table, *after.library,
                   "the symbol table does not list " + symbolText(lost.front(), lost.size() - 1) +
                       " any more, for which it named " + site.text());
    finding.member = site.place();
    addSymbols(finding, lost.front(), lost.size() - 1);
  }
}

void checkSymbolTables(Comparison &set) {
  for (const Pairing::Pair &pair : set.pairing.libraries)
    if (pair.after) {
      checkSymbolTable(set, *set.at(pair.after),
                       pair.before->symbol_table.state != SymbolTableState::absent);
      checkListed(set, *set.at(pair.before), *set.at(pair.after));
    }
  for (const Library *workspace : set.pairing.workspace)
    checkSymbolTable(set, *set.at(workspace), false);
}

} // namespace armeld
