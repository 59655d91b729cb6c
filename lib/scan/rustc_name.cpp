#include "scan/rustc_name.h"

#include "llvm/ADT/StringExtras.h"

namespace armeld {

/// How rustc prints a 64-bit hash (32 bits before 1.66): lower-case hexadecimal, leading zeros left
/// out.
static bool isHash(StringRef text) {
  return text.size() >= 5 && text.size() <= 16 &&
         llvm::all_of(text, [](char c) { return llvm::isDigit(c) || (c >= 'a' && c <= 'f'); });
}

/// How rustc prints a 128-bit hash (64 bits before 1.66): base 36, leading zeros left out.
static bool isBase36(StringRef text, size_t least = 10) {
  return text.size() >= least && text.size() <= 25 &&
         llvm::all_of(text, [](char c) { return llvm::isDigit(c) || (c >= 'a' && c <= 'z'); });
}

/// Splits "std-d1237ef7159db0a2" into crate and hash; a stem without a hash is left whole.
static std::pair<StringRef, std::optional<Name>> splitStem(StringRef stem) {
  auto [crate, hash] = stem.rsplit('-');
  if (!crate.empty() && hash.size() == 16 && isHash(hash))
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
  // Incremental builds of newer compilers put a short name of the session behind the hash.
  if (isBase36(stem.rsplit('.').second) && isBase36(hash, 5) && !isBase36(hash))
    std::tie(stem, hash) = stem.rsplit('.');
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
  if (hash.size() == 16 && isHash(hash) && !source.empty()) {
    name.unit_hash = hash;
    name.unit = source;
  }
  return name;
}

} // namespace armeld
