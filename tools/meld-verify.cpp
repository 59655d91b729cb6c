// meld-verify: compares two manifests and says whether melding changed more than it may.
#include "cli.h"

#include "os/output_file.h"
#include "os/text_file.h"
#include "verify/given_up.h"
#include "verify/verify.h"

namespace {

using namespace cli;

/// The checks that the policy of the plan gives up.
Expected<armeld::Rare<armeld::Check>> givenUp(const Values &values) {
  if (!values.count("plan"))
    return armeld::Rare<armeld::Check>();
  Expected<armeld::TextFile> file = armeld::readAll(values["plan"].as<std::string>());
  if (!file)
    return file.takeError();
  Expected<armeld::Plan> plan = armeld::parsePlan(file->text, file->name);
  if (!plan)
    return plan.takeError();
  return armeld::checksGivenUp(plan->policy);
}

} // namespace

int main(int argc, char **argv) {
  Tool tool = {"meld-verify", "[OPTION]... BEFORE AFTER",
               "Check that a melded set of libraries lost nothing and means what it meant."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("output,o", po::value<std::string>()->default_value("-"), "write to this file; '-' is standard output")
      ("json", "write the verdict as JSON")
      ("allow", po::value<std::vector<std::string>>(), "list findings of this check, but do not count them: missing, added, member-order, import-pieces, binding, self-contained, duplicates, symbol-table, alignment")
      ("plan", po::value<std::string>(), "do not count findings that the policy of this plan gives up on purpose")
      ("workspace", po::value<std::string>(), "path of the workspace library in AFTER (default: the library that was not there before)")
      ("workspace-before", po::value<std::string>(), "with --workspace: path of the workspace library of an earlier run in BEFORE (default: the same path)");
  // clang-format on
  addProgressOption(options);
  return run(tool, argc, argv, options, [](const Values &values) -> Expected<Exit> {
    // Read both manifests, and find out which library is which.
    Expected<std::vector<std::string>> paths = operands(values, 2, 2, "BEFORE and AFTER");
    if (!paths)
      return paths.takeError();
    if (values.count("workspace-before") && !values.count("workspace"))
      return armeld::failure("--workspace-before goes with --workspace");
    std::optional<ProgressDisplay> display(std::in_place, values);
    Expected<armeld::PairedManifests> sets =
        armeld::readPair((*paths)[0], (*paths)[1], text(values, "workspace"),
                         text(values, "workspace-before"), display->progress());
    if (!sets)
      return sets.takeError();

    Expected<armeld::Rare<armeld::Check>> allow = givenUp(values);
    if (!allow)
      return allow.takeError();
    for (const std::string &name : strings(values, "allow")) {
      Expected<armeld::Check> check = choice<armeld::Check>("--allow", name);
      if (!check)
        return check.takeError();
      allow->push_back(*check);
    }

    // Check, and write what was found.
    armeld::Verdict verdict =
        armeld::verify(sets->before, sets->after, sets->pairing, std::move(*allow));
    display.reset();
    if (Error error = armeld::writeDocument(values["output"].as<std::string>(), [&](auto &out) {
          values.count("json") ? print(verdict, out) : printText(verdict, out);
        }))
      return error;
    return verdict.outcome == armeld::Outcome::clean ? done : no;
  });
}
