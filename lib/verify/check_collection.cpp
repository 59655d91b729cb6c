#include "verify/check_collection.h"

#include "base/enum_names.h"
#include "objects/sections.h"
#include "os/mapped_file.h"
#include "os/parallel.h"
#include "verify/checks.h"

#include "llvm/ADT/STLExtras.h"

#include <map>

namespace armeld {

namespace {

/// By symbol: how many members define it.
using DefinitionCounts = llvm::DenseMap<Name, uint64_t>;

DefinitionCounts countDefinitions(const Manifest &manifest) {
  DefinitionCounts counts;
  for (const Library &library : manifest.libraries)
    for (const Member &member : library.members)
      for (const Definition &definition : manifest.objectOf(member).defines)
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
    for (const auto &[digest, edit] : edits.plan.edited)
      for (Name symbol : edit.anchor)
        if (Name name = renamed(edit, symbol); !wasByAnchor.contains(name)) {
          Edit names;
          names.rename = edit.rename;
          wasByAnchor[name] = was.lookup(renamed(names, symbol));
        }
    checkExports();
    checkReferences();
    checkKept();
    if (verdict.findings.empty())
      playLinks(links);
    return std::move(verdict);
  }

private:
  template <class AnyLibrary> void report(const AnyLibrary &library, const Twine &text) {
    Finding &finding = verdict.findings.emplace_back();
    finding.check = Check::collection;
    finding.library = library.path;
    finding.slice = library.slice;
    finding.text = keep(text.str());
  }

  /// Whether a definition of the symbol went. An anchor has as many as the symbol had that it is
  /// left of.
  bool isLost(Name symbol) const {
    uint64_t before = was.lookup(symbol);
    if (symbol.starts_with(anchorPrefix))
      before = std::max(before, wasByAnchor.lookup(symbol));
    return before != is.lookup(symbol);
  }

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

  /// An object that loses sections, and one of the members that hold it.
  struct Shortened {
    const PlannedLibrary *library;
    const PlannedMember *member;
    const EditedObject *edit;
    StringRef bytes = {};
    ObjectSections sections = {};
  };

  /// What linkers keep without a reference works without one, so no object that stays may lose it.
  /// `checkEdits` has read the files before, and compared their content with the scan.
  void checkKept() {
    std::vector<Shortened> all;
    llvm::DenseSet<Digest> seen;
    for (const PlannedLibrary &library : edits.plan.libraries)
      for (const auto *members : {&library.keep, &library.drop})
        for (const PlannedMember &member : *members)
          if (const EditedObject *edit = find(edits.plan.edited, member.object);
              edit && !edit->remove.empty() && seen.insert(member.object).second)
            all.push_back({&library, &member, edit});
    std::map<Name, MappedFile> files;
    for (Shortened &object : all) {
      Name path = object.member->file.value_or(object.library->path);
      if (!files.contains(path)) {
        Expected<MappedFile> file = MappedFile::open(path);
        if (!file)
          return report(*object.library, text(file.takeError()));
        files.try_emplace(path, std::move(*file));
      }
      object.bytes =
          files.find(path)->second.bytes().substr(object.member->offset, object.member->size);
    }
    parallelFor(all.size(), 0, [&](size_t i) {
      all[i].sections = listSections(all[i].bytes, *edits.before.find(all[i].edit->object));
    });
    for (const Shortened &object : all)
      reportKept(object);
  }

  void reportKept(const Shortened &object) {
    for (const KeptSections &kept : object.sections.keep)
      for (uint32_t section : kept.sections)
        if (std::binary_search(object.edit->remove.begin(), object.edit->remove.end(), section))
          report(*object.library, "member '" + shown(object.member->name) +
                                      "': the plan removes section " + Twine(section) +
                                      ", which linkers keep without a reference to it (" +
                                      spelled(kept.reason) + ")");
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
  DefinitionCounts wasByAnchor; ///< by anchor: definitions of the symbol that it is left of
  llvm::DenseSet<Name> reported;
  CollectionVerdict verdict;
};

} // namespace

CollectionVerdict checkCollection(const EditedManifests &edits, const Manifest &collected,
                                  std::optional<uint64_t> links) {
  return CollectionCheck(edits, collected).run(links);
}

} // namespace armeld
