// What a person at a terminal sees.
#pragma once

#include "base/error.h"

namespace armeld {

/// Whether standard error is a terminal that can clear a line ("\033[K").
bool isTerminalForErrors();
/// How many columns the terminal has that is standard output; 80 if there is none.
size_t outputWidth();

/// Writes text to standard error, at once.
void writeToErrors(StringRef text);

} // namespace armeld
