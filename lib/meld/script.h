// The steps of a meld as a POSIX shell script.
#pragma once

#include "meld/steps.h"

#include "llvm/Support/raw_ostream.h"

namespace armeld {

/// `word` as the shell reads it back: as it is, or in single quotes.
std::string shellQuoted(StringRef word);

/// A command line that a shell can read: the quoted words, separated by spaces.
std::string shellCommand(llvm::ArrayRef<std::string> words);

/// Prints a script that does what the request asks for. `toolFolder`: where the tools are, if PATH
/// does not lead there.
void printScript(const MeldRequest &request, const std::optional<std::string> &toolFolder,
                 llvm::raw_ostream &out);

} // namespace armeld
