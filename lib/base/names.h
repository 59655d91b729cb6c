// Names, and where they live.
//
// A manifest holds hundreds of thousands of symbol names, and each tool runs once and ends. So
// names are plain references into storage that lives as long as the process: no owner, no reference
// counts, no million small allocations.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <vector>

namespace armeld {

/// Bytes that name something: a path, a member, a symbol. Usually UTF-8, but any bytes may occur.
/// Lives as long as the process (see `keep`), or lies in the document that it was read from.
using Name = llvm::StringRef;

/// A list that is usually empty and then omitted from the JSON.
template <class T> struct Rare : std::vector<T> {
  using std::vector<T>::vector;
};

/// A copy of `text` that lives as long as the process. Safe to call from any thread.
Name keep(llvm::StringRef text);

/// What follows the last slash of `path`, or all of it.
Name baseName(Name path);

} // namespace armeld
