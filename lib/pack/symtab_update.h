// Symbol tables, by running llvm-ar.
//
// A linker finds members through the archive's symbol table. The archiver that belongs to the
// compiler knows best what the table must contain: it reads the compiler's bitcode and knows the
// rules of each format. So llvm-ar makes the table, and this code runs it and checks the result.
//
// `llvm-ar s` does not change an existing table, however wrong. A new archive gets a new table, so
// the members are copied into one: `llvm-ar qcsL NEW OLD` adds OLD's members, not OLD itself, in
// their order.
#pragma once

#include "base/error.h"
#include "documents/manifest.h"

#include <optional>
#include <string>

namespace armeld {

/// Whether the library at `path` has a symbol table, right or wrong, or no member that could be in
/// one. Errors name the cause.
Expected<bool> hasSymbolTable(StringRef path);

/// Gives the library at `path` a new symbol table, in `format` or else the format that it has. In
/// the darwin format it is sorted if `sorted` says so, or the table before was (see
/// sorted_table.h). The members stay as they are, byte for byte, which is checked before the
/// library is replaced. Errors name the cause.
Error updateSymbolTable(StringRef llvmAr, StringRef path, std::optional<ArchiveFormat> format,
                        bool sorted = false);

} // namespace armeld
