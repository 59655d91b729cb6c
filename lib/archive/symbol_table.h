// Symbol tables of archives: which symbol points to which member.
//
// Each format has a table of its own. A table may claim anything, so that every count and offset is
// checked against the room that there is.
#pragma once

#include "documents/manifest.h"

#include <optional>
#include <vector>

namespace armeld {

/// One line of a symbol table: a symbol and the header offset of the member that it points to.
struct SymbolTableEntry {
  Name symbol;               ///< inside the table
  uint64_t headerOffset = 0; ///< bytes from the archive's start
  bool ec = false;           ///< in the table for ARM64EC code, /<ECSYMBOLS>/

  bool operator==(const SymbolTableEntry &) const = default;
};

/// Reads the table `bytes`. `ecBytes` is the table for ARM64EC code beside a COFF one, if there is
/// one. Errors continue a sentence that begins with "the symbol table".
Expected<std::vector<SymbolTableEntry>> readSymbolTable(SymbolTableFormat format, StringRef bytes,
                                                        std::optional<StringRef> ecBytes = {});

} // namespace armeld
