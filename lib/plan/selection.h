// The selection: which classes of objects move, and what prevents the others from moving.
//
// The candidates are the classes that at least `min_copies` libraries hold, and those in the
// workspace library of an earlier run. The rules are asked about each of them (rules.h), and what
// they object to is pinned, until no rule objects to what is left.
#pragma once

#include "plan/rules.h"

namespace armeld {

struct Selection {
  llvm::BitVector moving;         ///< a bit for each class
  std::vector<Answer> objections; ///< by class; of those that were candidates and are pinned
};

/// Takes time in proportion to the number of references.
Selection selectMoves(const Survey &survey, const Policy &policy);

} // namespace armeld
