// Checks `self_contained` and `duplicates`: the workspace library links by itself.
#include "verify/checks.h"
#include "verify/search.h"

namespace armeld {

/// A linker that reads archives once, in order, has left the libraries when it gets here. Those
/// of COFF archives read them again: import stubs may be left in the libraries.
static void checkReferences(Comparison &set, const Site &site, const Search &searchWorkspace,
                            const Rivals &rivals) {
  const Object &object = *set.classes[site.classId()].object;
  if (object.unreadable) {
    set.report(Check::self_contained, *site.contents->library,
               site.here() + " cannot be inspected, so its references are unknown: " +
                   shown(*object.unreadable))
        .member = site.place();
    return;
  }
  Name first;
  Site definer;
  uint64_t more = 0;
  uint32_t world = set.classes[site.classId()].world;
  bool mayLeaveStubs = site.contents->library->format == ArchiveFormat::coff ||
                       llvm::any_of(object.references, [&](Name name) {
                         std::optional<DefinedId> symbol = set.classes.find(name, world);
                         return !symbol || (!searchWorkspace.find(*symbol) && !rivals[*symbol][0]);
                       });
  for (Name name : object.references) {
    std::optional<DefinedId> symbol = set.classes.find(name, world);
    if (!symbol || searchWorkspace.find(*symbol))
      continue;
    Site found = rivals[*symbol][0];
    if (!found || (mayLeaveStubs && rivals.areAllStubs(*symbol)))
      continue;
    if (definer) {
      ++more;
      continue;
    }
    first = name;
    definer = found;
  }
  if (!definer)
    return;
  Finding &finding = set.report(Check::self_contained, *site.contents->library,
                                site.here() + " refers to " + symbolText(first, more) +
                                    ", which only " + definer.text() +
                                    " defines; the link needs --start-group or a linker that "
                                    "searches archives again");
  finding.member = site.place();
  finding.against = definer.place();
  addSymbols(finding, first, more);
}

void checkSelfContained(Comparison &set) {
  Search searchWorkspace(set.classes);
  for (const Library *workspace : set.pairing.workspace) {
    const Contents &contents = *set.at(workspace);
    searchWorkspace.index(&contents);
    Rivals rivals(set, workspace);
    for (size_t i = 0; i < contents.size(); ++i)
      checkReferences(set, {&contents, i}, searchWorkspace, rivals);
  }
}

namespace {

class DuplicatesCheck {
public:
  explicit DuplicatesCheck(Comparison &set) : set(set) {}

  void run() {
    for (const Library *workspace : set.pairing.workspace)
      for (size_t i = 0; i < workspace->members.size(); ++i)
        checkMember({set.at(workspace), i});
  }

private:
  void checkMember(const Site &site) {
    Name first;
    Site other;
    uint64_t more = 0;
    for (const Definition &definition : set.classes[site.classId()].object->defines) {
      if (!isUniqueStrong(definition))
        continue;
      DefinedId symbol = *set.classes.find(definition.name, set.classes[site.classId()].world);
      Site found = strongIn(site, symbol);
      if (!found)
        continue;
      if (other) {
        ++more;
        continue;
      }
      first = definition.name;
      other = found;
    }
    if (!other)
      return;
    Finding &finding = set.report(Check::duplicates, *site.contents->library,
                                  site.here() + " defines " + symbolText(first, more) +
                                      ", and so does " + other.here());
    finding.member = site.place();
    finding.against = other.place();
    addSymbols(finding, first, more);
  }

  /// An earlier member of the same library that defines the symbol strongly; notes `site` as the
  /// one if there is none.
  Site strongIn(const Site &site, DefinedId symbol) {
    auto [entry, isNew] = strongDefiners.try_emplace({site.contents, symbol}, site);
    return isNew || entry->second == site ? Site{} : entry->second;
  }

  Comparison &set;
  llvm::DenseMap<std::pair<const Contents *, DefinedId>, Site> strongDefiners;
};

} // namespace

void checkDuplicates(Comparison &set) { DuplicatesCheck(set).run(); }

} // namespace armeld
