// Why a pinned object stays, in words.
#pragma once

#include "documents/plan.h"

#include "llvm/ADT/DenseMap.h"

#include <string>

namespace armeld {

/// Follows pins to what is behind them: an object stays because one that it needs stays, which
/// stays because of a third.
class Causes {
public:
  explicit Causes(const Plan &plan);

  /// The pin of an object, or null.
  const Pin *pinOf(const Digest &object) const { return pins.lookup(object); }

  /// The pin at the end of the chain: one of another rule than `dependency`, or one that needs an
  /// object that is not shared.
  const Pin &rootOf(const Pin &pin) const { return *roots.lookup(&pin); }

  /// Why a pin is there, in half a sentence that follows "stays: ".
  std::string reason(const Pin &pin) const;

private:
  std::string ownReason(const Pin &pin) const;
  void findRoot(const Pin &pin);

  llvm::DenseMap<Digest, const Pin *> pins; ///< by object
  llvm::DenseMap<const Pin *, const Pin *> roots;
};

/// "'x.o' of liba.a"
std::string inLibrary(const Place &place);

/// A symbol as its author wrote it.
std::string readable(Name symbol);

} // namespace armeld
