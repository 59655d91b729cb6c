// dedup-plan: reads manifests and decides what moves to the workspace library, and why not.
#include "commands.h"
#include "manifest_options.h"
#include "plan_documents.h"
#include "plan_options.h"

#include "base/names.h"
#include "documents/edited_manifest.h"
#include "os/output_file.h"
#include "plan/autolink.h"
#include "plan/explain.h"
#include "plan/planner.h"

namespace {

using namespace cli;
using armeld::failure;

Expected<armeld::PlanRequest> requestFrom(const Values &values) {
  armeld::PlanRequest request;
  std::string workspace = values.text("workspace").value_or("");
  if (workspace.empty())
    return failure("no workspace library given (-w); try --help");
  request.workspacePath = armeld::keep(workspace);
  request.existing = values.has("existing");
  request.format = values.choice<armeld::ArchiveFormat>("format");
  request.policy.name = *values.choice<armeld::PolicyName>("policy");
  request.policy.min_copies = values.number("min-copies");
  if (request.policy.min_copies < 2)
    return failure("--min-copies: an object in fewer than 2 libraries is not shared");
  for (const std::string &glob : values.texts("exclude"))
    request.policy.exclude.push_back(armeld::keep(glob));
  request.policy.allow = allowedRules(values);
  if (request.policy.name == armeld::PolicyName::merge &&
      (values.has("exclude") || values.has("min-copies") || values.has("allow")))
    return failure("--policy merge moves everything; --exclude, --min-copies and --allow do not go "
                   "with it");
  if (request.policy.name == armeld::PolicyName::merge && values.has("autolink"))
    return failure("--policy merge leaves no library but the new one; --autolink does not go with "
                   "it");
  if (request.policy.name == armeld::PolicyName::against && values.has("min-copies"))
    return failure("--policy against moves nothing; --min-copies does not go with it");
  return request;
}

Expected<Exit> planFrom(const Values &values) {
  if (values.has("json") && (!values.has("explain") || values.has("why")))
    return failure("--json goes with --explain, and without --why");
  Expected<armeld::PlanRequest> request = requestFrom(values);
  if (!request)
    return request.takeError();
  std::optional<ProgressDisplay> display(std::in_place, values);
  Expected<armeld::SharedManifest> manifest =
      readManifests(values, values.operands, display->progress());
  if (!manifest)
    return manifest.takeError();
  if (std::optional<std::string> path = values.text("after")) {
    Expected<armeld::Plan> first = readPlans({*path});
    if (!first)
      return first.takeError();
    request->edited = first->edited;
    request->exports = first->exports;
    Expected<armeld::Manifest> edited = armeld::editedManifest(**manifest, *first);
    if (!edited)
      return armeld::at(*path, edited.takeError());
    *manifest = std::make_shared<const armeld::Manifest>(std::move(*edited));
  }
  Expected<armeld::Plan> plan = armeld::makePlan(**manifest, *request);
  if (!plan)
    return plan.takeError();
  display.reset();
  for (const std::string &warning : armeld::warningsOf(*plan, **manifest))
    warn("warning: " + warning);
  // An explanation is of the objects that the manifest has.
  std::optional<armeld::Plan> linking;
  if (values.has("autolink")) {
    const armeld::WorkspaceSymbols symbols(*plan, **manifest);
    for (const std::string &warning : armeld::autolinkWarnings(*plan, **manifest, symbols))
      warn("warning: " + warning);
    linking = *plan;
    if (Error error = armeld::autolink(*linking, **manifest, symbols))
      return error;
  }
  const armeld::Plan &written = linking ? *linking : *plan;

  // With --explain or --why the explanation is the output, and the plan is written only to -o.
  bool explains = values.has("explain") || values.has("why");
  if (values.has("output") || !explains)
    if (Error error = deliverOutput(values, written))
      return error;
  if (values.has("explain"))
    if (Error error = armeld::writeDocument("-", [&](auto &out) {
          armeld::Explanation explanation = armeld::explain(*plan, **manifest);
          values.has("json") ? print(explanation, out) : printText(explanation, out);
        }))
      return error;
  bool allKnown = true;
  for (const std::string &member : values.texts("why"))
    if (Error error = armeld::writeDocument("-", [&](auto &out) {
          allKnown &= armeld::explainMember(*plan, **manifest, member, out);
        }))
      return error;
  return allKnown ? done : checkFailed;
}

} // namespace

cli::Command cli::dedupPlan() {
  Tool tool = {
      .name = "dedup-plan",
      .usage = "[OPTION]... -w WORKSPACE MANIFEST...",
      .summary =
          "Plan which objects move from static libraries to a workspace library, and explain "
          "why others stay.",
      .operands = {.what = "manifest", .least = 1},
      .groups = {{"Options",
                  {
                      {'w', "workspace", path("WORKSPACE"), "path of the workspace library"},
                      {0, "existing", flag(),
                       "the manifest has the workspace library, from an earlier run: keep its "
                       "members and add to them"},
                      {'o', "output", output(),
                       "write the plan to this file; default: standard output, but nowhere with "
                       "--explain or --why"},
                      {0, "after", input("PLAN"),
                       "plan for the libraries as they are when this plan has edited them"},
                      formatOption,
                      autolinkOption,
                      mapOption,
                      progressOption,
                  }},
                 {"What moves",
                  {
                      policyOption,
                      minCopiesOption,
                      excludeOption,
                      allowOption,
                  }},
                 {"Explanations",
                  {
                      {0, "explain", flag(), "print what moves, what stays, and why"},
                      {0, "json", flag(), "with --explain: print it as JSON"},
                      {0, "why", repeated(text("PATTERN")),
                       "print what happens to each member with this name or pattern, and why"},
                  }}},
      .exitCode1 = "no member matches --why",
  };
  return {std::move(tool), planFrom};
}
