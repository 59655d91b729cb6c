#include "verify/verify.h"

#include "base/enum_names.h"

#include "llvm/ADT/CachedHashString.h"
#include "llvm/ADT/MapVector.h"

#include <algorithm>

namespace armeld {

namespace {

using ClassId = uint32_t;
using SymbolId = uint32_t;

/// A name under which an object can be asked for a symbol.
struct Provision {
  SymbolId symbol;
  const Digest *content; ///< of the COMDAT that holds the definition, where it is known, or null
};

/// Objects that no linker tells apart.
struct ObjectClass {
  const Object *object; ///< one of them
  uint32_t world;       ///< objects of two worlds never meet in one link
  std::vector<Provision> provides;
};

/// The classes of all objects of both manifests, with numbers in place of symbol names, so that the
/// checks below count in arrays and not in maps of names.
class Classes {
public:
  Classes(const Manifest &before, const Manifest &after) {
    size_t definitions = 0;
    for (const auto &[digest, object] : before.objects)
      definitions += object.defines.size();
    symbolIds.reserve(unsigned(definitions));
    symbolNames.reserve(definitions);
    // An object that one of the manifests could not read is what the other says of it.
    for (bool unreadable : {false, true})
      for (const Manifest *manifest : {&before, &after})
        for (const auto &[digest, object] : manifest->objects)
          if (object.unreadable.has_value() == unreadable)
            add(digest, object);
  }

  ClassId of(const Member &member) const { return byDigest.find(member.object)->second; }
  const ObjectClass &operator[](ClassId id) const { return classes[id]; }
  size_t size() const { return classes.size(); }
  Name symbol(SymbolId id) const { return symbolNames[id]; }
  size_t symbols() const { return symbolNames.size(); }
  /// The number of a symbol that some object of that world defines.
  std::optional<SymbolId> find(Name symbol, uint32_t world) const {
    auto found = symbolIds.find({llvm::CachedHashStringRef(symbol), world});
    return found == symbolIds.end() ? std::nullopt : std::optional(found->second);
  }

private:
  void add(const Digest &digest, const Object &object) {
    if (byDigest.contains(digest))
      return;
    auto [entry, isNew] = byEquivalence.try_emplace(object.equivalence, ClassId(classes.size()));
    byDigest[digest] = entry->second;
    if (!isNew)
      return;
    ObjectClass &added = classes.emplace_back();
    added.object = &object;
    added.world = worldOf(object);
    for (const Definition &definition : object.defines) {
      const Digest *content = definition.content ? &*definition.content : nullptr;
      added.provides.push_back({idOf(definition.name, added.world), content});
      if (object.format != StringRef("elf") || !definition.name.contains('@'))
        continue;
      // foo@@V is the default version of foo: it also answers who asks for foo@V or just foo.
      // Source: the GNU linker's manual, "VERSION Command".
      auto [base, version] = definition.name.split("@@");
      if (version.empty())
        continue;
      added.provides.push_back({idOf(base, added.world), content});
      added.provides.push_back({idOf(keep((base + "@" + version).str()), added.world), content});
    }
  }

  /// AIX archives hold 32- and 64-bit objects side by side, which define the same names for
  /// different links. Windows is the other way round: ARM64EC, ARM64X and x64 objects are for
  /// different machines and are linked together.
  uint32_t worldOf(const Object &object) {
    if (object.format == StringRef("coff") || !object.machine)
      return 0;
    StringRef machine = *object.machine;
    if (machine.consume_front("thumb")) // so bitcode calls the machine that objects call arm
      machine = keep(("arm" + machine).str());
    return worlds.try_emplace(machine, uint32_t(worlds.size() + 1)).first->second;
  }

  SymbolId idOf(Name name, uint32_t world) {
    auto [entry, isNew] = symbolIds.try_emplace({llvm::CachedHashStringRef(name), world},
                                                SymbolId(symbolNames.size()));
    if (isNew)
      symbolNames.push_back(name);
    return entry->second;
  }

