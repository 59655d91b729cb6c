// What meld-verify and meld-report share: manifests before and after.
#pragma once

#include "manifest_options.h"

namespace cli {

inline const Option beforeOption = {
    0, "before", repeated(input("MANIFEST")),
    "a manifest of the libraries before, instead of the operand BEFORE; several are merged"};
inline const Option afterOption = {
    0, "after", repeated(input("MANIFEST")),
    "a manifest of the libraries after, instead of the operand AFTER; several are merged"};

/// The manifests before, between and after, as options and operands name them: of each step one or
/// more.
inline Expected<std::vector<std::vector<std::string>>> stepManifests(const Values &values) {
  std::vector<std::vector<std::string>> steps;
  if (values.has("before") != values.has("after"))
    return armeld::failure("--before and --after go together");
  if (values.has("before"))
    steps.push_back(values.texts("before"));
  for (const std::string &operand : values.operands)
    steps.push_back({operand});
  if (values.has("after"))
    steps.push_back(values.texts("after"));
  if (steps.size() < 2)
    return armeld::failure("no BEFORE and AFTER given; try --help");
  for (const std::vector<std::string> &step : steps)
    if (Error error = refuseOutputIn(values, step))
      return error;
  return steps;
}

} // namespace cli
