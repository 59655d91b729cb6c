// Symbol tables, by running llvm-ar.
//
// A linker finds members through the archive's symbol table. What belongs into it is known best to
// the archiver that fits the compiler: it must read the compiler's bitcode, and knows each format's
// rules. So the table is made by llvm-ar, and this room finds one, runs it and checks what it did.
//
// `llvm-ar s` leaves a table alone that is there, however wrong. A new archive gets a new table, so
// the members are copied into one: `llvm-ar qcsL NEW OLD` adds OLD's members, not OLD itself, in
// their order.
#pragma once

#include "base/error.h"
#include "documents/manifest.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace armeld {

/// The result of looking for llvm-ar: where it was looked for, in order, and what was found last,
/// if anything.
struct LlvmArSearch {
  std::vector<std::string> looked; ///< one line each, for people
  std::optional<std::string> found;
};

/// Looks for llvm-ar: `option` (of the command line), $LLVM_AR, the tools of the Rust toolchain
/// that rustc on PATH belongs to, then llvm-ar and llvm-ar-NN on PATH, whichever is newest. What
/// option or environment name must be there: nothing else is taken in its stead.
LlvmArSearch findLlvmAr(const std::optional<std::string> &option);

/// Whether the library at `path` has a symbol table, right or wrong. Errors name the cause.
Expected<bool> hasSymbolTable(StringRef path);

/// Gives the library at `path` a new symbol table, in `format` or else the format that it has. In
/// the darwin format it is sorted if `sorted` says so, or the table before was (see
/// sorted_table.h). The members stay as they are, byte for byte, which is checked before the
/// library is replaced. Errors name the cause.
Error updateSymbolTable(StringRef llvmAr, StringRef path, std::optional<ArchiveFormat> format,
                        bool sorted = false);

} // namespace armeld
