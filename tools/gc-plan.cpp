// gc-plan: reads a manifest and the sections of its objects, and decides what no export reaches.
#include "commands.h"
#include "isolate_options.h"
#include "manifest_options.h"
#include "plan_documents.h"

#include "documents/edited_manifest.h"
#include "os/output_file.h"
#include "plan/collect.h"

namespace {

using namespace cli;
using armeld::failure;

Error explain(const Values &values, const armeld::Manifest &manifest, const armeld::Reach &reach,
              bool &allKnown) {
  if (values.has("explain"))
    if (Error error = armeld::writeDocument(
            "-", [&](auto &out) { armeld::explainCollection(manifest, reach, out); }))
      return error;
  for (const std::string &wanted : values.texts("why"))
    if (Error error = armeld::writeDocument("-", [&](auto &out) {
          bool isKnown = armeld::explainLive(manifest, reach, wanted, out);
          if (!isKnown)
            out << "no library has '" << armeld::shown(armeld::Name(wanted)) << "'\n";
          allKnown &= isKnown;
        }))
      return error;
  return Error::success();
}

/// Which documents are which.
struct Documents {
  std::vector<std::string> manifests, sections;
};

/// With --sections all operands are manifests; else there is one of each.
Expected<Documents> documentsOf(const Values &values) {
  if (values.has("sections")) {
    if (llvm::is_contained(values.operands, "-") &&
        llvm::is_contained(values.texts("sections"), "-"))
      return failure("only one document can be standard input");
    return Documents{values.operands, values.texts("sections")};
  }
  if (values.operands.size() < 2)
    return failure("no SECTIONS given; try --help");
  if (values.operands.size() > 2)
    return failure("unexpected operand '" + armeld::shown(values.operands[2]) +
                   "'; several manifests go with --sections");
  return Documents{{values.operands.front()}, {values.operands.back()}};
}

Expected<Exit> planFrom(const Values &values) {
  Expected<Documents> documents = documentsOf(values);
  if (!documents)
    return documents.takeError();
  if (Error error = refuseOutputIn(values, documents->sections))
    return error;
  // Read the documents.
  Expected<armeld::Exports> exports = namedExports(values);
  if (!exports)
    return exports.takeError();
  if (exports->isEmpty())
    return failure("no exports given (--exports or --export); try --help");
  std::optional<ProgressDisplay> display(std::in_place, values);
  Expected<armeld::SharedManifest> manifest =
      readManifests(values, documents->manifests, display->progress());
  if (!manifest)
    return manifest.takeError();
  std::optional<std::string> after = values.text("after");
  Expected<armeld::Plan> earlier = after ? readPlans({*after}) : armeld::Plan();
  if (!earlier)
    return earlier.takeError();
  auto sourceOf = [&](const armeld::Digest &object) { return armeld::sourceOf(*earlier, object); };
  Expected<std::shared_ptr<const armeld::Sections>> sections =
      armeld::readAllSections(documents->sections, **manifest);
  if (!sections)
    return sections.takeError();
  if (values.has("after")) {
    Expected<armeld::Manifest> edited = armeld::editedManifest(**manifest, *earlier);
    if (!edited)
      return armeld::at(*values.text("after"), edited.takeError());
    manifest = std::make_shared<const armeld::Manifest>(std::move(*edited));
  }

  // Find out what is live, and plan.
  if (Error error = armeld::refuseOpaque(**manifest))
    return error;
  armeld::Reach reach(**manifest, **sections, *exports, sourceOf);
  bool keepsInitialisers = values.text("initialisers").value_or("keep") == "keep";
  reach.run(keepsInitialisers);
  Expected<armeld::Collection> collection = armeld::collect(**manifest, reach, *exports, sourceOf);
  if (!collection)
    return collection.takeError();
  collection->plan.drops_initialisers = !keepsInitialisers;
  display.reset();
  for (const std::string &warning : collection->warnings)
    warn("warning: " + warning);

  // With --explain or --why the explanation is the output, and the plan is written only to -o.
  bool explains = values.has("explain") || values.has("why");
  if (values.has("output") || !explains)
    if (Error error = deliverOutput(values, std::move(collection->plan)))
      return error;
  bool allKnown = true;
  if (Error error = explain(values, **manifest, reach, allKnown))
    return error;
  return allKnown ? done : checkFailed;
}

} // namespace

cli::Command cli::gcPlan() {
  Tool tool = {
      .name = "gc-plan",
      .usage = "[OPTION]... --exports FILE MANIFEST... [SECTIONS]",
      .summary = "Plan which members and sections go, since no exported symbol reaches them.",
      .operands = {.what = "document", .least = 1},
      .groups = {{"Options",
                  {
                      {0, "exports", repeated(input("FILE")),
                       "symbols that users of the libraries refer to: one symbol or shell pattern "
                       "a line, a version script, a .def file, or an exported-symbols list"},
                      exportOption,
                      initialisersOption,
                      {0, "sections", repeated(input()),
                       "documents of 'ar-scan --sections', instead of a last operand; several are "
                       "merged"},
                      {0, "after", input("PLAN"),
                       "plan for the libraries as they are when this plan of isolate-plan has "
                       "edited them"},
                      {'o', "output", output(),
                       "write the plan to this file; default: standard output, but nowhere with "
                       "--explain or --why"},
                      mapOption,
                      progressOption,
                  }},
                 {"Explaining",
                  {
                      {0, "explain", flag(), "print what goes and what stays, by library and kind"},
                      {0, "why", repeated(text("NAME")),
                       "print what keeps a symbol, a section or a member: the chain of references "
                       "from an export to it"},
                  }}},
      .exitCode1 = "no library has what --why asks for",
  };
  return {std::move(tool), planFrom};
}