  std::vector<ObjectClass> classes;
  llvm::DenseMap<Digest, ClassId> byDigest;
  llvm::DenseMap<Digest, ClassId> byEquivalence;
  llvm::DenseMap<StringRef, uint32_t> worlds;
  llvm::DenseMap<std::pair<llvm::CachedHashStringRef, uint32_t>, SymbolId> symbolIds;
  std::vector<Name> symbolNames;
};

/// A library with its members' classes.
struct Contents {
  const Library *library = nullptr;
  std::vector<ClassId> classes;

  size_t size() const { return classes.size(); }
};

/// A member of one of the libraries.
struct Site {
  const Contents *contents = nullptr;
  size_t index = 0;
  const Digest *comdat = nullptr; ///< what the COMDAT holds that the search found, if it is one

  explicit operator bool() const { return contents; }
  bool operator==(const Site &other) const {
    return contents == other.contents && index == other.index;
  }
  ClassId classId() const { return contents->classes[index]; }
  const Member &member() const { return contents->library->members[index]; }
  MemberPlace place() const {
    return {contents->library->path, contents->library->slice, index, member().name};
  }
  /// "member 3 'x.o' of liba.a"
  std::string text() const { return here() + " of " + shown(*contents->library); }
  std::string here() const { return memberPlace(index, member().name); }
};

/// For each symbol, the member that a search of an archive takes: the first one that defines it, be
/// it strong, weak or common.
class Search {
public:
  explicit Search(const Classes &classes) : classes(classes), entries(classes.symbols()) {}

  /// Forgets all, and indexes `contents`, which may be null.
  void index(const Contents *contents) {
    current = contents;
    ++generation;
    for (size_t i = 0; contents && i < contents->size(); ++i) {
      for (const Provision &provision : classes[contents->classes[i]].provides) {
        Entry &entry = entries[provision.symbol];
        if (entry.generation != generation)
          entry = {generation, i, provision.content};
      }
    }
  }

  Site find(SymbolId symbol) const {
    const Entry &entry = entries[symbol];
    if (entry.generation != generation)
      return {};
    return {current, entry.index, entry.comdat};
  }

private:
  struct Entry {
    uint32_t generation = 0;
    size_t index = 0;
    const Digest *comdat = nullptr;
  };
  const Classes &classes;
  const Contents *current = nullptr;
  uint32_t generation = 0;
  std::vector<Entry> entries;
};

/// How often each class occurs in a library. Cleared by what was counted, not by its whole size.
class Census {
public:
  explicit Census(size_t classes) : counts(classes) {}

  void count(const Contents *contents) {
    for (ClassId id : counted)
      counts[id] = 0;
    counted.clear();
    if (!contents)
      return;
    for (ClassId id : contents->classes)
      ++counts[id];
    counted = contents->classes;
  }
  uint64_t &operator[](ClassId id) { return counts[id]; }

private:
  std::vector<uint64_t> counts;
  std::vector<ClassId> counted;
};

/// Bytes that a linker wants a member's content to be aligned to.
uint64_t wantedAlignment(const Object &object) {
  // ar(5) starts every header on an even byte, and LLVM's readers refuse an ELF object that does
  // not. AIX pads a member's name to an even length for the same reason; its loadable modules,
  // which need more, are no static library's members.
  constexpr uint64_t even = 2;
  if (object.format != StringRef("macho"))
    return even;
  // ld64 and its successor map Mach-O objects and read them in place: 8 bytes for 64-bit ones, 4
  // for 32-bit ones.
  for (StringRef narrow : {"i386", "arm", "thumb", "powerpc", "aarch64_32"})
    if (object.machine == narrow)
      return 4;
  return 8;
}

class Verifier {
public:
  Verifier(const Manifest &before, const Manifest &after, const Pairing &pairing, Rare<Check> allow)
      : pairing(pairing), classes(before, after), census(classes.size()), searchBefore(classes),
        searchAfter(classes), searchWorkspace(classes) {
    verdict.allow = std::move(allow);
    for (const Manifest *manifest : {&before, &after})
      for (const Library &library : manifest->libraries)
        open(library);
  }

