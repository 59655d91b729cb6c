// Options that name libraries besides the operands: ar-scan has them, and ar-meld, which runs it.
#pragma once

#include "cli.h"

#include "scan/cargo_messages.h"

namespace cli {

inline const Option cargoMessagesOption = {
    0, "cargo-messages", repeated(input()),
    "also take the static libraries that 'cargo build --message-format=json' lists in this file; "
    "'-' is standard input"};

/// The libraries that operands, lists and Cargo's messages name, in this order; at least one.
inline Expected<std::vector<std::string>> librariesToScan(const Values &values) {
  Expected<std::vector<std::string>> libraries = namedLibraries(values);
  if (!libraries)
    return libraries;
  for (const std::string &file : values.texts("cargo-messages")) {
    Expected<std::vector<std::string>> names = armeld::readCargoMessages(file);
    if (!names)
      return names;
    libraries->insert(libraries->end(), names->begin(), names->end());
  }
  if (libraries->empty())
    return armeld::failure("no library given; try --help");
  return libraries;
}

} // namespace cli
