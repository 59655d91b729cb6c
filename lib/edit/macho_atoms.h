// Mach-O objects without some of their atoms.
//
// What goes is what the edit lists, and what belongs to it: symbols, relocations, records of
// __compact_unwind and __eh_frame, entries of LC_DATA_IN_CODE, hints for the linker
// (LC_LINKER_OPTIMIZATION_HINT), and undefined symbols that only it mentions. All sections and load
// commands stay, in order. What stays may refer to what goes only from debug sections, where the
// relocation goes and its field becomes 0. Any other reference is an error, for then the edit is
// wrong.
//
// The file is laid out anew.
#pragma once

#include "edit/edit.h"

namespace armeld {

/// The object `bytes` without the atoms that the edit lists. Symbols keep their names.
Expected<ObjectBytes> rewriteMachOAtoms(StringRef bytes, const Edit &edit);

/// An error unless `after` is `before` with the whole edit done, new names included. It compares by
/// meaning: places in the file and in the string table do not count.
Error checkMachOAtoms(StringRef before, StringRef after, const Edit &edit);

} // namespace armeld
