// Where the libraries define each symbol, so that to play a link nobody has to read through
// archives of which it takes little.
#pragma once

#include "verify/link_model.h"

namespace armeld {

/// A member that defines a symbol, or whose definition of another one answers it.
struct LinkDefiner {
  uint32_t library; ///< the number of its `Contents`
  uint32_t member;
  DefinedId definition; ///< the symbol, or what answers it
  uint32_t place;       ///< of the definition in the object
  Binding binding;
  bool isListed; ///< the library's symbol table has it for this member
};

class LinkIndex {
public:
  /// Of all libraries of the set. `objects` must outlive it.
  LinkIndex(const Comparison &set, const LinkObjects &objects);

  const LinkObjects &objects;

  /// Those among the libraries of before, or after. Ascending by library and member.
  llvm::ArrayRef<LinkDefiner> definers(DefinedId symbol, bool isAfter) const {
    size_t row = rowOf(symbol, isAfter);
    return llvm::ArrayRef(all).slice(starts[row], starts[row + 1] - starts[row]);
  }
  /// Of these, the first that is in no library before that of this number.
  const LinkDefiner *firstIn(llvm::ArrayRef<LinkDefiner> definers, uint32_t library) const;
  /// The members of the library of that number that -ObjC takes.
  llvm::ArrayRef<uint32_t> loadedByObjc(uint32_t library) const { return objc[library]; }
  /// How many libraries there are, and how many members one has.
  size_t libraries() const { return sizes.size(); }
  size_t members(uint32_t library) const { return sizes[library]; }

private:
  static size_t rowOf(DefinedId symbol, bool isAfter) { return 2 * size_t(symbol) + isAfter; }

  size_t before = 0;          ///< how many libraries there were
  std::vector<size_t> starts; ///< by `rowOf`
  std::vector<LinkDefiner> all;
  std::vector<std::vector<uint32_t>> objc;
  std::vector<size_t> sizes;
};

} // namespace armeld
