// meld-verify: compares two manifests and says whether melding changed more than it may.
#include "cli.h"

#include "os/output_file.h"
#include "verify/verify.h"

int main(int argc, char **argv) {
  using namespace cli;
  Tool tool = {"meld-verify", "[OPTION]... BEFORE AFTER",
               "Check that a melded set of libraries lost nothing and means what it meant."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("output,o", po::value<std::string>()->default_value("-"), "write to this file; '-' is standard output")
      ("json", "write the verdict as JSON")
      ("allow", po::value<std::vector<std::string>>(), "findings of this check do not count: missing, added, order, binding, closed, symbol_table, alignment")
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

    armeld::Rare<armeld::Check> allow;
    for (const std::string &name : strings(values, "allow")) {
      Expected<armeld::Check> check = choice<armeld::Check>("--allow", name);
      if (!check)
        return check.takeError();
      allow.push_back(*check);
    }

    // Check, and write what was found.
    armeld::Verdict verdict =
        armeld::verify(sets->before, sets->after, sets->pairing, std::move(allow));
    display.reset();
    if (Error error = armeld::writeDocument(values["output"].as<std::string>(), [&](auto &out) {
          values.count("json") ? print(verdict, out) : printText(verdict, out);
        }))
      return error;
    return verdict.outcome == armeld::Outcome::clean ? done : no;
  });
}
