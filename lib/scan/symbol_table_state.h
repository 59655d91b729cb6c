// Whether the symbol table of a library is fresh.
//
// A table must have, for each symbol of a readable member, an entry that points to that member.
// Formats differ in which of several definitions of one name they list (GNU lists all, COFF one),
// so an entry must be true, and a defined name must occur.
#pragma once

#include "archive/archive.h"

namespace armeld {

/// Finds the object of a digest.
using ObjectLookup = llvm::function_ref<const Object &(const Digest &)>;

/// Sets state, entries and problem of `table`, the table of `archive`, whose members' digests are
/// known.
void judgeSymbolTable(const ArchiveFile &archive, ObjectLookup objects, SymbolTable &table);

/// The first difference between a table's entries and what the members define, for people. Nothing
/// if the table is fresh.
std::optional<std::string> findProblem(llvm::ArrayRef<SymbolTableEntry> entries,
                                       llvm::ArrayRef<Member> members, ObjectLookup objects);

} // namespace armeld
