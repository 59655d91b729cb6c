// Options that say what a plan may do: dedup-plan has them, and ar-meld passes them on.
#pragma once

#include "cli.h"

#include "documents/plan.h"

namespace cli {

inline const Option formatOption = {'f', "format", oneOf<armeld::ArchiveFormat>("FORMAT"),
                                    "write this archive format; default: that of the libraries"};
inline const Option policyOption = {
    0, "policy", byDefault("closed", oneOf<armeld::PolicyName>("POLICY")),
    "closed: move an object only if all it refers to moves too; greedy: move all shared objects; "
    "merge: one library of all, each object once; against: add nothing to the workspace library"};
inline const Option minCopiesOption = {0, "min-copies", byDefault("2", number("N")),
                                       "move only objects found in at least N libraries"};
inline const Option excludeOption = {0, "exclude", repeated(text("PATTERN")),
                                     "move no member whose name matches this pattern; @DIGITS: no "
                                     "object whose digest begins so"};

/// What --allow takes.
inline std::vector<std::string> rulesToAllow() {
  std::vector<std::string> rules = spellings<armeld::Rule>();
  std::erase(rules, armeld::spelled(armeld::Rule::exclude)); // has an option of its own
  rules.push_back("order");
  return rules;
}
/// The rules that --allow switches off.
inline armeld::Rare<armeld::Rule> allowedRules(const Values &values) {
  armeld::Rare<armeld::Rule> rules;
  for (const std::string &name : values.texts("allow"))
    if (name == "order")
      llvm::append_range(rules, armeld::tieRules);
    else
      rules.push_back(*armeld::enumeratorNamed<armeld::Rule>(name));
  return rules;
}
inline const Option allowOption = {
    0, "allow", repeated(oneOf(rulesToAllow(), "RULE")),
    "switch off a rule of the policy; order means first-definition and search, the "
    "ties that linkers break by link order"};

inline const Option autolinkOption = {
    0, "autolink", flag(),
    "let objects that stay make linkers load the workspace library, where the linker can: lld, "
    "link.exe, Apple's"};

} // namespace cli
