// Names that no other run picks.
#pragma once

#include "base/error.h"

#include <string>

namespace armeld {

/// `model` with a random hexadecimal digit in place of each "%". (LLVM's createUniquePath asks the
/// system for each digit, which takes Windows milliseconds.)
std::string uniquePath(StringRef model);

} // namespace armeld
