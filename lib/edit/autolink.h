// A directive in an object that makes linkers load a library.
//
// A library that gave objects to a workspace library needs that one behind it on each link line. An
// object that names it spares the user that: whoever links the object gets the library, which the
// linker looks for in its search path.
//   ELF     a section .deplibs of type SHT_LLVM_DEPENDENT_LIBRARIES that holds the file name.
//   ld.lld
//           reads it (LLVM, "Extensions", "SHT_LLVM_DEPENDENT_LIBRARIES Section"; lld's
//           ELF/InputFiles.cpp, addDependentLibrary), and GNU ld, gold and mold do not. The file
//           name, and not that between "lib" and ".a": of a shared library with the same name
//           nobody has spoken.
//   COFF    the option /DEFAULTLIB in .drectve, which link.exe and lld-link read (Microsoft, "PE
//           Format", "The .drectve Section"). lld-link reads but the last of several such sections,
//           so the option goes into it where there is one. It begins with a dash: after an option
//           -export, GNU ld would take "/DEFAULTLIB:libw.a" for another symbol to export. It knows
//           no such option and prints a warning.
//   Mach-O  a load command LC_LINKER_OPTION, which Apple's linkers and ld64.lld read. They accept
//           "-lNAME" there, but no file name.
//
// The directive is put into the object at one place, and what follows there moves. An object that
// has the directive is left as it is, so that libraries which were edited can be edited again.
//
// Who checks takes the directive out again (`withoutAutolink`), and what is left must be the object
// that the rest of the edit makes, byte for byte.
#pragma once

#include "edit/edit.h"

namespace armeld {

/// An error if the directive of this format, as manifests call it, cannot name that library.
Error checkAutolinkName(StringRef format, Name library);

/// The object `bytes` with a directive that loads `library`; just `bytes` if it has that already.
Expected<ObjectBytes> autolinkElf(StringRef bytes, Name library);
Expected<ObjectBytes> autolinkCoff(StringRef bytes, Name library);
Expected<ObjectBytes> autolinkMachO(StringRef bytes, Name library);

/// What the functions above made `bytes` from, if they have added the directive. They share nothing
/// with them.
Expected<ObjectBytes> withoutAutolinkElf(StringRef bytes, Name library);
Expected<ObjectBytes> withoutAutolinkCoff(StringRef bytes, Name library);
Expected<ObjectBytes> withoutAutolinkMachO(StringRef bytes, Name library);

/// Whether the object has a directive, from whomever, that loads `library`.
bool namesLibrary(StringRef bytes, Name library);

} // namespace armeld
