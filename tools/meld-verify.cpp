// meld-verify: compares two manifests and checks that melding changed only what it may.
#include "commands.h"
#include "plan_documents.h"
#include "step_options.h"

#include "base/names.h"
#include "documents/edited_manifest.h"
#include "documents/index.h"
#include "os/mapped_file.h"
#include "verify/check_collection.h"
#include "verify/given_up.h"
#include "verify/verify.h"

namespace {

using namespace cli;

Expected<std::optional<armeld::Plan>> planFrom(const Values &values) {
  std::vector<std::string> paths = values.texts("plan");
  if (paths.empty())
    return std::nullopt;
  Expected<armeld::Plan> plan = readPlans(paths);
  if (!plan)
    return plan.takeError();
  return std::move(*plan);
}

/// The checks that --allow names and those that the policy of --plan gives up.
armeld::Rare<armeld::Check> allowedChecks(const Values &values,
                                          const std::optional<armeld::Plan> &plan) {
  armeld::Rare<armeld::Check> allow;
  if (plan && plan->policy)
    allow = armeld::checksGivenUp(*plan->policy);
  for (armeld::Check check : values.choices<armeld::Check>("allow"))
    allow.push_back(check);
  return allow;
}

/// The objects of a folder that ar-extract has filled, as they are now and as they were.
Expected<armeld::StagedObjects> stagedObjects(const std::string &path) {
  Expected<armeld::Index> index = armeld::readIndex(path);
  if (!index)
    return index.takeError();
  armeld::StagedObjects staged;
  for (const armeld::IndexEntry &entry : index->files) {
    std::string name = pathOf(entry, path);
    Expected<armeld::MappedFile> object = armeld::MappedFile::open(name);
    if (!object)
      return armeld::at(armeld::shown(name), object.takeError());
    staged.emplace_back(armeld::digestOf(object->bytes()), entry.object);
  }
  return staged;
}

/// Whether members go, or sections with symbols.
bool removesAnything(const armeld::Plan &plan) {
  return llvm::any_of(plan.libraries,
                      [](const auto &library) { return !library.remove.empty(); }) ||
         llvm::any_of(plan.edited, [](const auto &entry) { return !entry.second.remove.empty(); });
}

/// The manifests of a plan that edits objects. What it edits is compared with what its edits make
/// of it.
struct EditedPair {
  armeld::SharedManifest original;
  std::shared_ptr<armeld::Manifest> before; ///< edited, and then as `checkEdits` leaves it
  std::shared_ptr<armeld::Manifest> after;  ///< likewise

