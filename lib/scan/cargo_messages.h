// The static libraries that a Cargo build has made.
//
// `cargo build --message-format=json` prints one JSON object a line. Messages with the reason
// "compiler-artifact" name a target and its files, and the last message has the reason
// "build-finished" and says whether the build succeeded (The Cargo Book, "External tools").
#pragma once

#include "base/error.h"

#include <string>
#include <vector>

namespace armeld {

/// The staticlib files named in the messages at `path` ("-": standard input), each once, in build
/// order. A build that failed is an error, and so are messages that name none. Errors name the file
/// and the line.
Expected<std::vector<std::string>> readCargoMessages(StringRef path);

} // namespace armeld
