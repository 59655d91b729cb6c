// What Cargo calls the folder of a package, and what a version says.
//
// The folder of a package from a registry has its name and version:
// "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.40.0". Paths are those of
// the machine that compiled, so both kinds of slash may occur.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace armeld {

/// A name and version as Cargo joins them with a hyphen. Both are empty if it is no package.
struct CargoPackage {
  llvm::StringRef name;
  llvm::StringRef version;
};

constexpr llvm::StringLiteral pathSeparators = "/\\";

/// The path without its last part, and its last part.
llvm::StringRef folderOf(llvm::StringRef path);
llvm::StringRef lastPartOf(llvm::StringRef path);

/// The package that the last part of the path names.
CargoPackage packageOf(llvm::StringRef path);

/// What all versions have in common that Cargo would replace by the newest of them: up to the first
/// number that is not 0 ("1" of 1.40.0, "0.3" of 0.3.2). Source: the Cargo Book, "SemVer
/// Compatibility".
llvm::StringRef compatibleWith(llvm::StringRef version);

} // namespace armeld
