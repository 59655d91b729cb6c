// What people and shells read about a tool's options, made from its table.
#pragma once

#include "cli.h"

namespace cli {

/// What --help prints, in lines of at most `width` columns where words allow it.
std::string helpText(const Tool &tool, size_t width);

/// The names of the options that --help shows, without dashes.
std::vector<std::string> longNames(const Tool &tool);

/// "; did you mean '--policy'?" where one of `known` is like `text`, else "". `quote` stands before
/// the name.
std::string didYouMean(StringRef text, llvm::ArrayRef<std::string> known, const char *quote);

/// The completions of the tool's command line for `shell`: "bash", "zsh" or "fish".
std::string completions(const Tool &tool, StringRef shell);

} // namespace cli