  Verdict run() {
    if (!pairing.workspace.empty())
      verdict.workspace = pairing.workspace.front()->path;
    verdict.libraries = pairing.libraries.size();
    checkMissing();
    checkAdded();
    checkOrder();
    checkBindings();
    checkClosed();
    checkSymbolTables();
    checkAlignment();
    bool broken = llvm::any_of(verdict.findings, [&](const Finding &finding) {
      return !llvm::is_contained(verdict.allow, finding.check);
    });
    verdict.outcome = broken ? Outcome::broken : Outcome::clean;
    return std::move(verdict);
  }

private:
  void open(const Library &library) {
    Contents &opened = contents[&library];
    opened.library = &library;
    opened.classes.reserve(library.members.size());
    for (const Member &member : library.members)
      opened.classes.push_back(classes.of(member));
  }

  const Contents *at(const Library *library) const {
    return library ? &contents.find(library)->second : nullptr;
  }

  /// The slimmed libraries that are there, and then the workspace library.
  std::vector<const Library *> librariesAfter() const {
    std::vector<const Library *> all;
    for (const Pairing::Pair &pair : pairing.libraries)
      if (pair.after)
        all.push_back(pair.after);
    all.insert(all.end(), pairing.workspace.begin(), pairing.workspace.end());
    return all;
  }

  /// All that must be found again: the libraries, and an older workspace library, of which
  /// everything must be in the new one.
  std::vector<Pairing::Pair> allPairs() const {
    std::vector<Pairing::Pair> all = pairing.libraries;
    for (const Library *old : pairing.workspaceBefore)
      all.push_back({old, nullptr});
    return all;
  }

  /// The workspace library of each link: a slice each, and none for libraries that have none.
  std::vector<const Library *> workspaces() const {
    std::vector<const Library *> all = pairing.workspace;
    all.push_back(nullptr);
    return all;
  }

  Finding &report(Check check, const Library &library, const Twine &text) {
    Finding &finding = verdict.findings.emplace_back();
    finding.check = check;
    finding.library = library.path;
    finding.slice = library.slice;
    finding.text = keep(text.str());
    return finding;
  }

  // ---- missing ----

  void checkMissing() {
    for (const Pairing::Pair &pair : allPairs()) {
      verdict.members += pair.before->members.size();
      bool isWorkspace = llvm::is_contained(pairing.workspaceBefore, pair.before);
      if (!pair.after && !isWorkspace)
        report(Check::missing, *pair.before, "the library is not there any more");
      else
        checkMissing(*at(pair.before), at(pair.after));
    }
  }

  void checkMissing(const Contents &before, const Contents *after) {
    const Library *workspace = pairing.workspaceFor(*before.library);
    markWorkspace(workspace);
    census.count(after);
    for (size_t i = 0; i < before.size(); ++i) {
      ClassId id = before.classes[i];
      if (inWorkspace[id])
        continue;
      if (census[id] > 0) {
        --census[id];
        continue;
      }
      Site site{&before, i};
      std::string elsewhere = workspace ? "nor in " + shown(*workspace) : "nor in a workspace";
      const Library &place = after ? *after->library : *before.library;
      report(Check::missing, place, site.text() + " is neither here " + elsewhere).member =
          site.place();
    }
  }

  void markWorkspace(const Library *workspace) {
    if (workspace == marked && !inWorkspace.empty())
      return;
    marked = workspace;
    inWorkspace.assign(classes.size(), false);
    if (workspace)
      for (ClassId id : at(workspace)->classes)
        inWorkspace[id] = true;
  }

  // ---- added ----

