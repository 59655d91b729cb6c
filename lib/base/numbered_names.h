// Numbers for names, so that what is known of a symbol lies in an array.
//
// A set of libraries has hundreds of thousands of symbols, more than a processor's cache holds: to
// look up one takes as long as three accesses to memory. `expect` begins those of many names at one
// time.
#pragma once

#include "base/names.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Compiler.h"

#include <optional>
#include <utility>

namespace armeld {

/// Each name is one in each world; see `EquivalenceClass::world`.
class NumberedNames {
public:
  using Number = uint32_t;

  /// Makes room for that many names.
  void reserve(size_t count);
  /// The number of the name, and whether it has just got it, which is then the count of those
  /// before. The name must outlive this.
  std::pair<Number, bool> add(Name name, uint32_t world);
  std::optional<Number> find(Name name, uint32_t world) const;

  size_t size() const { return entries.size(); }
  Name operator[](Number number) const { return entries[number].name; }

  /// Fetches what `add` and `find` will look at for the names of these things (`nameOf`). For a few
  /// dozen at a time. Changes nothing.
  template <class Range, class NameOf>
  void expect(const Range &range, uint32_t world, NameOf nameOf) const {
    llvm::SmallVector<uint64_t, 64> hashes;
    for (const auto &thing : range) {
      hashes.push_back(hashOf(nameOf(thing), world));
      LLVM_PREFETCH(&slots[first(hashes.back())], 0, 3);
    }
    // Most names are in the first slot in which they may be; of the others nothing is fetched.
    auto forEachMet = [&](auto body) {
      for (uint64_t hash : hashes)
        if (const Slot &slot = slots[first(hash)]; slot.number != none && slot.tag == tagOf(hash))
          body(entries[slot.number]);
    };
    forEachMet([](const Entry &entry) { LLVM_PREFETCH(&entry, 0, 3); });
    forEachMet([](const Entry &entry) { LLVM_PREFETCH(entry.name.data(), 0, 3); });
  }

private:
  static constexpr Number none = UINT32_MAX;
  /// The table is open: a name is in the first slot that was free from that of its hash on.
  struct Slot {
    uint32_t tag = 0; ///< a part of the hash
    Number number = none;
  };
  struct Entry {
    Name name;
    uint32_t world;
  };

  static uint64_t hashOf(Name name, uint32_t world);
  static uint32_t tagOf(uint64_t hash) { return uint32_t(hash >> 32); }
  size_t first(uint64_t hash) const { return size_t(hash) & (slots.size() - 1); }
  /// The slot of the name, or the free one where it is to be.
  size_t slotOf(Name name, uint32_t world, uint64_t hash) const;
  void resize(size_t count);

  std::vector<Slot> slots =
      std::vector<Slot>(1);   ///< a power of two; half of them are free at least
  std::vector<Entry> entries; ///< by number
};

} // namespace armeld
