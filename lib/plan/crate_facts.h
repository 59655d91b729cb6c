// How a crate was built, going by the names of the members that hold its objects, and by what the
// objects themselves say (objects/rust_origin.h).
//
// Cargo gives each build of a package a hash, which covers its version, features and dependencies,
// the profile and the compiler. So different hashes say that something differs, and the facts say
// what. One follows from the hashes themselves: since Cargo 1.85 there are two of them, and only
// that of the file's name covers the flags of the compiler (RUSTFLAGS).
#pragma once

#include "documents/plan.h"

#include <set>

namespace armeld {

/// Where the sources of a crate were.
struct CrateOrigin {
  Name folder;                 ///< or just its last part
  std::optional<Name> version; ///< of the package
  bool ofCompiler = false;     ///< it came with the compiler: it is std, or one that std needs
};

/// The origin of the crate of an object with that name, if the object says it.
std::optional<CrateOrigin> originOf(const RustcName &name, const Object &object);

/// What is known of one build of a crate.
struct CrateFacts {
  std::set<Name> versions, compilers, sources;
  std::set<std::optional<Name>> crateHashes, unitHashes;
  bool lto = false;

  void add(const RustcName &name, const Object &object, const std::optional<CrateOrigin> &origin);
};

/// Why builds of one crate differ, or `unknown` if none of these facts says it.
NearMissCause likelyCause(llvm::ArrayRef<CrateFacts> builds);

} // namespace armeld
