// Whether the symbol table of a library is fresh.
//
// A table must have, for each symbol of a readable member, an entry that points to that member.
// Formats differ in which of several definitions of one name they list (GNU lists all, COFF one),
// so an entry must be true, and a defined name must occur. What a table lists for an opaque member,
// whose symbols armeld cannot read, is believed: who wrote it could.
#pragma once

#include "archive/archive.h"

namespace armeld {

/// Finds the object of a digest.
using ObjectLookup = llvm::function_ref<const Object &(const Digest &)>;

/// Whether this is GCC's mark on objects without machine code, a common symbol, which llvm-ar
/// lists. It is the same in all of them, and no reference asks for it. On i386 names get an
/// underscore.
bool isSlimMark(Name symbol);

/// Sets state, entries and problem of the archive's table, and of its opaque members what the table
/// lists for them. The members' digests must be known.
void judgeSymbolTable(ArchiveFile &archive, ObjectLookup objects);

/// The first difference between a table's entries and what the members define, for people. Nothing
/// if the table is fresh.
std::optional<std::string> findProblem(llvm::ArrayRef<SymbolTableEntry> entries,
                                       llvm::ArrayRef<Member> members, ObjectLookup objects);

} // namespace armeld
