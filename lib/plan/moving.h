// Which classes move, while the planner pins one after the other.
//
// Rules ask about all definers of a symbol at once: whether any of them moves, or which is the
// first that stays. Tens of thousands of objects may define one symbol, and a rule asks each of
// them; so the answers are kept here and brought up to date when a class is pinned.
#pragma once

#include "plan/survey.h"

#include "llvm/ADT/BitVector.h"

#include <array>

namespace armeld {

class Moving {
public:
  /// `classes` has a bit for each class of the survey, which must outlive this.
  Moving(const Survey &survey, llvm::BitVector classes);

  bool test(ClassId id) const { return moving.test(id); }
  const llvm::BitVector &classes() const { return moving; }
  void pin(ClassId id);

  /// The first definer that moves.
  std::optional<ClassId> firstDefiner(SymbolId symbol) const;
  /// The first piece of an import table that stays.
  std::optional<ClassId> firstStaying(SymbolId table) const;
  /// The first definer other than `id` that may get into a link instead of it: a shadowed one does
  /// not, where it moves along.
  std::optional<ClassId> rival(SymbolId symbol, ClassId id) const;

private:
  /// The first two of some definers, in ascending order; `none` where there are fewer.
  using Two = std::array<ClassId, 2>;
  static constexpr ClassId none = UINT32_MAX;
  static void add(Two &two, ClassId id);

  const Survey &survey;
  llvm::BitVector moving;
  /// By symbol: a place in its definers in front of which none moves. Nobody begins to move, so it
  /// is found by going on from where it was.
  mutable std::vector<uint32_t> nextMoving;
  llvm::DenseMap<SymbolId, ClassId> staying; ///< the first one, of import tables that have one
  /// Of symbols with shadowed definers: the first two that may get into a link.
  llvm::DenseMap<SymbolId, Two> rivals;
};

} // namespace armeld
