#include "base/numbered_names.h"

#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"

namespace armeld {

uint64_t NumberedNames::hashOf(Name name, uint32_t world) {
  return llvm::xxh3_64bits(name) + world * 0x9e3779b97f4a7c15u;
}

size_t NumberedNames::slotOf(Name name, uint32_t world, uint64_t hash) const {
  size_t at = first(hash);
  for (; slots[at].number != none; at = (at + 1) & (slots.size() - 1)) {
    if (slots[at].tag != tagOf(hash))
      continue;
    const Entry &entry = entries[slots[at].number];
    if (entry.world == world && entry.name == name)
      break;
  }
  return at;
}

void NumberedNames::reserve(size_t count) {
  entries.reserve(count);
  if (slots.size() < 2 * count)
    resize(2 * count);
}

void NumberedNames::resize(size_t count) {
  slots.assign(llvm::PowerOf2Ceil(count), {});
  for (Number number = 0; number < entries.size(); ++number) {
    uint64_t hash = hashOf(entries[number].name, entries[number].world);
    size_t at = first(hash);
    while (slots[at].number != none)
      at = (at + 1) & (slots.size() - 1);
    slots[at] = {tagOf(hash), number};
  }
}

std::pair<NumberedNames::Number, bool> NumberedNames::add(Name name, uint32_t world) {
  uint64_t hash = hashOf(name, world);
  size_t at = slotOf(name, world, hash);
  if (slots[at].number != none)
    return {slots[at].number, false};
  if (2 * (entries.size() + 1) > slots.size()) {
    resize(2 * slots.size());
    at = slotOf(name, world, hash);
  }
  slots[at] = {tagOf(hash), Number(entries.size())};
  entries.push_back({name, world});
  return {slots[at].number, true};
}

std::optional<NumberedNames::Number> NumberedNames::find(Name name, uint32_t world) const {
  Number number = slots[slotOf(name, world, hashOf(name, world))].number;
  return number == none ? std::nullopt : std::optional(number);
}

} // namespace armeld
