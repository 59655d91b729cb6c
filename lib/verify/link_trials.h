// Which links are played: each library alone, all together, and random ones in random order. Where
// all libraries have become one, every link is of all, in their order, by different symbols.
#pragma once

#include "verify/link_model.h"

#include <random>

namespace armeld {

/// A link to be played, before and after.
struct LinkTrial {
  std::vector<size_t> libraries; ///< of the group, in the order of the command line
  std::vector<DefinedId> roots;  ///< what the program refers to
};

/// The links of the libraries that go with one workspace library.
class LinkTrials {
public:
  /// `workspace` may be null. `links` as in checkLinks. With `exports` programs refer to these
  /// only. The set must outlive it.
  LinkTrials(const Comparison &set, const Library *workspace, std::optional<uint64_t> links,
             const llvm::DenseSet<Name> *exports = nullptr);

  const std::vector<LinkTrial> &all() const { return trials; }
  /// The families of linkers that read the objects' formats.
  llvm::ArrayRef<Linker> linkers() const { return linkersHere; }
  /// The workspace library, or null.
  const Contents *workspace() const { return endAfter.empty() ? nullptr : endAfter.front(); }

  /// Whether the libraries have become one.
  bool isMerge() const { return set.pairing.isMerge; }

  LinkLine line(const LinkTrial &trial, bool after) const;

private:
  void makeGroup(const Library *workspace);
  void listSymbols(const std::vector<uint32_t> &holders);
  void makeTrials(std::optional<uint64_t> links);
  void addRandomTrial();
  uint64_t workOf(const LinkTrial &trial) const;
  size_t random(size_t below) { return size_t(numbers() % below); }

  const Comparison &set;
  const llvm::DenseSet<Name> *exports;
  std::vector<Pairing::Pair> pairs;
  std::vector<const Contents *> endBefore, endAfter; ///< the workspace libraries
  std::vector<Linker> linkersHere;
  std::vector<std::vector<DefinedId>> symbols; ///< by library: those that users may refer to
  std::vector<std::vector<DefinedId>> own;     ///< of these, what no other library has, or all
  std::vector<LinkTrial> trials;
  std::mt19937_64 numbers; ///< from the same seed always, so that the verdict is the same
};

} // namespace armeld
