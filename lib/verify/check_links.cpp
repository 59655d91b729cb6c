// Check `links`: links take, bind and initialise as before.
//
// Plays links with a model of each linker (link_model.h), over the libraries as they were and as
// they are: each library alone, all together, and random ones in random order. The program refers
// to all that a library defines for its users, or to a few symbols of it. A link that failed before
// may do as it likes.
//
// Not compared is which of two equal things a link gets: objects of one class; COMDATs of equal
// content; stubs of import libraries, which the system's import libraries have too; and the
// routines of Rust's compiler_builtins, of which some builds have each in Rust and in C.
#include "documents/import_tables.h"
#include "os/parallel.h"
#include "verify/checks.h"
#include "verify/link_model.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <map>
#include <random>

namespace armeld {

namespace {

/// Libraries that are linked with one workspace library.
struct LinkGroup {
  std::vector<Pairing::Pair> pairs;
  std::vector<const Contents *> endBefore, endAfter; ///< the workspace libraries
  std::vector<Linker> linkers;
  std::vector<std::vector<DefinedId>> symbols; ///< by library: those that users may refer to
  std::vector<std::vector<DefinedId>> own;     ///< of these, what no other library has, or all
};

/// A link to be played, before and after.
struct Trial {
  std::vector<size_t> libraries; ///< of the group, in the order of the command line
  std::vector<DefinedId> roots;
};

/// How a link differs from what it was.
struct Difference {
  Linker linker;
  EquivalenceId object; ///< that shows it
  std::string text;
};

/// The linkers for objects of a format.
llvm::ArrayRef<Linker> linkersFor(StringRef format) {
  static constexpr Linker elf[] = {Linker::gnu_ld, Linker::gold, Linker::lld, Linker::mold};
  static constexpr Linker coff[] = {Linker::gnu_ld_coff, Linker::lld_link, Linker::link};
  static constexpr Linker macho[] = {Linker::ld64, Linker::ld64_objc};
  static constexpr Linker wasm[] = {Linker::wasm_ld};
  if (format == "elf")
    return elf;
  if (format == "coff")
    return coff;
  if (format == "macho")
    return macho;
  if (format == "wasm")
    return wasm;
  return {};
}

/// The start of a command that plays the link, and its option that needs a symbol.
std::pair<StringRef, StringRef> commandOf(Linker linker) {
  switch (linker) {
  case Linker::gnu_ld:
    return {"ld.bfd", " -u "};
  case Linker::gold:
    return {"ld.gold", " -u "};
  case Linker::lld:
    return {"ld.lld", " -u "};
  case Linker::mold:
    return {"mold", " -u "};
  case Linker::gnu_ld_coff:
    return {"ld", " -u "};
  case Linker::lld_link:
    return {"lld-link", " /include:"};
  case Linker::link:
    return {"link", " /include:"};
  case Linker::ld64:
    return {"ld64.lld", " -u "};
  case Linker::ld64_objc:
    return {"ld64.lld -ObjC", " -u "};
  case Linker::wasm_ld:
    return {"wasm-ld", " -u "};
  }
  llvm_unreachable("a linker without a command");
}

/// Sections whose code runs in one row, by the order of the link.
std::string rowOf(StringRef section) {
  for (auto [older, newer] :
       {std::pair<StringRef, StringRef>{".ctors", ".init_array"}, {".dtors", ".fini_array"}}) {
    StringRef priority = section;
    unsigned number = 0;
    if (!priority.consume_front(older))
      continue;
    if (priority.empty())
      return newer.str();
    if (priority.consume_front(".") && !priority.getAsInteger(10, number))
      return (newer + "." + Twine(65535 - number)).str();
  }
  return section.str();
}

/// Whether only compilers write such a name, and define it wherever they refer to it: indirect
/// references of GCC and LLVM, and the constants of MSVC's and LLVM's code.
bool isCompilersOwn(StringRef symbol) {
  for (StringRef prefix : {"DW.ref.", "__real@", "__xmm@", "__ymm@", "__zmm@", "??_C@"})
    if (symbol.starts_with(prefix))
      return true;
  return false;
}

class LinksCheck {
public:
  explicit LinksCheck(Comparison &set)
      : set(set), objects(set.classes), isIgnored(unsigned(set.classes.size())),
        isRoutine(unsigned(set.classes.symbols())) {
    findRoutines();
    findStubs();
  }