  void checkAdded() {
    std::vector<bool> everBefore(classes.size());
    for (const Pairing::Pair &pair : allPairs()) {
      const Contents &before = *at(pair.before);
      for (ClassId id : before.classes)
        everBefore[id] = true;
      if (pair.after)
        checkAdded(before, *at(pair.after));
    }
    for (const Library *workspace : pairing.workspace) {
      const Contents &contents = *at(workspace);
      for (size_t i = 0; i < contents.size(); ++i)
        if (!everBefore[contents.classes[i]])
          reportAdded({&contents, i}, "was in no library before");
    }
  }

  void checkAdded(const Contents &before, const Contents &after) {
    census.count(&before);
    for (size_t i = 0; i < after.size(); ++i) {
      uint64_t &left = census[after.classes[i]];
      if (left == 0)
        reportAdded({&after, i}, "has no counterpart in " + shown(*before.library));
      else
        --left;
    }
  }

  void reportAdded(const Site &site, const Twine &text) {
    report(Check::added, *site.contents->library, site.here() + " " + text).member = site.place();
  }

  // ---- order ----

  void checkOrder() {
    for (const Pairing::Pair &pair : pairing.libraries)
      if (pair.after)
        checkOrder(*at(pair.before), *at(pair.after));
    for (const Pairing::Pair &pair : pairing.libraries)
      if (pair.after)
        checkImportTables(*at(pair.after), pairing.workspaceFor(*pair.before));
  }

  /// Linkers sort the pieces of an import table by archive first: so all of them must be in one.
  /// Those of COFF archives have no such tables; they make them of short import objects themselves.
  void checkImportTables(const Contents &after, const Library *workspace) {
    if (!workspace || workspace->format == ArchiveFormat::coff)
      return;
    // Few libraries have such pieces, and the others need no look at the workspace library each.
    if (llvm::all_of(after.classes,
                     [&](ClassId id) { return classes[id].object->import_parts.empty(); }))
      return;
    llvm::DenseMap<StringRef, Site> moved;
    const Contents &contents = *at(workspace);
    for (size_t i = 0; i < contents.size(); ++i)
      for (Name table : classes[contents.classes[i]].object->import_parts)
        moved.try_emplace(table, Site{&contents, i});
    for (size_t i = 0; i < after.size() && !moved.empty(); ++i) {
      for (Name table : classes[after.classes[i]].object->import_parts) {
        auto other = moved.find(table);
        if (other == moved.end())
          continue;
        Site site{&after, i};
        Finding &finding = report(Check::import_pieces, *after.library,
                                  site.here() + " and " + other->second.text() +
                                      " are pieces of one import table, " + shown(table));
        finding.member = site.place();
        finding.against = other->second.place();
        return;
      }
    }
  }

  /// The slimmed library must be what is left of the other when members are crossed out. One
  /// finding per library is enough: where one member is out of place, many seem to be.
  void checkOrder(const Contents &before, const Contents &after) {
    // Where each pair of name and object stood, the first place last.
    llvm::DenseMap<std::pair<StringRef, ClassId>, std::vector<size_t>> places;
    bool thin = before.library->thin || after.library->thin;
    for (size_t i = before.size(); i-- > 0;)
      places[{nameOf(Site{&before, i}, thin), before.classes[i]}].push_back(i);
    census.count(&before);
    std::optional<size_t> last; // in `after`
    size_t next = 0;            // in `before`
    for (size_t i = 0; i < after.size(); ++i) {
      Site site{&after, i};
      auto found = places.find({nameOf(site, thin), site.classId()});
      if (found == places.end()) {
        if (census[site.classId()] == 0)
          continue; // what was not there before has been said already
        report(Check::member_order, *after.library,
               site.here() + " had another name in " + shown(*before.library))
            .member = site.place();
        return;
      }
      std::vector<size_t> &left = found->second;
      while (!left.empty() && left.back() < next)
        left.pop_back();
      if (left.empty() && census[site.classId()] == 0)
        continue;
      if (left.empty()) {
        reportOrder(site, last ? Site{&after, *last} : Site{}, *before.library);
        return;
      }
      next = left.back() + 1;
      left.pop_back();
      --census[site.classId()];
      last = i;
    }
  }

