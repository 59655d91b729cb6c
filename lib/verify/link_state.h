// What a linker knows while it reads a command line: what is taken, defined and needed.
//
// The part of the model that all families share (see link_model.h). Each family decides in which
// order it takes members.
#pragma once

#include "verify/link_index.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

namespace armeld {

enum class LinkStatus : uint8_t { unseen, undefined, weak, common, strong };

/// A member, by the place of its archive on the line and its own.
struct LinkPlace {
  static constexpr uint32_t none = UINT32_MAX;
  uint32_t archive = none, member = none;

  explicit operator bool() const { return archive != none; }
  auto operator<=>(const LinkPlace &) const = default;
};

struct LinkSymbol {
  uint32_t generation = 0;
  LinkStatus status = LinkStatus::unseen;
  bool mayRepeat = false;
  bool isContested = false; ///< several definitions were taken
  bool isSearched = false;  ///< whether `found` is known
  uint8_t rank = 0;         ///< how good `found` is, for mold
  EquivalenceId object = 0; ///< that defines it, where it is defined
  LinkPlace found;          ///< what `LinkState::search` found
  const Digest *content = nullptr;
};

class LinkState {
public:
  /// `index` must outlive it.
  explicit LinkState(const LinkIndex &index);

  const LinkIndex &index;
  const LinkObjects &objects;

  /// Forgets the link before, and needs what the program needs.
  void start(Linker linker, const LinkLine &line);

  /// Takes a member that is not taken yet: defines what it defines and needs what it needs.
  void take(uint32_t archive, uint32_t member) {
    read(archive, member);
    layOut(archive, member);
  }
  /// The two parts of it, for linkers that lay members out in another order than they read them.
  void read(uint32_t archive, uint32_t member);
  void layOut(uint32_t archive, uint32_t member);
  bool isTaken(uint32_t archive, uint32_t member) const {
    return taken[current->archives[archive]->number][member];
  }

  const LinkLine &line() const { return *current; }
  Linker linker() const { return family; }
  const LinkObject &object(uint32_t archive, uint32_t member) const {
    return objects[current->archives[archive]->classes[member]];
  }
  LinkSymbol &operator[](DefinedId id) {
    LinkSymbol &symbol = symbols[id];
    if (symbol.generation != generation) {
      symbol = LinkSymbol();
      symbol.generation = generation;
    }
    return symbol;
  }
  bool isUndefined(DefinedId id) { return (*this)[id].status == LinkStatus::undefined; }

  /// Calls `body(archive, definer)` for all members of the line that define the symbol, or answer
  /// it, those of one archive in their order.
  template <class Body> void forEachDefiner(DefinedId symbol, Body body) const;

  /// The member that defines the symbol and comes first by `rank(definer)`, and then on the line.
  /// Each link may use one kind of rank.
  template <class Rank> LinkPlace search(DefinedId symbol, Rank rank);
  /// The first one on the line.
  LinkPlace first(DefinedId symbol) {
    return search(symbol, [](const LinkDefiner &) { return uint8_t(0); });
  }

  /// Symbols in the order in which they became undefined or common; some may be defined by now.
  const std::vector<DefinedId> &open() const { return opened; }

  LinkResult finish();

private:
  void define(const LinkDefinition &definition, EquivalenceId object);
  void need(DefinedId id);
  int strength(LinkStatus status) const;
  /// GNU ld takes a weak definition in COFF, a weak external, for a weak reference with a default:
  /// a reference of another object leaves or makes the symbol undefined.
  /// Source: bfd/cofflink.c, _bfd_coff_generic_relocate_section.
  bool hasWeakExternals() const { return family == Linker::gnu_ld_coff; }
  void findUndefined();

  std::vector<LinkSymbol> symbols; ///< those of an older generation count as unseen
  uint32_t generation = 0;
  Linker family{};
  const LinkLine *current = nullptr;
  std::vector<uint32_t> onLine;                       ///< the libraries on the line
  std::vector<uint32_t> places;                       ///< by library: where it is on the line
  std::vector<std::vector<bool>> taken;               ///< by library
  std::vector<std::pair<uint32_t, uint32_t>> members; ///< that are taken, by library
  std::vector<DefinedId> opened;
  std::vector<DefinedId> contested;
  LinkResult result;
};

template <class Body> void LinkState::forEachDefiner(DefinedId symbol, Body body) const {
  if (current->archives.empty())
    return;
  llvm::ArrayRef<LinkDefiner> all = index.definers(symbol, current->archives.front()->isAfter);
  if (all.size() <= 8 * current->archives.size()) {
    for (const LinkDefiner &definer : all)
      if (uint32_t archive = places[definer.library]; archive != LinkPlace::none)
        body(archive, definer);
    return;
  }
  // A short line, and what all libraries have.
  for (uint32_t archive = 0; archive < current->archives.size(); ++archive) {
    uint32_t library = current->archives[archive]->number;
    const LinkDefiner *definer = index.firstIn(all, library);
    for (; definer != all.end() && definer->library == library; ++definer)
      body(archive, *definer);
  }
}

template <class Rank> LinkPlace LinkState::search(DefinedId id, Rank rank) {
  LinkSymbol &symbol = (*this)[id];
  if (symbol.isSearched)
    return symbol.found;
  symbol.isSearched = true;
  forEachDefiner(id, [&](uint32_t archive, const LinkDefiner &definer) {
    if (definer.definition != id)
      return; // it only answers
    auto now = std::pair(uint8_t(rank(definer)), LinkPlace{archive, definer.member});
    if (!symbol.found || now < std::pair(symbol.rank, symbol.found))
      std::tie(symbol.rank, symbol.found) = now;
  });
  return symbol.found;
}

} // namespace armeld
