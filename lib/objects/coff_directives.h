// The options for the linker in the section .drectve of a COFF object.
//
// Source: Microsoft, "PE Format", "The .drectve Section (Object Only)": text in ASCII, or UTF-8
// with a byte order mark, of options that blanks separate; quotes hold blanks.
#pragma once

#include "base/error.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace armeld {

/// Calls `body` with the name and the value of each option. Both live as long as the call.
void forEachCoffDirective(StringRef text,
                          llvm::function_ref<void(StringRef name, StringRef value)> body);

} // namespace armeld
