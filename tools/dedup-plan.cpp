// dedup-plan: reads manifests and decides what moves to the workspace library, and why not.
#include "cli.h"

#include "base/names.h"
#include "os/output_file.h"
#include "plan/explain.h"
#include "plan/planner.h"

namespace {

using namespace cli;
using armeld::failure;

Expected<armeld::PlanRequest> requestFrom(const Values &values) {
  armeld::PlanRequest request;
  if (!values.count("workspace") || values["workspace"].as<std::string>().empty())
    return failure("no workspace library given (-w); try --help");
  request.workspacePath = armeld::keep(values["workspace"].as<std::string>());
  request.existing = values.count("existing");
  if (values.count("format")) {
    Expected<armeld::ArchiveFormat> format =
        choice<armeld::ArchiveFormat>("--format", values["format"].as<std::string>());
    if (!format)
      return format.takeError();
    request.format = *format;
  }
  Expected<armeld::PolicyName> policy =
      choice<armeld::PolicyName>("--policy", values["policy"].as<std::string>());
  if (!policy)
    return policy.takeError();
  request.policy.name = *policy;
  request.policy.min_copies = values["min-copies"].as<Count>().number;
  if (request.policy.min_copies < 2)
    return failure("--min-copies: an object in fewer than 2 libraries is not shared");
  for (const std::string &glob : strings(values, "exclude"))
    request.policy.exclude.push_back(armeld::keep(glob));
  for (const std::string &name : strings(values, "allow")) {
    if (name == "order") {
      llvm::append_range(request.policy.allow, armeld::tieRules);
      continue;
    }
    Expected<armeld::Rule> rule = choice<armeld::Rule>("--allow", name);
    if (!rule)
      return rule.takeError();
    if (*rule == armeld::Rule::exclude)
      return failure("--allow: 'exclude' switches nothing off; leave out --exclude");
    request.policy.allow.push_back(*rule);
  }
  return request;
}

Expected<armeld::Manifest> readManifests(const std::vector<std::string> &paths,
                                         armeld::Progress *progress) {
  std::vector<armeld::Manifest> manifests;
  for (const std::string &path : paths) {
    Expected<armeld::Manifest> manifest = armeld::readManifest(path, progress);
    if (!manifest)
      return manifest.takeError();
    manifests.push_back(std::move(*manifest));
  }
  return armeld::merge(std::move(manifests));
}

Expected<Exit> planFrom(const Values &values) {
  Expected<std::vector<std::string>> paths = operands(values, 1, 0, "manifest");
  if (!paths)
    return paths.takeError();
  Expected<armeld::PlanRequest> request = requestFrom(values);
  if (!request)
    return request.takeError();
  std::optional<ProgressDisplay> display(std::in_place, values);
  Expected<armeld::Manifest> manifest = readManifests(*paths, display->progress());
  if (!manifest)
    return manifest.takeError();
  Expected<armeld::Plan> plan = armeld::makePlan(*manifest, *request);
  if (!plan)
    return plan.takeError();
  display.reset();
  if (std::optional<std::string> warning = armeld::warningOf(*plan))
    warn("warning: " + *warning);

  // With --explain or --why, what people want to read is the output, and the plan is written if
  // asked for.
  bool forPeople = values.count("explain") || values.count("why");
  if (values.count("output") || !forPeople) {
    std::string output = values.count("output") ? values["output"].as<std::string>() : "-";
    if (Error error = armeld::writeDocument(output, [&](auto &out) { armeld::print(*plan, out); }))
      return error;
  }
  if (values.count("explain"))
    if (Error error =
            armeld::writeDocument("-", [&](auto &out) { armeld::explain(*plan, *manifest, out); }))
      return error;
  bool allKnown = true;
  for (const std::string &member : strings(values, "why"))
    if (Error error = armeld::writeDocument("-", [&](auto &out) {
          allKnown &= armeld::explainMember(*plan, *manifest, member, out);
        }))
      return error;
  return allKnown ? done : no;
}

} // namespace

int main(int argc, char **argv) {
  Tool tool = {"dedup-plan", "[OPTION]... -w WORKSPACE MANIFEST...",
               "Plan which objects move from static libraries to a workspace library, and say why "
               "others stay."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("workspace,w", po::value<std::string>(), "path of the workspace library")
      ("existing", "the workspace library is in the manifest, from an earlier run: keep what it holds, and add to it")
      ("format,f", po::value<std::string>(), "archive format of what will be written: gnu, bsd, darwin, coff, bigarchive (default: as the libraries are)")
      ("policy", po::value<std::string>()->default_value("closed"), "closed: the workspace library refers to nothing that only a slimmed library defines; greedy: all shared objects move")
      ("min-copies", po::value<Count>()->default_value({2}), "move only objects found in at least this many libraries")
      ("exclude", po::value<std::vector<std::string>>(), "members whose names match this pattern stay")
      ("allow", po::value<std::vector<std::string>>(), "switch off a rule: kind, unique, import-table, shadowed, first-definition, search, initialisers, dependency; 'order' is short for first-definition and search, the ties that linkers break by link order")
      ("explain", "print a readable explanation of what moves, what stays, and why")
      ("why", po::value<std::vector<std::string>>(), "explain what becomes of members of this name or pattern")
      ("output,o", po::value<std::string>(), "write the plan to this file (default: standard output)");
  // clang-format on
  addProgressOption(options);
  return run(tool, argc, argv, options, planFrom);
}
