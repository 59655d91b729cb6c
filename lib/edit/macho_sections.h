// Mach-O objects without their debug information or the bitcode that no link uses.
//
// What goes is whole sections: those of the segment __DWARF, and those of __LLVM that compilers
// embed bitcode and command lines in. With them go their relocations and the symbols in them, and
// with debug information the entries of the symbol table that are for debuggers (STABS). Whatever
// else refers to what goes is an error. What stays keeps its content and its address, so code and
// all that counts from it is as before; sections and symbols get other numbers.
//
// Numbers of atoms stay the same, for nothing that goes has any (objects/macho_file.h).
//
// The file is laid out anew.
#pragma once

#include "edit/edit.h"

namespace armeld {

/// The object `bytes` without what `drop_bitcode` and `strip_debug` of the edit say. Nothing else
/// of the edit is done.
Expected<ObjectBytes> stripMachO(StringRef bytes, const Edit &edit);

/// An error unless `after` is `before` without that, and nothing else has changed. It compares by
/// meaning: places in the file and in the string table do not count.
Error checkStrippedMachO(StringRef before, StringRef after, const Edit &edit);

} // namespace armeld
