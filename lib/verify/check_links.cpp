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
#include "os/parallel.h"
#include "verify/checks.h"
#include "verify/link_ground.h"
#include "verify/link_trials.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <map>

namespace armeld {

namespace {

/// How a link differs from what it was.
struct Difference {
  Linker linker;
  EquivalenceId object; ///< that shows it
  std::string text;
};

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

class LinksCheck {
public:
  /// With `exports` programs refer to these only, and what they do not need may be gone.
  LinksCheck(Comparison &set, const LinkGround &ground,
             const llvm::DenseSet<Name> *exports = nullptr, bool dropsInitialisers = false)
      : set(set), exports(exports), dropsInitialisers(dropsInitialisers), objects(ground.objects),
        tolerance(ground.tolerance), index(ground.index), placeNow(set.classes.size()) {
    for (const Library *library : set.librariesAfter())
      for (size_t i = 0; i < set.at(library)->size(); ++i)
        if (Site &place = placeNow[set.at(library)->classes[i]]; !place)
          place = {set.at(library), i};
  }

  void run(std::optional<uint64_t> links) {
    for (const Library *workspace : set.workspaces()) {
      trials.emplace(set, workspace, links, exports);
      play();
    }
  }

private:
  static constexpr size_t enough = 10; ///< findings; one wrong move can show in thousands of links

  void play();

  std::optional<Difference> compare(LinkPlayer &player, const LinkLine &lineBefore,
                                    const LinkLine &lineAfter, Linker linker) const;
  std::optional<Difference> compareTaken(const LinkLine &lineBefore, const LinkResult &before,
                                         const LinkLine &lineAfter, const LinkResult &after) const;
  std::optional<Difference> compareOrder(const LinkResult &before, const LinkResult &after) const;
  std::optional<Difference> compareWinners(const LinkResult &before, const LinkResult &after) const;
  bool isComdat(const Winner &winner) const;
  bool stillDefines(const LinkResult &after, const Winner &was) const;
  std::optional<Difference> compareCollectedWinners(const LinkResult &before,
                                                    const LinkResult &after) const;
  LinkTrial shrink(LinkPlayer &player, LinkTrial trial, Linker linker) const;
  void report(const LinkTrial &trial, const Difference &difference);
  std::string textOf(const LinkLine &line, const Taken &taken) const {
    return Site{line.archives[taken.archive], taken.member}.text();
  }
  std::string nameOf(EquivalenceId id) const;

  Comparison &set;
  const llvm::DenseSet<Name> *exports;
  const bool dropsInitialisers;
  const LinkObjects &objects;
  const LinkTolerance &tolerance;
  const LinkIndex &index;
  std::vector<Site> placeNow; ///< by class: the first member that holds it
  std::optional<LinkTrials> trials;
  llvm::DenseSet<EquivalenceId> reported;
};

void LinksCheck::play() {
  const std::vector<LinkTrial> &all = trials->all();
  std::vector<std::optional<Difference>> differences(all.size());
  unsigned jobs = hardwareJobs();
  parallelFor(jobs, jobs, [&](size_t job) {
    LinkPlayer player(index);
    for (size_t i = job; i < all.size(); i += jobs) {
      LinkLine before = trials->line(all[i], false), after = trials->line(all[i], true);
      for (Linker linker : trials->linkers())
        if (!differences[i])
          differences[i] = compare(player, before, after, linker);
    }
  });
  set.verdict.links += all.size() * trials->linkers().size();
  LinkPlayer player(index);
  for (size_t i = 0; i < all.size() && reported.size() < enough; ++i) {
    if (!differences[i] || !reported.insert(differences[i]->object).second)
      continue;
    Linker linker = differences[i]->linker;
    LinkTrial trial = shrink(player, all[i], linker);
    Difference smallest =
        *compare(player, trials->line(trial, false), trials->line(trial, true), linker);
    // A smaller link may show what an earlier one has shown.
    if (smallest.object == differences[i]->object || reported.insert(smallest.object).second)
      report(trial, smallest);
  }
}

std::optional<Difference> LinksCheck::compare(LinkPlayer &player, const LinkLine &lineBefore,
                                              const LinkLine &lineAfter, Linker linker) const {
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
      if (!tolerance.classes.test(one.object))
        all.push_back({set.classes.originalOf(one.object), &one});
    llvm::sort(all, [](const auto &a, const auto &b) { return a.first < b.first; });
    return all;
  };
  auto was = taken(before), is = taken(after);
  if (exports) // with collected libraries a link takes less, but nothing else
    llvm::erase_if(was, [&](const auto &one) {
      return !std::binary_search(is.begin(), is.end(), one,
                                 [](const auto &a, const auto &b) { return a.first < b.first; });
    });
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
  return placeNow[id] ? placeNow[id].text() : "an object that is nowhere";
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
        if (!runsInAnyOrder(*set.classes[taken.object].object, section))
          all[isOneRow ? "initialisers" : rowOf(section)].push_back(
              set.classes.originalOf(taken.object));
    return all;
  };
  auto was = rows(before), is = rows(after);
  for (auto &[row, order] : was) {
    std::vector<EquivalenceId> &now = is[row];
    auto [a, b] = std::mismatch(order.begin(), order.end(), now.begin(), now.end());
    if (exports && !dropsInitialisers && a != order.end() && b == now.end())
      return Difference{{}, *a, "no longer runs " + row + " of " + nameOf(*a)};
    if (a != order.end() && b != now.end() && !dropsInitialisers)
      return Difference{{},
                        *b,
                        "runs " + row + " of " + nameOf(*b) + " before that of " + nameOf(*a) +
                            ", and ran it behind"};
  }
  return std::nullopt;
}

