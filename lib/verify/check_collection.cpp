#include "verify/check_collection.h"

#include "verify/checks.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

/// By symbol: how many members define it.
using DefinitionCounts = llvm::DenseMap<Name, uint64_t>;

DefinitionCounts countDefinitions(const Manifest &manifest) {
  DefinitionCounts counts;
  for (const Library &library : manifest.libraries)
    for (const Member &member : library.members)
      for (const Definition &definition : manifest.find(member.object)->defines)
        ++counts[definition.name];
  return counts;
}

class CollectionCheck {
public:
  CollectionCheck(const EditedManifests &edits, const Manifest &collected)
      : edits(edits), collected(collected),
        exports(edits.plan.exports.begin(), edits.plan.exports.end()) {}

  CollectionVerdict run(std::optional<uint64_t> links) {
    was = countDefinitions(edits.whole);
    is = countDefinitions(collected);
    checkExports();
    checkReferences();
    if (verdict.findings.empty())
      playLinks(links);
    return std::move(verdict);
  }

private:
  void report(const Library &library, const Twine &text) {
    Finding &finding = verdict.findings.emplace_back();
    finding.check = Check::collection;
    finding.library = library.path;
    finding.slice = library.slice;
    finding.text = keep(text.str());
  }

  /// Whether a definition of the symbol went.
  bool isLost(Name symbol) const { return was.lookup(symbol) != is.lookup(symbol); }

  void checkExports() {
    for (const Library &library : edits.whole.libraries)
      for (const Member &member : library.members)
        for (const Definition &definition : edits.whole.find(member.object)->defines)
          if (exports.contains(definition.name) && isLost(definition.name) &&
              reported.insert(definition.name).second)
            report(library, "a definition of the export '" + shown(definition.name) + "' is gone");
  }

  void checkReferences() {
    for (const Library &library : collected.libraries)
      for (size_t m = 0; m < library.members.size(); ++m)
        for (Name name : collected.find(library.members[m].object)->references)
          if (isLost(name) && reported.insert(name).second)
            report(library, memberPlace(m, library.members[m].name) + " refers to '" + shown(name) +
                                "', of which a definition is gone");
  }

  void playLinks(std::optional<uint64_t> links) {
    Pairing pairing;
    for (size_t l = 0; l < edits.whole.libraries.size(); ++l)
      pairing.libraries.push_back({&edits.whole.libraries[l], &collected.libraries[l]});
    StagedObjects madeOf;
    for (const auto &[now, whole] : edits.wholeOf)
      madeOf.emplace_back(now, whole);
    Comparison set(edits.whole, collected, pairing, madeOf);
    checkCollectedLinks(set, exports, edits.plan.drops_initialisers, links);
    llvm::append_range(verdict.findings, std::move(set.verdict.findings));
    verdict.links = set.verdict.links;
  }

  const EditedManifests &edits;
  const Manifest &collected;
  llvm::DenseSet<Name> exports;
  DefinitionCounts was, is;
  llvm::DenseSet<Name> reported;
  CollectionVerdict verdict;
};

} // namespace

CollectionVerdict checkCollection(const EditedManifests &edits, const Manifest &collected,
                                  std::optional<uint64_t> links) {
  return CollectionCheck(edits, collected).run(links);
}

} // namespace armeld