  /// Thin archives name a member by its path, seen from the archive: that may change, but not the
  /// name of the file.
  static StringRef nameOf(const Site &site, bool thin) {
    StringRef name = site.member().name;
    return thin ? baseName(name) : name;
  }

  void reportOrder(const Site &site, const Site &last, const Library &before) {
    std::string text = site.here() + " stands behind ";
    text += last ? last.here() : "others";
    Finding &finding = report(Check::member_order, *site.contents->library,
                              text + ", and stood before it in " + shown(before));
    finding.member = site.place();
    if (last)
      finding.against = last.place();
  }

  // ---- binding ----

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
    SymbolId first;
    uint64_t more = 0;
  };

  void checkBindings() {
    for (const Library *workspace : workspaces()) {
      searchWorkspace.index(at(workspace));
      findRivals(workspace);
      for (const Pairing::Pair &pair : allPairs()) {
        const Library *place = pair.after ? pair.after : workspace;
        if (pairing.workspaceFor(*pair.before) != workspace || !place)
          continue;
        if (!pair.after && !llvm::is_contained(pairing.workspaceBefore, pair.before))
          continue; // a library that is missing has been reported as that
        searchBefore.index(at(pair.before));
        searchAfter.index(at(pair.after));
        checkBindings(*at(pair.before), *place);
      }
    }
  }

