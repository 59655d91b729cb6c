#include "verify/link_trials.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

/// Random links by default: a few in any case, but fewer where each is of very large libraries.
static constexpr uint64_t fewest = 10, few = 100, many = 1000;
static constexpr uint64_t muchWork = 10'000'000; ///< see `workOf`; some 10 s of processor time

/// The linkers for objects of a format.
static llvm::ArrayRef<Linker> linkersFor(StringRef format) {
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

/// Whether only compilers write such a name, and define it wherever they refer to it: indirect
/// references of GCC and LLVM, and the constants of MSVC's and LLVM's code.
static bool isCompilersOwn(StringRef symbol) {
  for (StringRef prefix : {"DW.ref.", "__real@", "__xmm@", "__ymm@", "__zmm@", "??_C@"})
    if (symbol.starts_with(prefix))
      return true;
  return false;
}

LinkTrials::LinkTrials(const Comparison &set, const Library *workspace,
                       std::optional<uint64_t> links, const llvm::DenseSet<Name> *exports)
    : set(set), exports(exports) {
  makeGroup(workspace);
  makeTrials(links);
}

void LinkTrials::makeGroup(const Library *workspace) {
  for (const Pairing::Pair &pair : set.pairing.libraries)
    if ((pair.after || set.pairing.isMerge) && set.pairing.workspaceFor(*pair.before) == workspace)
      pairs.push_back(pair);
  if (workspace)
    endAfter.push_back(set.at(workspace));
  for (const Library *earlier : set.pairing.workspaceBefore)
    if (set.pairing.workspaceFor(*earlier) == workspace)
      endBefore.push_back(set.at(earlier));
  std::vector<uint32_t> holders(set.classes.size()), last(set.classes.size(), UINT32_MAX);
  for (uint32_t l = 0; l < pairs.size(); ++l) {
    for (EquivalenceId id : set.at(pairs[l].before)->classes) {
      holders[id] += last[id] != l;
      last[id] = l;
      if (const std::optional<Name> &format = set.classes[id].object->format)
        for (Linker linker : linkersFor(*format))
          if (!llvm::is_contained(linkersHere, linker))
            linkersHere.push_back(linker);
    }
  }
  listSymbols(holders);
}

void LinkTrials::listSymbols(const std::vector<uint32_t> &holders) {
  llvm::BitVector isForUsers(unsigned(set.classes.symbols()));
  for (DefinedId symbol = 0; symbol < set.classes.symbols(); ++symbol) {
    Name name = set.classes.symbol(symbol);
    if (!isCompilersOwn(name) && (!exports || exports->contains(name)))
      isForUsers.set(symbol);
  }
  for (const Pairing::Pair &pair : pairs) {
    std::vector<DefinedId> &usable = symbols.emplace_back();
    std::vector<DefinedId> &alone = own.emplace_back();
    for (EquivalenceId id : set.at(pair.before)->classes) {
      for (const Provision &provision : set.classes[id].provides) {
        if (!exports && (provision.definition->visibility == Visibility::hidden ||
                         provision.definition->visibility == Visibility::internal))
          continue;
        if (!isForUsers.test(provision.symbol))
          continue;
        usable.push_back(provision.symbol);
        if (holders[id] == 1)
          alone.push_back(provision.symbol);
      }
    }
    if (alone.empty())
      alone = usable;
  }
}

/// What it takes to play the trial, in definitions that the linkers look at.
uint64_t LinkTrials::workOf(const LinkTrial &trial) const {
  uint64_t work = trial.roots.size();
  for (size_t library : trial.libraries)
    work += symbols[library].size();
  return work * linkersHere.size();
}

void LinkTrials::makeTrials(std::optional<uint64_t> links) {
  if (pairs.empty() || linkersHere.empty())
    return;
  LinkTrial all;
  uint64_t definitions = 0;
  for (size_t library = 0; library < pairs.size(); ++library)
    all.libraries.push_back(library);
  for (size_t library = 0; library < pairs.size(); ++library) {
    trials.push_back({isMerge() ? all.libraries : std::vector{library}, own[library]});
    llvm::append_range(all.roots, own[library]);
    definitions += symbols[library].size();
  }
  if (pairs.size() > 1)
    trials.push_back(all);
  uint64_t work = 0;
  auto isEnough = [&](uint64_t i) {
    if (links)
      return i >= *links;
    return i >= fewest && (i >= few || work >= muchWork) && (i >= many || work >= 8 * definitions);
  };
  for (uint64_t i = 0; !isEnough(i); ++i) {
    addRandomTrial();
    work += workOf(trials.back());
  }
}

void LinkTrials::addRandomTrial() {
  LinkTrial &trial = trials.emplace_back();
  size_t count = 1 + random(std::min<size_t>(pairs.size(), 4));
  while (trial.libraries.size() < count) {
    size_t library = random(pairs.size());
    if (!llvm::is_contained(trial.libraries, library))
      trial.libraries.push_back(library);
  }
  for (size_t i = 1 + random(3); i > 0; --i) {
    const std::vector<DefinedId> &usable = symbols[trial.libraries[random(count)]];
    if (!usable.empty())
      trial.roots.push_back(usable[random(usable.size())]);
  }
  if (isMerge())
    trial.libraries = trials.front().libraries;
}

LinkLine LinkTrials::line(const LinkTrial &trial, bool after) const {
  LinkLine line;
  for (size_t library : trial.libraries)
    if (!after || !isMerge())
      line.archives.push_back(set.at(after ? pairs[library].after : pairs[library].before));
  llvm::append_range(line.archives, after ? endAfter : endBefore);
  line.roots = trial.roots;
  return line;
}

} // namespace armeld
