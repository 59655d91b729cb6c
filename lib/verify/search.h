// Where a search for a symbol ends.
#pragma once

#include "verify/comparison.h"

#include <array>

namespace armeld {

/// For each symbol, the member that a search of an archive takes: the first one that defines it, be
/// it strong, weak or common.
class Search {
public:
  explicit Search(const Classes &classes) : classes(classes), entries(classes.symbols()) {}

  /// Forgets all, and indexes `contents`, which may be null.
  void index(const Contents *contents) {
    current = contents;
    ++generation;
    for (uint32_t i = 0; contents && i < contents->size(); ++i) {
      for (const Provision &provision : classes[contents->classes[i]].provides) {
        Entry &entry = entries[provision.symbol];
        if (entry.generation != generation)
          entry = {generation, i, provision.content};
      }
    }
  }

  Site find(DefinedId symbol) const {
    const Entry &entry = entries[symbol];
    if (entry.generation != generation)
      return {};
    return {current, entry.index, entry.comdat};
  }

private:
  struct Entry {
    uint32_t generation = 0;
    uint32_t index = 0; ///< of the member
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
    for (EquivalenceId id : counted)
      counts[id] = 0;
    counted.clear();
    if (!contents)
      return;
    for (EquivalenceId id : contents->classes)
      ++counts[id];
    counted = contents->classes;
  }
  uint64_t &operator[](EquivalenceId id) { return counts[id]; }

private:
  std::vector<uint64_t> counts;
  std::vector<EquivalenceId> counted;
};

/// Definitions are the same where their objects are, or what these were made of, or where both lie
/// in COMDATs that hold the same: then it makes no difference which of them a linker keeps.
bool sameDefinition(const Classes &classes, const Site &a, const Site &b);

/// For each symbol, up to two members that define it differently, each the first in its slimmed
/// library to define it. Of two such, one differs from any third definition.
class Rivals {
public:
  /// Of the slimmed libraries that are linked with `workspace`.
  Rivals(const Comparison &set, const Library *workspace);

  const std::array<Site, 2> &operator[](DefinedId symbol) const { return rivals[symbol]; }
  /// Whether all definitions of the symbol are import stubs, if there is any.
  bool areAllStubs(DefinedId symbol) const { return areAllStubs(rivals[symbol]); }

private:
  void add(std::array<Site, 2> &known, const Site &site) const;
  bool isStub(const Site &site) const;
  bool areAllStubs(const std::array<Site, 2> &sites) const;

  const Comparison &set;
  std::vector<std::array<Site, 2>> rivals; ///< by symbol
};

} // namespace armeld
