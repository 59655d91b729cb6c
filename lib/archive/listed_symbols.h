// Symbol tables with entries that no reader of objects finds.
//
// Only GCC's linker plugin knows what GCC's intermediate code defines, and only link.exe what
// MSVC's does. Linkers find such a member by what the library's table lists for it. A table that
// LLVM writes has nothing for it, or what is of no use (__gnu_lto_slim). So where a table said
// more, its entries are put into the new one.
//
// The table stands in front of the members: what is added moves them, and with them the offsets in
// the table. Its formats are those of llvm/lib/Object/ArchiveWriter.cpp, to the byte.
#pragma once

#include "archive/format.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <string>
#include <vector>

namespace armeld {

/// Of each member of an archive, what the table must list for it. Unset where that is what LLVM
/// reads in the member.
using ListedSymbols = std::vector<std::optional<llvm::ArrayRef<Name>>>;

/// The beginning of an archive, and where the rest of it begins in the archive that it is made of.
struct ArchiveHead {
  std::string bytes;
  uint64_t end = 0; ///< bytes from the archive's start to the first member's header
};

/// The beginning of the archive `bytes`, which LLVM wrote, with a table that lists what `listed`
/// says and what it listed before for the other members. `format` is that of the archive. Errors
/// name the cause.
Expected<ArchiveHead> listSymbols(StringRef bytes, ArchiveFormat format,
                                  const ListedSymbols &listed);

} // namespace armeld
