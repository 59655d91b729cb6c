// What the fuzz targets share.
//
// A target is one function, LLVMFuzzerTestOneInput. Linked with libFuzzer it is fed with mutated
// inputs (`make fuzz`); linked with replay.cpp it takes the inputs that once made trouble
// (`make check`). A target states what must hold with `require`, which ends the process: a fuzzer
// can tell that from a fault that is reported well.
#pragma once

#include "base/error.h"

#include <cstdint>
#include <string>

namespace fuzz {

using armeld::StringRef;

/// The input as text.
inline StringRef text(const uint8_t *input, size_t size) {
  return {reinterpret_cast<const char *>(input), size};
}

/// Ends the process with `what` unless `holds`.
void require(bool holds, const llvm::Twine &what);

/// Forgets all names kept so far, and files that are still mapped: inputs are many, and a tool that
/// runs once never frees them. Every target begins with this.
void forgetNames();

/// A copy of `bytes` with nothing readable behind it, so that a read past the end is seen even in
/// code that no sanitizer was compiled into. Valid until the next call.
StringRef guarded(StringRef bytes);

/// The path of a file of this content in memory. Reading it by mapping is guarded in the same way.
/// Valid until the next call with this `slot` (0 to 7).
std::string fileOf(StringRef bytes, unsigned slot = 0);

/// A folder of this process on a file system in memory, where there is one; removed at the end.
std::string folder();

} // namespace fuzz
