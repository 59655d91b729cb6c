// COFF objects with sections removed, and debug information stripped.
//
// What goes is what the edit lists, and what belongs to it: relocations, line numbers, symbols that
// it defines, undefined symbols that only it mentions, weak externals that fall back to it, and its
// entries in sections that list symbols by index. Everything else stays, in order. What stays may
// refer to what goes only from debug sections that are no COMDAT. Such a relocation is removed, and
// its field stays as it is: this is what lld leaves there when it discards the section that the
// relocation refers to (lld/COFF/Chunks.cpp, SectionChunk::applyRelocation), for CodeView and DWARF
// alike; it has no other tombstone. Any other reference is an error, for then the edit is wrong.
//
// The file is laid out anew, in the order of the section table, and is never larger.
#pragma once

#include "edit/edit.h"

namespace armeld {

/// The object `bytes` with its sections changed as `edit` says. Symbols keep their names.
Expected<ObjectBytes> rewriteCoffSections(StringRef bytes, const Edit &edit);

/// An error unless `after` is `before` with the whole edit done, new names included. It compares by
/// meaning: places in the file and in the string table do not count.
Error checkCoffSections(StringRef before, StringRef after, const Edit &edit);

} // namespace armeld
