// Symbol tables, by running llvm-ar.
//
// A linker finds members through the archive's symbol table. The archiver that belongs to the
// compiler knows best what the table must contain: it reads the compiler's bitcode and knows the
// rules of each format. So llvm-ar makes the table, and this code runs it and checks the result.
//
// `llvm-ar s` does not change an existing table, however wrong. A new archive gets a new table, so
// the members are copied into one: `llvm-ar qcsL NEW OLD` adds OLD's members, not OLD itself, in
// their order.
//
// Some members neither llvm-ar nor armeld can read, such as GCC's LTO code. What the old table
// lists for them is put into the new one. Where the library has no table, there is nothing to take
// it from.
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
/// library is replaced; and what the table listed for members that cannot be read is listed again.
/// A library whose table has such entries and is right is left as it is. Errors name the cause.
/// Returns a warning if the table lists nothing for a member that needs it.
Expected<std::optional<std::string>> updateSymbolTable(StringRef llvmAr, StringRef path,
                                                       std::optional<ArchiveFormat> format,
                                                       bool sorted = false);

} // namespace armeld
