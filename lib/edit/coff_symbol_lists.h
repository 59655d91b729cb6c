// Sections of COFF objects that list symbols by their index in the symbol table.
//
// Source: for .llvm_addrsig (indices in ULEB128) and .llvm.call-graph-profile (two indices and a
// 64-bit weight), LLVM's documentation "LLVM Extensions" and lib/MC/WinCOFFObjectWriter.cpp; for
// the others (indices of 32 bits), Microsoft's "PE Format", "The .sxdata Section", and
// lld/COFF/Writer.cpp, markSymbolsForRVATable.
#pragma once

#include "base/error.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace armeld {

/// What has become of a symbol in a list.
struct SymbolInList {
  enum { present, removed, missing } state;
  uint32_t index = 0; ///< its new one, if it is present
};

/// Whether a section of that name lists symbols.
bool isCoffSymbolList(StringRef section);

/// The list with the new indices, without the entries of removed symbols. An error if an entry has
/// no symbol, or the content is no such list.
Expected<std::string> renumberedCoffList(StringRef section, StringRef content,
                                         llvm::function_ref<SymbolInList(uint32_t)> symbol);

} // namespace armeld