  void checkBindings(const Contents &before, const Library &place) {
    for (size_t i = 0; i < before.size(); ++i) {
      llvm::MapVector<std::tuple<Fate, const Contents *, size_t>, Affected> changes;
      for (const Provision &provision : classes[before.classes[i]].provides) {
        Site was = searchBefore.find(provision.symbol);
        if (was.index != i)
          continue;
        ++verdict.symbols;
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
  std::optional<Change> changeOf(SymbolId symbol, const Site &was) const {
    Site own = searchAfter.find(symbol);
    Site now = own ? own : searchWorkspace.find(symbol);
    if (!now)
      return Change{Fate::lost, {}};
    if (!sameDefinition(was, now))
      return Change{Fate::redefined, now};
    // What moved is found behind the other libraries of the link, where it was found before them.
    // What stood in an earlier workspace library was behind them already.
    if (!own && !llvm::is_contained(pairing.workspaceBefore, was.contents->library))
      for (const Site &rival : rivals[symbol])
        if (rival && !sameDefinition(was, rival))
          return Change{Fate::intercepted, rival};
    return std::nullopt;
  }

  /// Definitions are the same where their objects are, or where both lie in COMDATs that hold the
  /// same: then it makes no difference which of them a linker keeps.
  static bool sameDefinition(const Site &a, const Site &b) {
    return a.classId() == b.classId() || (a.comdat && b.comdat && *a.comdat == *b.comdat);
  }

  /// Finds, for each symbol, up to two members that define it differently, each the first in its
  /// slimmed library to define it. Of two such, one differs from any third definition.
  void findRivals(const Library *workspace) {
    rivals.assign(classes.symbols(), {});
    for (const Pairing::Pair &pair : pairing.libraries) {
      if (!pair.after || pairing.workspaceFor(*pair.before) != workspace)
        continue;
      const Contents &slimmed = *at(pair.after);
      searchAfter.index(&slimmed);
      for (size_t i = 0; i < slimmed.size(); ++i) {
        for (const Provision &provision : classes[slimmed.classes[i]].provides) {
          Site site = searchAfter.find(provision.symbol);
          if (site.index == i)
            addRival(rivals[provision.symbol], site);
        }
      }
    }
  }

  /// If one of them is no stub of an import library, there is one among the two.
  void addRival(std::array<Site, 2> &known, const Site &site) const {
    if (!known[0])
      known[0] = site;
    else if ((!known[1] || (areAllStubs(known) && !isStub(site))) &&
             !sameDefinition(known[0], site))
      known[1] = site;
  }

  bool isStub(const Site &site) const {
    return !classes[site.classId()].object->import_parts.empty();
  }
  bool areAllStubs(const std::array<Site, 2> &sites) const {
    return llvm::all_of(sites, [&](const Site &site) { return !site || isStub(site); });
  }

  void reportChange(const Library &place, const Site &was, const Affected &affected) {
    const Site &now = affected.change.now;
    Name first = classes.symbol(affected.first);
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
    Finding &finding = report(Check::binding, place, text);
    finding.member = was.place();
    if (now)
      finding.against = now.place();
    addSymbols(finding, first, affected.more);
  }

  static std::string symbolText(Name first, uint64_t more) {
    std::string text = "'" + shown(first) + "'";
    if (more > 0)
      text += " (and " + std::to_string(more) + " more)";
    return text;
  }

  static void addSymbols(Finding &finding, Name first, uint64_t more) {
    finding.symbol = first;
    if (more > 0)
      finding.more = more;
  }

  // ---- closed ----

  void checkClosed() {
    for (const Library *workspace : pairing.workspace) {
      const Contents &contents = *at(workspace);
      searchWorkspace.index(&contents);
      findRivals(workspace);
      for (size_t i = 0; i < contents.size(); ++i)
        checkReferences({&contents, i});
    }
    for (const Library *workspace : pairing.workspace)
      for (size_t i = 0; i < workspace->members.size(); ++i)
        checkDuplicates({at(workspace), i});
  }

  /// A linker that reads archives once, in order, has left the libraries when it gets here. Those
  /// of COFF archives read them again: import stubs may be left in the libraries.
  void checkReferences(const Site &site) {
    const Object &object = *classes[site.classId()].object;
    if (object.unreadable) {
      report(Check::self_contained, *site.contents->library,
             site.here() + " cannot be inspected, so its references are unknown: " +
                 shown(*object.unreadable))
          .member = site.place();
      return;
    }
    Name first;
    Site definer;
    uint64_t more = 0;
    uint32_t world = classes[site.classId()].world;
    bool mayLeaveStubs =
        site.contents->library->format == ArchiveFormat::coff ||
        llvm::any_of(object.references, [&](Name name) {
          std::optional<SymbolId> symbol = classes.find(name, world);
          return !symbol || (!searchWorkspace.find(*symbol) && !rivals[*symbol][0]);
        });
    for (Name name : object.references) {
      std::optional<SymbolId> symbol = classes.find(name, world);
      if (!symbol || searchWorkspace.find(*symbol))
        continue;
      Site found = rivals[*symbol][0];
      if (!found || (mayLeaveStubs && areAllStubs(rivals[*symbol])))
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
    Finding &finding =
        report(Check::self_contained, *site.contents->library,
               site.here() + " refers to " + symbolText(first, more) + ", which only " +
                   definer.text() + " defines; the link needs --start-group or a linker that "
                   "searches archives again");
    finding.member = site.place();
    finding.against = definer.place();
    addSymbols(finding, first, more);
  }

  void checkDuplicates(const Site &site) {
    Name first;
    Site other;
    uint64_t more = 0;
    for (const Definition &definition : classes[site.classId()].object->defines) {
      if (!isUniqueStrong(definition))
        continue;
      SymbolId symbol = *classes.find(definition.name, classes[site.classId()].world);
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
    Finding &finding = report(Check::duplicates, *site.contents->library,
                              site.here() + " defines " + symbolText(first, more) +
                                  ", and so does " + other.here());
    finding.member = site.place();
    finding.against = other.place();
    addSymbols(finding, first, more);
  }

  /// An earlier member of the same library that defines the symbol strongly; notes `site` as the
  /// one if there is none.
  Site strongIn(const Site &site, SymbolId symbol) {
    auto [entry, isNew] = strongDefiners.try_emplace({site.contents, symbol}, site);
    return isNew || entry->second == site ? Site{} : entry->second;
  }

  static bool isUniqueStrong(const Definition &definition) {
    return definition.binding == Binding::strong &&
           (!definition.comdat || *definition.comdat == Comdat::noduplicates);
  }

  // ---- symbol tables ----

  void checkSymbolTables() {
    for (const Pairing::Pair &pair : pairing.libraries)
      if (pair.after)
        checkSymbolTable(*at(pair.after),
                         pair.before->symbol_table.state != SymbolTableState::absent);
    for (const Library *workspace : pairing.workspace)
      checkSymbolTable(*at(workspace), false);
  }

  void checkSymbolTable(const Contents &contents, bool hadOne) {
    const SymbolTable &table = contents.library->symbol_table;
    if (table.state == SymbolTableState::stale)
      report(Check::symbol_table, *contents.library,
             "the symbol table is stale: " +
                 (table.problem ? shown(*table.problem) : "it is not what the members define"));
    if (table.state == SymbolTableState::absent)
      checkAbsentTable(contents, hadOne);
  }

  /// A library of which no member defines anything needs no table. What an object defines that
  /// cannot be inspected is not known; but where there was a table, somebody knew.
  void checkAbsentTable(const Contents &contents, bool hadOne) {
    for (size_t i = 0; i < contents.size(); ++i) {
      const Object &object = *classes[contents.classes[i]].object;
      if (object.defines.empty() && !(hadOne && object.unreadable))
        continue;
      Site site{&contents, i};
      std::string text = "there is no symbol table, and " + site.here();
      text += object.unreadable ? " may define symbols"
                                : " defines " + symbolText(object.defines.front().name, 0);
      Finding &finding = report(Check::symbol_table, *contents.library, text);
      finding.member = site.place();
      if (!object.unreadable)
        finding.symbol = object.defines.front().name;
      return;
    }
  }

  // ---- alignment ----

  void checkAlignment() {
    for (const Library *library : librariesAfter()) {
      if (library->thin)
        continue; // the content is a file of its own
      const Contents &contents = *at(library);
      for (size_t i = 0; i < contents.size(); ++i) {
        Site site{&contents, i};
        uint64_t wanted = wantedAlignment(*classes[site.classId()].object);
        if (site.member().data_offset % wanted == 0)
          continue;
        report(Check::alignment, *library,
               site.here() + " lies at offset " + Twine(site.member().data_offset) +
                   ", which is no multiple of " + Twine(wanted))
            .member = site.place();
      }
    }
  }

  const Pairing &pairing;
  Classes classes;
  llvm::DenseMap<const Library *, Contents> contents;
  Verdict verdict;
  Census census;
  Search searchBefore, searchAfter, searchWorkspace;
  std::vector<bool> inWorkspace; ///< by class, for the workspace library `marked`
  const Library *marked = nullptr;
  std::vector<std::array<Site, 2>> rivals; ///< by symbol
  llvm::DenseMap<std::pair<const Contents *, SymbolId>, Site> strongDefiners;
};

} // namespace

Verdict verify(const Manifest &before, const Manifest &after, const Pairing &pairing,
               Rare<Check> allow) {
  return Verifier(before, after, pairing, std::move(allow)).run();
}

void printText(const Verdict &verdict, llvm::raw_ostream &out) {
  for (const Finding &finding : verdict.findings) {
    out << spelled(finding.check) << ": " << shown(finding.library);
    if (finding.slice)
      out << "(" << shown(*finding.slice) << ")";
    out << ": " << finding.text << "\n";
  }
  if (verdict.outcome != Outcome::clean)
    return;
  out << "clean: " << verdict.libraries << " libraries, " << verdict.members << " members, "
      << verdict.symbols << " symbols";
  if (verdict.workspace)
    out << "; workspace library " << shown(*verdict.workspace);
  if (!verdict.findings.empty())
    out << "; findings allowed: " << verdict.findings.size();
  out << "\n";
}

} // namespace armeld