std::optional<Difference> LinksCheck::compareWinners(const LinkResult &before,
                                                     const LinkResult &after) const {
  if (exports)
    return compareCollectedWinners(before, after);
  // The same members are taken, so the same symbols have several definitions.
  for (size_t i = 0; i < before.winners.size() && i < after.winners.size(); ++i) {
    const Winner &was = before.winners[i], &is = after.winners[i];
    bool isSame = set.classes.originalOf(was.object) == set.classes.originalOf(is.object) ||
                  (was.content && is.content && *was.content == *is.content);
    if (was.symbol == is.symbol && !isSame && !tolerance.symbols.test(was.symbol))
      return Difference{{},
                        is.object,
                        "now gets '" + shown(set.classes.symbol(is.symbol)) + "' from " +
                            nameOf(is.object) + ", and got it from " + nameOf(was.object)};
  }
  return std::nullopt;
}

/// Whether the language says that all copies of the definition are the same.
bool LinksCheck::isComdat(const Winner &winner) const {
  return llvm::any_of(set.classes[winner.object].provides, [&](const Provision &provision) {
    return provision.symbol == winner.symbol && provision.definition->comdat &&
           *provision.definition->comdat != Comdat::noduplicates;
  });
}

/// Whether what is left of the object that won defines the symbol.
bool LinksCheck::stillDefines(const LinkResult &after, const Winner &was) const {
  return llvm::any_of(after.taken, [&](const Taken &taken) {
    return set.classes.originalOf(taken.object) == was.object &&
           llvm::any_of(objects[taken.object].defines, [&](const LinkDefinition &definition) {
             return definition.symbol == was.symbol;
           });
  });
}

/// Of several definitions some may be gone with what took them. What is left of a symbol is what
/// links got before. Where the object that won is there and does not define the symbol any more,
/// nothing refers to it (checkCollection has seen to that).
std::optional<Difference> LinksCheck::compareCollectedWinners(const LinkResult &before,
                                                              const LinkResult &after) const {
  llvm::DenseMap<DefinedId, EquivalenceId> now;
  llvm::DenseSet<EquivalenceId> isThere;
  for (const Taken &taken : after.taken) {
    isThere.insert(set.classes.originalOf(taken.object));
    for (const LinkDefinition &definition : objects[taken.object].defines)
      now.try_emplace(definition.symbol, taken.object);
  }
  for (const Winner &winner : after.winners)
    now[winner.symbol] = winner.object;
  for (const Winner &was : before.winners) {
    auto is = now.find(was.symbol);
    if (is == now.end() || set.classes.originalOf(is->second) == was.object ||
        tolerance.symbols.test(was.symbol) || isComdat(was) ||
        (isThere.contains(was.object) && !stillDefines(after, was)))
      continue;
    return Difference{{},
                      is->second,
                      "now gets '" + shown(set.classes.symbol(was.symbol)) + "' from " +
                          nameOf(is->second) + ", and got it from another object"};
  }
  return std::nullopt;
}

/// Leaves only half of the symbols and libraries where the difference is still there.
LinkTrial LinksCheck::shrink(LinkPlayer &player, LinkTrial trial, Linker linker) const {
  auto halve = [&](auto &list) {
    bool isHalved = true;
    while (list.size() > 1 && isHalved) {
      isHalved = false;
      auto whole = list;
      size_t half = whole.size() / 2;
      for (bool second : {false, true}) {
        list.assign(whole.begin() + (second ? half : 0),
                    second ? whole.end() : whole.begin() + half);
        LinkLine before = trials->line(trial, false), after = trials->line(trial, true);
        isHalved = compare(player, before, after, linker).has_value();
        if (isHalved)
          break;
      }
      if (!isHalved)
        list = whole;
    }
  };
  if (!trials->isMerge())
    halve(trial.libraries);
  halve(trial.roots);
  return trial;
}

void LinksCheck::report(const LinkTrial &trial, const Difference &difference) {
  LinkLine before = trials->line(trial, false), after = trials->line(trial, true);
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
  const Contents *place = trials->workspace() ? trials->workspace() : after.archives.front();
  Finding &finding = set.report(exports ? Check::collection : Check::links, *place->library,
                                "'" + command + "' " + difference.text);
  finding.link = std::move(link);
}

} // namespace

void checkLinks(Comparison &set, const LinkGround &ground, std::optional<uint64_t> links) {
  LinksCheck(set, ground).run(links);
}

void checkCollectedLinks(Comparison &set, const llvm::DenseSet<Name> &exports,
                         bool dropsInitialisers, std::optional<uint64_t> links) {
  LinkGround ground(set);
  LinksCheck(set, ground, &exports, dropsInitialisers).run(links);
}

} // namespace armeld
