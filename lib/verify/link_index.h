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

  /// Ascending by library and member.
  llvm::ArrayRef<LinkDefiner> definers(DefinedId symbol) const {
    return llvm::ArrayRef(all).slice(starts[symbol], starts[symbol + 1] - starts[symbol]);
  }
  /// The members of the library of that number that -ObjC takes.
  llvm::ArrayRef<uint32_t> loadedByObjc(uint32_t library) const { return objc[library]; }
  /// How many libraries there are, and how many members one has.
  size_t libraries() const { return sizes.size(); }
  size_t members(uint32_t library) const { return sizes[library]; }

private:
  std::vector<size_t> starts; ///< by symbol
  std::vector<LinkDefiner> all;
  std::vector<std::vector<uint32_t>> objc;
  std::vector<size_t> sizes;
};

} // namespace armeld
