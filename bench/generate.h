// Synthetic libraries: as many as wanted, of any size, the same every time.
//
// Every library has members of its own and members that all share, half and half. An object is a
// real ELF object: code, relocations, one symbol that it defines and three that it needs, and the
// name of a source file. Shared objects need shared objects only, so all of them may move.
#pragma once

#include "base/error.h"

#include <string>
#include <vector>

namespace bench {

struct Shape {
  unsigned libraries = 10;
  unsigned members = 100;    ///< of each library
  unsigned codeBytes = 2000; ///< of each object
};

/// An ELF object for x86-64 that defines `symbol` and needs `needs`.
std::string object(llvm::StringRef sourceFile, llvm::StringRef symbol,
                   const std::vector<std::string> &needs, unsigned codeBytes);

/// Writes libraries of that shape to `folder` and returns their paths.
armeld::Expected<std::vector<std::string>> writeLibraries(const std::string &folder,
                                                          const Shape &shape);

} // namespace bench