  /// Lets `pair` have the edited manifests.
  Error replace(armeld::PairedManifests &pair, const armeld::Plan &plan) {
    Expected<armeld::Manifest> edited = armeld::editedManifest(*pair.before, plan);
    if (!edited)
      return edited.takeError();
    before = std::make_shared<armeld::Manifest>(std::move(*edited));
    after = std::make_shared<armeld::Manifest>(*pair.after);
    original = std::exchange(pair.before, before);
    pair.after = after;
    return Error::success();
  }
};

/// Checks what the plan edits, and then what it removes.
Expected<armeld::EditVerdict> checkEdits(const armeld::Plan &plan, const EditedPair &edited,
                                         const armeld::Pairing &pairing, bool removes,
                                         std::optional<uint64_t> links) {
  Expected<armeld::EditedManifests> edits = armeld::editWhole(plan, *edited.original);
  if (!edits)
    return edits.takeError();
  Expected<armeld::EditVerdict> verdict =
      armeld::checkEdits(*edits, *edited.before, *edited.after, pairing);
  if (!verdict || !removes)
    return verdict;
  armeld::CollectionVerdict collection = armeld::checkCollection(*edits, *edited.before, links);
  llvm::append_range(verdict->findings, std::move(collection.findings));
  verdict->links = collection.links;
  return verdict;
}

Expected<Exit> verifyPair(const Values &values) {
  Expected<std::vector<std::vector<std::string>>> steps = stepManifests(values);
  if (!steps)
    return steps.takeError();
  if (steps->size() > 2)
    return armeld::failure("unexpected operand '" + armeld::shown(steps->at(1).front()) +
                           "'; try --help");
  Expected<armeld::PathMap> map = pathMap(values);
  if (!map)
    return map.takeError();
  std::optional<std::string> workspace = values.text("workspace");
  std::optional<std::string> workspaceBefore = values.text("workspace-before");
  if (workspaceBefore && !workspace)
    return armeld::failure("--workspace-before goes with --workspace");

  std::optional<uint64_t> links;
  if (values.has("links"))
    links = values.number("links");

  Expected<std::optional<armeld::Plan>> plan = planFrom(values);
  if (!plan)
    return plan.takeError();

  armeld::StagedObjects staged;
  if (std::optional<std::string> path = values.text("stage")) {
    Expected<armeld::StagedObjects> read = stagedObjects(*path);
    if (!read)
      return read.takeError();
    staged = std::move(*read);
  }

  // Read both manifests, and find out which library is which.
  bool removes = *plan && removesAnything(**plan);
  bool hasEdits = *plan && (removes || !(*plan)->edited.empty());
  EditedPair edited;
  auto edit = [&](armeld::PairedManifests &pair) {
    return armeld::at(values.texts("plan").front(), edited.replace(pair, **plan));
  };
  std::optional<ProgressDisplay> display(std::in_place, values);
  Expected<armeld::PairedManifests> sets = armeld::readPair(
      steps->front(), steps->back(), *map, workspace, workspaceBefore, display->progress(),
      hasEdits ? edit : llvm::function_ref<Error(armeld::PairedManifests &)>());
  if (!sets)
    return sets.takeError();
  armeld::EditVerdict edits;
  if (hasEdits) {
    Expected<armeld::EditVerdict> checked =
        checkEdits(**plan, edited, sets->pairing, removes, links);
    if (!checked)
      return checked.takeError();
    edits = std::move(*checked);
  }

  // Check, and write what was found.
  armeld::Verdict verdict =
      armeld::verify(*sets->before, *sets->after, sets->pairing, allowedChecks(values, *plan),
                     links, staged, std::move(edits));
  display.reset();
  if (Error error = writeOutput(values, [&](auto &out) {
        values.has("json") ? print(verdict, out) : printText(verdict, out);
      }))
    return error;
  return verdict.outcome == armeld::Outcome::clean ? done : checkFailed;
}

} // namespace

cli::Command cli::meldVerify() {
  Tool tool = {
      .name = "meld-verify",
      .usage = "[OPTION]... [BEFORE AFTER]",
      .summary = "Check that a melded set of libraries lost nothing and still means the same.",
      .operands = {.what = "BEFORE and AFTER", .most = 2},
      .groups =
          {{"Options",
            {
                beforeOption,
                afterOption,
                mapOption,
                {'o', "output", byDefault("-", output()), "write to this file"},
                {0, "json", flag(), "write the verdict as JSON"},
                {0, "allow", repeated(oneOf<armeld::Check>("CHECK")),
                 "list findings of this check, but do not count them"},
                {0, "plan", repeated(input("PLAN")),
                 "expect the edits of this plan, and do not count findings that its policy gives "
                 "up on purpose"},
                {0, "links", number("N"),
                 "play this many links of random libraries, besides those of each library "
                 "and of all (default: as many as take the time of the other checks)"},
                {0, "stage", input("INDEX"),
                 "the index of a folder that ar-pack --stage took objects from: these may "
                 "have changed, with the symbols that they had"},
                {0, "workspace", path("PATH"),
                 "path of the workspace library in AFTER (default: the library that BEFORE "
                 "does not have)"},
                {0, "workspace-before", path("PATH"),
                 "with --workspace: path in BEFORE of the workspace library of an earlier "
                 "run (default: the same path)"},
                progressOption,
            }}},
      .exitCode1 = "the check failed",
  };
  return {std::move(tool), verifyPair};
}
