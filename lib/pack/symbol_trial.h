// Trying whether LLVM reads the symbols of an archive's members and lives.
//
// Where a process can be copied, the copy writes the archive (see child_process.h). Elsewhere
// another program reads it first; where that comes to a good end, so will this one, which reads
// the same bytes by the same code.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace armeld {

/// Reads the symbols of all members of the archive at `path`, or of each slice of a universal file,
/// which may end this process. An error if the file is no archive. What LLVM cannot read is none.
Error tryReadingSymbols(StringRef path);

/// Whether `reader`, a program with its first arguments, gets to a good end when it does that with
/// the file at `path`, which has `bytes` bytes of objects.
bool survivesReading(llvm::ArrayRef<std::string> reader, StringRef path, uint64_t bytes);

} // namespace armeld