  void run(std::optional<uint64_t> links) {
    for (const Library *workspace : set.workspaces()) {
      makeGroup(workspace);
      if (group.pairs.empty() || group.linkers.empty())
        continue;
      makeTrials(links);
      play();
    }
  }

private:
  static constexpr size_t enough = 10; ///< findings; one wrong move can show in thousands of links
  static constexpr uint64_t few = 100, many = 1000; ///< random links by default

  void findRoutines();
  void findStubs();
  void makeGroup(const Library *workspace);
  void listSymbols(const std::vector<uint32_t> &holders);
  void makeTrials(std::optional<uint64_t> links);
  void addRandomTrial();
  uint64_t workOf(const Trial &trial) const;
  void play();

  LinkLine lineOf(const Trial &trial, bool after) const;
  std::optional<Difference> compare(LinkPlayer &player, const Trial &trial, Linker linker) const;
  std::optional<Difference> compareTaken(const LinkLine &lineBefore, const LinkResult &before,
                                         const LinkLine &lineAfter, const LinkResult &after) const;
  std::optional<Difference> compareOrder(const LinkResult &before, const LinkResult &after) const;
  std::optional<Difference> compareWinners(const LinkResult &before, const LinkResult &after) const;
  void shrink(LinkPlayer &player, Trial &trial, Linker linker) const;
  void report(const Trial &trial, const Difference &difference);
  std::string textOf(const LinkLine &line, const Taken &taken) const {
    return Site{line.archives[taken.archive], taken.member}.text();
  }
  std::string nameOf(EquivalenceId id) const;

  size_t random(size_t below) { return size_t(numbers() % below); }

