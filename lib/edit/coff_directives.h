// Names of symbols in other places of a COFF object than its symbol table: the options for the
// linker in the section .drectve, and names of sections.
#pragma once

#include "documents/edits.h"

namespace armeld {

/// The text of the section, with symbols renamed. A symbol that it exports keeps its name in the
/// DLL. `machine` is that of the COFF header: on i386, GNU's options leave out the underscore in
/// front of C names.
std::string renamedDirectives(StringRef text, const Edit &edit, uint16_t machine);

/// The name of a section whose COMDAT is named by a symbol: GNU's tools write ".text$_Zf" for the
/// section of _Zf, and GNU ld tells by that name which COMDATs are copies of each other (bfd's
/// coffcode.h, handle_COMDAT; cofflink.c, _bfd_coff_section_already_linked).
std::string renamedSection(StringRef name, const Edit &edit, uint16_t machine);

} // namespace armeld
