// Options that name one host's share of a plan: ar-pack has them, and ar-extract.
#pragma once

#include "cli.h"

namespace cli {

inline const Option onlyOption = {
    0, "only", repeated(text("LIBRARY")),
    "take only this library, by its path in the plan, instead of all; the others need not be here"};
inline const Option onlyFromOption = {0, "only-from", repeated(input()),
                                      "take only the libraries that this file names, one a line"};

/// The libraries that these options name, or nothing where none is given.
inline Expected<std::optional<std::vector<std::string>>> onlyLibraries(const Values &values) {
  std::optional<std::vector<std::string>> libraries;
  if (values.has("only") || values.has("only-from"))
    libraries = values.texts("only");
  for (const std::string &list : values.texts("only-from")) {
    Expected<std::vector<std::string>> names = namesIn(list, values.has("null"));
    if (!names)
      return names.takeError();
    llvm::append_range(*libraries, *names);
  }
  return libraries;
}

} // namespace cli
