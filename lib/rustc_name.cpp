#include "rustc_name.h"

#include "llvm/ADT/StringExtras.h"

namespace armeld {

/// 16 lower-case hexadecimal digits: how rustc prints its 64-bit hashes.
static bool isHash(StringRef text) {
  return text.size() == 16 &&
         llvm::all_of(text, [](char c) { return llvm::isDigit(c) || (c >= 'a' && c <= 'f'); });
}

/// A 128-bit hash in base 36. Leading zeros are not printed, so the length varies a little.
static bool isBase36(StringRef text) {
  return text.size() >= 20 && text.size() <= 25 &&
         llvm::all_of(text, [](char c) { return llvm::isDigit(c) || (c >= 'a' && c <= 'z'); });
}

/// Splits "std-d1237ef7159db0a2" into crate and hash; a stem without a hash is left whole.
static std::pair<StringRef, std::optional<Name>> splitStem(StringRef stem) {
  auto [crate, hash] = stem.rsplit('-');
  if (!crate.empty() && isHash(hash))
    return {crate, hash};
  return {stem, std::nullopt};
}

/// A name that ends in .rcgu.o; `rest` is what stands before it.
static std::optional<RustcName> parseUnit(StringRef rest) {
  RustcName name;
  if (rest.consume_back(".rcgu.o")) {
    auto [library, inner] = rest.split('.');
    name.library = library;
    rest = inner;
  }
  auto [beforeUnit, number] = rest.rsplit("-cgu.");
  if (!number.empty() && llvm::all_of(number, llvm::isDigit)) {
    auto [beforeHash, hash] = beforeUnit.rsplit('.');
    auto [stem, crate] = beforeHash.rsplit('.');
    if (!isHash(hash) || crate.empty())
      return std::nullopt;
    name.crate = crate;
    name.crate_hash = splitStem(stem).second;
    name.unit_hash = hash;
    name.unit = rest.take_back(number.size() + 4);
    return name;
  }
  auto [stem, hash] = rest.rsplit('.');
  if (stem.empty() || !(isHash(hash) || isBase36(hash)))
    return std::nullopt;
  auto [crate, crateHash] = splitStem(stem);
  name.crate = crate;
  name.crate_hash = crateHash;
  name.unit_hash = hash;
  name.unit = hash;
  return name;
}

std::optional<RustcName> parseRustcName(Name member) {
  StringRef rest = member;
  if (rest.consume_back(".rcgu.o"))
    return parseUnit(rest);
  if (!rest.consume_back(".o") && !rest.consume_back(".obj"))
    return std::nullopt;
  if (rest.empty())
    return std::nullopt;
  RustcName name;
  name.unit = rest;
  auto [hash, source] = rest.split('-');
  if (isHash(hash) && !source.empty()) {
    name.unit_hash = hash;
    name.unit = source;
  }
  return name;
}

} // namespace armeld
