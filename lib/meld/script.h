// The steps of a meld as a POSIX shell script.
#pragma once

#include "meld/steps.h"

#include "llvm/Support/raw_ostream.h"

namespace armeld {

/// `word` as the shell reads it back: as it is, or in single quotes.
std::string shellQuoted(StringRef word);

/// A command line that a shell can read: the quoted words, separated by spaces.
std::string shellCommand(llvm::ArrayRef<std::string> words);

/// The command of a step as a line of a script in which `scratch` is the folder for intermediate
/// files, and "$@" are the libraries.
std::string scriptCommand(const MeldStep &step);

/// Prints a script that does what the request asks for. `toolFolder`: where the tools are, if PATH
/// does not lead there.
void printScript(const MeldRequest &request, const std::optional<std::string> &toolFolder,
                 llvm::raw_ostream &out);

} // namespace armeld
