// ELF objects with sections removed, and debug information stripped or compressed.
//
// What goes is what the edit lists, and what belongs to it: relocation sections, groups all of
// whose sections go, descriptions of what goes (.eh_frame entries, .stack_sizes and the like),
// symbols that it defines, and undefined symbols that only it mentions. Everything else stays, in
// order. What stays may refer to what goes only from sections that no program loads: a linker would
// fill in a value for that which says "nothing here", and so does this writer. Any other reference
// is an error, for then the edit is wrong.
//
// Of symbols that the edit lists as anchors a name stays without what it named (edits.h).
//
// The file is laid out anew, in the order of the original.
#pragma once

#include "edit/edit.h"

namespace armeld {

/// The object `bytes` with its sections changed as `edit` says. Symbols keep their names.
Expected<ObjectBytes> rewriteElfSections(StringRef bytes, const Edit &edit);

/// An error unless `after` is `before` with the whole edit done, symbols included. It compares by
/// meaning: places in the file and in string tables do not count.
Error checkElfSections(StringRef before, StringRef after, const Edit &edit);

} // namespace armeld
