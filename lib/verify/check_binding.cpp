// Check `binding`: what a library resolved from itself, it resolves to an equivalent definition.
//
// A search of an archive takes the first member that defines a symbol. After melding, a library and
// the workspace library behind it must give a definition that is equivalent to the one before; and
// where the definition moved, no other slimmed library may have a different one, which would come
// before it in a link of both.
#include "verify/checks.h"
#include "verify/search.h"

#include "llvm/ADT/MapVector.h"

namespace armeld {

namespace {

class BindingCheck {
public:
  explicit BindingCheck(Comparison &set)
      : set(set), searchBefore(set.classes), searchAfter(set.classes),
        searchWorkspace(set.classes) {}

  void run() {
    for (const Library *workspace : set.workspaces()) {
      searchWorkspace.index(set.at(workspace));
      rivals.emplace(set, workspace);
      for (const Pairing::Pair &pair : set.allPairs()) {
        const Library *place = pair.after ? pair.after : workspace;
        if (set.pairing.workspaceFor(*pair.before) != workspace || !place)
          continue;
        if (!pair.after && !llvm::is_contained(set.pairing.workspaceBefore, pair.before))
          continue; // a library that is missing has been reported as that
        searchBefore.index(set.at(pair.before));
        searchAfter.index(set.at(pair.after));
        checkBindings(*set.at(pair.before), *place);
      }
    }
  }

private:
  /// What happened to a symbol: `lost` when nothing defines it now, `redefined` when a search finds
  /// another definition, `intercepted` when another library's comes first in a link of both.
  enum class Fate { lost, redefined, intercepted };

  struct Change {
    Fate fate;
    Site now;
  };

  /// Symbols that met the same fate.
  struct Affected {
    Change change;
    DefinedId first;
    uint64_t more = 0;
  };

  void checkBindings(const Contents &before, const Library &place) {
    for (size_t i = 0; i < before.size(); ++i) {
      llvm::MapVector<std::tuple<Fate, const Contents *, size_t>, Affected> changes;
      for (const Provision &provision : set.classes[before.classes[i]].provides) {
        Site was = searchBefore.find(provision.symbol);
        if (was.index != i)
          continue;
        ++set.verdict.symbols;
        std::optional<Change> change = changeOf(provision.symbol, was);
        if (!change)
          continue;
        auto [entry, isNew] =
            changes.insert({{change->fate, change->now.contents, change->now.index},
                            Affected{*change, provision.symbol}});
        entry->second.more += !isNew;
      }
      for (const auto &[key, affected] : changes)
        reportChange(place, {&before, i}, affected);
    }
  }

  /// What became of a symbol that a library resolved to `was`; nothing if all is as before.
  std::optional<Change> changeOf(DefinedId symbol, const Site &was) const {
    Site own = searchAfter.find(symbol);
    Site now = own ? own : searchWorkspace.find(symbol);
    if (!now)
      return Change{Fate::lost, {}};
    if (!sameDefinition(set.classes, was, now))
      return Change{Fate::redefined, now};
    // What moved is found behind the other libraries of the link, where it was found before them.
    // What stood in an earlier workspace library was behind them already.
    if (!own && !llvm::is_contained(set.pairing.workspaceBefore, was.contents->library))
      for (const Site &rival : (*rivals)[symbol])
        if (rival && !sameDefinition(set.classes, was, rival))
          return Change{Fate::intercepted, rival};
    return std::nullopt;
  }

  void reportChange(const Library &place, const Site &was, const Affected &affected) {
    const Site &now = affected.change.now;
    Name first = set.classes.symbol(affected.first);
    std::string text = symbolText(first, affected.more);
    switch (affected.change.fate) {
    case Fate::lost:
      text += " is defined nowhere now; before by " + was.text();
      break;
    case Fate::redefined:
      text += " is now defined first by " + now.text() + "; before by " + was.text();
      break;
    case Fate::intercepted:
      text +=
          " moved with " + was.text() + " behind " + now.text() + ", which defines it differently";
      break;
    }
    Finding &finding = set.report(Check::binding, place, text);
    finding.member = was.place();
    if (now)
      finding.against = now.place();
    addSymbols(finding, first, affected.more);
  }

  Comparison &set;
  Search searchBefore, searchAfter, searchWorkspace;
  std::optional<Rivals> rivals; ///< in the links with one workspace library
};

} // namespace

void checkBinding(Comparison &set) { BindingCheck(set).run(); }

} // namespace armeld
