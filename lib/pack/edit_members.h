// Writing outputs whose members are edited.
//
// The edited contents of one output are made just before it is written and given up right after, so
// that no more of them are in memory than threads write outputs.
#pragma once

#include "pack/archive_output.h"

namespace armeld {

/// Writes the output as `writeOutput` does, with its members edited. Errors name the member.
Expected<bool> writeEdited(Output &output, int descriptor, Table table);

} // namespace armeld