  Comparison &set;
  LinkObjects objects;
  llvm::BitVector isIgnored; ///< by class: may be taken or not
  llvm::BitVector isRoutine; ///< by symbol: one of compiler_builtins
  LinkGroup group;
  std::vector<Trial> trials;
  std::mt19937_64 numbers; ///< from the same seed always, so that the verdict is the same
  llvm::DenseSet<EquivalenceId> reported;
};

/// compiler_builtins' own objects, and C objects that stand right behind them in an archive: where
/// all definitions of a symbol are there, and hidden, one is as good as the other.
void LinksCheck::findRoutines() {
  llvm::BitVector isElsewhere(unsigned(set.classes.size()));
  auto look = [&](const Library *library) {
    bool inCrate = false;
    for (size_t i = 0; i < library->members.size(); ++i) {
      const std::optional<RustcName> &name = library->members[i].rustc;
      if (!name || name->crate)
        inCrate = name && *name->crate == StringRef("compiler_builtins");
      if (!inCrate)
        isElsewhere.set(set.at(library)->classes[i]);
    }
  };
  for (const Pairing::Pair &pair : set.pairing.libraries)
    look(pair.before);
  for (const Library *library : set.pairing.workspaceBefore)
    look(library);
  llvm::BitVector isOther(unsigned(set.classes.symbols()));
  for (EquivalenceId id = 0; id < set.classes.size(); ++id)
    for (const Provision &provision : set.classes[id].provides)
      (!isElsewhere.test(id) && provision.definition->visibility == Visibility::hidden ? isRoutine
                                                                                       : isOther)
          .set(provision.symbol);
  isRoutine.reset(isOther);
  for (EquivalenceId id = 0; id < set.classes.size(); ++id)
    if (!objects[id].defines.empty() &&
        llvm::all_of(objects[id].defines, [&](const LinkDefinition &definition) {
          return isRoutine.test(definition.symbol);
        }))
      isIgnored.set(id);
}

/// Stubs of import libraries, but for those of a library that is nothing else: it may be the only
/// one on the command line.
void LinksCheck::findStubs() {
  llvm::BitVector isStub(unsigned(set.classes.size()));
  for (EquivalenceId id = 0; id < set.classes.size(); ++id) {
    const Object &object = *set.classes[id].object;
    // Short import objects come with a head and a tail, which are objects.
    bool isCompanion =
        !object.defines.empty() && llvm::all_of(object.defines, [](const Definition &definition) {
          return isImportCompanion(definition.name);
        });
    if (object.kind == Kind::import || !object.import_parts.empty() || isCompanion)
      isStub.set(id);
  }
  llvm::BitVector isPart = isStub;
  for (const Pairing::Pair &pair : set.pairing.libraries) {
    const std::vector<EquivalenceId> &classes = set.at(pair.before)->classes;
    if (llvm::all_of(classes, [&](EquivalenceId id) { return isStub.test(id); }))
      for (EquivalenceId id : classes)
        isPart.reset(id);
  }
  for (unsigned id : isPart.set_bits())
    objects.setStub(id);
  isIgnored |= isPart;
}

void LinksCheck::makeGroup(const Library *workspace) {
  group = LinkGroup();
  for (const Pairing::Pair &pair : set.pairing.libraries)
    if (pair.after && set.pairing.workspaceFor(*pair.before) == workspace)
      group.pairs.push_back(pair);
  if (workspace)
    group.endAfter.push_back(set.at(workspace));
  for (const Library *earlier : set.pairing.workspaceBefore)
    if (set.pairing.workspaceFor(*earlier) == workspace)
      group.endBefore.push_back(set.at(earlier));
  std::vector<uint32_t> holders(set.classes.size()), last(set.classes.size(), UINT32_MAX);
  for (uint32_t l = 0; l < group.pairs.size(); ++l) {
    for (EquivalenceId id : set.at(group.pairs[l].before)->classes) {
      holders[id] += last[id] != l;
      last[id] = l;
      if (const std::optional<Name> &format = set.classes[id].object->format)
        for (Linker linker : linkersFor(*format))
          if (!llvm::is_contained(group.linkers, linker))
            group.linkers.push_back(linker);
    }
  }
  listSymbols(holders);
}

void LinksCheck::listSymbols(const std::vector<uint32_t> &holders) {
  for (const Pairing::Pair &pair : group.pairs) {
    std::vector<DefinedId> &symbols = group.symbols.emplace_back();
    std::vector<DefinedId> &own = group.own.emplace_back();
    for (EquivalenceId id : set.at(pair.before)->classes) {
      for (const Provision &provision : set.classes[id].provides) {
        if (provision.definition->visibility == Visibility::hidden ||
            provision.definition->visibility == Visibility::internal)
          continue;
        if (isCompilersOwn(set.classes.symbol(provision.symbol)))
          continue;
        symbols.push_back(provision.symbol);
        if (holders[id] == 1)
          own.push_back(provision.symbol);
      }
    }
    if (own.empty())
      own = symbols;
  }
}

/// What it takes to play the trial, in definitions that the linkers look at.
uint64_t LinksCheck::workOf(const Trial &trial) const {
  uint64_t work = trial.roots.size();
  for (size_t library : trial.libraries)
    work += group.symbols[library].size();
  for (const Contents *workspace : group.endAfter)
    for (EquivalenceId id : workspace->classes)
      work += objects[id].defines.size();
  return work * group.linkers.size();
}

void LinksCheck::makeTrials(std::optional<uint64_t> links) {
  trials.clear();
  if (group.pairs.empty())
    return;
  Trial all;
  uint64_t definitions = 0;
  for (size_t library = 0; library < group.pairs.size(); ++library) {
    trials.push_back({{library}, group.own[library]});
    all.libraries.push_back(library);
    llvm::append_range(all.roots, group.own[library]);
    definitions += group.symbols[library].size();
  }
  if (group.pairs.size() > 1)
    trials.push_back(all);
  uint64_t work = 0;
  for (uint64_t i = 0; links ? i < *links : i < few || (i < many && work < 8 * definitions); ++i) {
    addRandomTrial();
    work += workOf(trials.back());
  }
}

void LinksCheck::addRandomTrial() {
  Trial &trial = trials.emplace_back();
  size_t count = 1 + random(std::min<size_t>(group.pairs.size(), 4));
  while (trial.libraries.size() < count) {
    size_t library = random(group.pairs.size());
    if (!llvm::is_contained(trial.libraries, library))
      trial.libraries.push_back(library);
  }
  for (size_t i = 1 + random(3); i > 0; --i) {
    const std::vector<DefinedId> &symbols = group.symbols[trial.libraries[random(count)]];
    if (!symbols.empty())
      trial.roots.push_back(symbols[random(symbols.size())]);
  }
}

LinkLine LinksCheck::lineOf(const Trial &trial, bool after) const {
  LinkLine line;
  for (size_t library : trial.libraries)
    line.archives.push_back(
        set.at(after ? group.pairs[library].after : group.pairs[library].before));
  llvm::append_range(line.archives, after ? group.endAfter : group.endBefore);
  line.roots = trial.roots;
  return line;
}

void LinksCheck::play() {
  std::vector<std::optional<Difference>> differences(trials.size());
  unsigned jobs = hardwareJobs();
  parallelFor(jobs, jobs, [&](size_t job) {
    LinkPlayer player(objects);
    for (size_t i = job; i < trials.size(); i += jobs)
      for (Linker linker : group.linkers)
        if (!differences[i])
          differences[i] = compare(player, trials[i], linker);
  });
  set.verdict.links += trials.size() * group.linkers.size();
  LinkPlayer player(objects);
  for (size_t i = 0; i < trials.size() && reported.size() < enough; ++i) {
    if (!differences[i] || !reported.insert(differences[i]->object).second)
      continue;
    Linker linker = differences[i]->linker;
    shrink(player, trials[i], linker);
    report(trials[i], *compare(player, trials[i], linker));
  }
}

std::optional<Difference> LinksCheck::compare(LinkPlayer &player, const Trial &trial,
                                              Linker linker) const {
  LinkLine lineBefore = lineOf(trial, false), lineAfter = lineOf(trial, true);
  LinkResult before = player.play(linker, lineBefore);
  if (before.outcome != LinkResult::Outcome::linked)
    return std::nullopt;
  LinkResult after = player.play(linker, lineAfter);
  std::optional<Difference> difference;
  if (after.outcome != LinkResult::Outcome::linked)
    difference = {linker, 0,
                  "fails now: '" + shown(set.classes.symbol(*after.symbol)) +
                      (after.outcome == LinkResult::Outcome::undefined ? "' is undefined"
                                                                       : "' is defined twice")};
  if (!difference)
    difference = compareTaken(lineBefore, before, lineAfter, after);
  if (!difference)
    difference = compareOrder(before, after);
  if (!difference)
    difference = compareWinners(before, after);
  if (difference)
    difference->linker = linker;
  return difference;
}

std::optional<Difference> LinksCheck::compareTaken(const LinkLine &lineBefore,
                                                   const LinkResult &before,
                                                   const LinkLine &lineAfter,
                                                   const LinkResult &after) const {
  auto taken = [&](const LinkResult &result) {
    std::vector<std::pair<EquivalenceId, const Taken *>> all;
    for (const Taken &one : result.taken)
      if (!isIgnored.test(one.object))
        all.push_back({set.classes.originalOf(one.object), &one});
    llvm::sort(all, [](const auto &a, const auto &b) { return a.first < b.first; });
    return all;
  };
  auto was = taken(before), is = taken(after);
  size_t i = 0;
  while (i < was.size() && i < is.size() && was[i].first == is[i].first)
    ++i;
  if (i == was.size() && i == is.size())
    return std::nullopt;
  bool isLost = i == is.size() || (i < was.size() && was[i].first < is[i].first);
  if (isLost)
    return Difference{{}, was[i].first, "no longer takes " + textOf(lineBefore, *was[i].second)};
  return Difference{{}, is[i].first, "now takes " + textOf(lineAfter, *is[i].second) + " as well"};
}

std::string LinksCheck::nameOf(EquivalenceId id) const {
  for (const Library *library : set.librariesAfter())
    for (size_t i = 0; i < set.at(library)->size(); ++i)
      if (set.at(library)->classes[i] == id)
        return Site{set.at(library), i}.text();
  return "an object that is nowhere";
}

std::optional<Difference> LinksCheck::compareOrder(const LinkResult &before,
                                                   const LinkResult &after) const {
  auto rows = [&](const LinkResult &result) {
    std::map<std::string, std::vector<EquivalenceId>> all;
    // Bitcode says no priorities, so everything counts as one row beside it.
    bool isOneRow = llvm::any_of(result.taken, [&](const Taken &taken) {
      const Object &object = *set.classes[taken.object].object;
      return object.kind == Kind::bitcode && !object.initialisers.empty();
    });
    for (const Taken &taken : result.taken)
      for (Name section : set.classes[taken.object].object->initialisers)
        all[isOneRow ? "initialisers" : rowOf(section)].push_back(
            set.classes.originalOf(taken.object));
    return all;
  };
  auto was = rows(before), is = rows(after);
  for (auto &[row, order] : was) {
    std::vector<EquivalenceId> &now = is[row];
    auto [a, b] = std::mismatch(order.begin(), order.end(), now.begin(), now.end());
    if (a != order.end() && b != now.end())
      return Difference{{},
                        *b,
                        "runs " + row + " of " + nameOf(*b) + " before that of " + nameOf(*a) +
                            ", and ran it behind"};
  }
  return std::nullopt;
}

std::optional<Difference> LinksCheck::compareWinners(const LinkResult &before,
                                                     const LinkResult &after) const {
  // The same members are taken, so the same symbols have several definitions.
  for (size_t i = 0; i < before.winners.size() && i < after.winners.size(); ++i) {
    const Winner &was = before.winners[i], &is = after.winners[i];
    bool isSame = set.classes.originalOf(was.object) == set.classes.originalOf(is.object) ||
                  (was.content && is.content && *was.content == *is.content);
    if (was.symbol == is.symbol && !isSame && !isRoutine.test(was.symbol))
      return Difference{{},
                        is.object,
                        "now gets '" + shown(set.classes.symbol(is.symbol)) + "' from " +
                            nameOf(is.object) + ", and got it from " + nameOf(was.object)};
  }
  return std::nullopt;
}

/// Leaves only half of the symbols and libraries where the difference is still there.
void LinksCheck::shrink(LinkPlayer &player, Trial &trial, Linker linker) const {
  auto halve = [&](auto &list) {
    bool isHalved = true;
    while (list.size() > 1 && isHalved) {
      isHalved = false;
      auto whole = list;
      size_t half = whole.size() / 2;
      for (bool second : {false, true}) {
        list.assign(whole.begin() + (second ? half : 0),
                    second ? whole.end() : whole.begin() + half);
        isHalved = compare(player, trial, linker).has_value();
        if (isHalved)
          break;
      }
      if (!isHalved)
        list = whole;
    }
  };
  halve(trial.libraries);
  halve(trial.roots);
}

void LinksCheck::report(const Trial &trial, const Difference &difference) {
  LinkLine before = lineOf(trial, false), after = lineOf(trial, true);
  ShownLink link;
  link.linker = difference.linker;
  auto [program, option] = commandOf(difference.linker);
  std::string command = program.str();
  for (DefinedId root : trial.roots) {
    link.symbols.push_back(set.classes.symbol(root));
    if (link.symbols.size() <= 3)
      command += option.str() + shown(link.symbols.back());
  }
  for (const Contents *archive : before.archives)
    link.before.push_back(archive->library->path);
  for (const Contents *archive : after.archives) {
    link.after.push_back(archive->library->path);
    command += " " + shown(archive->library->path);
  }
  const Contents *place = group.endAfter.empty() ? after.archives.front() : group.endAfter.front();
  Finding &finding =
      set.report(Check::links, *place->library, "'" + command + "' " + difference.text);
  finding.link = std::move(link);
}

} // namespace

void checkLinks(Comparison &set, std::optional<uint64_t> links) { LinksCheck(set).run(links); }

} // namespace armeld
