// isolate-plan: reads manifests and decides which symbols get other names, and which are hidden.
#include "commands.h"
#include "isolate_options.h"
#include "manifest_options.h"

#include "os/output_file.h"
#include "plan/isolate.h"

namespace {

using namespace cli;
using armeld::failure;

Expected<armeld::Exports> exportsFrom(const Values &values, const armeld::Manifest &manifest) {
  Expected<armeld::Exports> exports = namedExports(values);
  if (!exports)
    return exports;
  if (!values.has("exports") && !values.has("export"))
    if (Error error = armeld::addRustExports(manifest, *exports))
      return error;
  return exports;
}

/// One line for each export that a library defines, sorted.
Error listExports(const armeld::Manifest &manifest, const armeld::Exports &exports) {
  std::vector<armeld::Name> names;
  for (const auto &[digest, object] : manifest.objects)
    for (const armeld::Definition &definition : object.defines)
      if (exports.contains(definition.name, object))
        names.push_back(armeld::spelledInC(definition.name, object));
  llvm::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return armeld::writeDocument("-", [&](llvm::raw_ostream &out) {
    for (armeld::Name name : names)
      out << name << "\n";
  });
}

Expected<Exit> planFrom(const Values &values) {
  std::optional<ProgressDisplay> display(std::in_place, values);
  Expected<armeld::SharedManifest> manifest =
      readManifests(values, values.operands, display->progress());
  if (!manifest)
    return manifest.takeError();
  Expected<armeld::Exports> exports = exportsFrom(values, **manifest);
  if (!exports)
    return exports.takeError();
  if (values.has("list-exports")) {
    display.reset();
    if (Error error = listExports(**manifest, *exports))
      return error;
    return done;
  }
  Expected<armeld::Isolation> isolation =
      armeld::isolate(**manifest, {*exports, values.has("hide")});
  if (!isolation)
    return isolation.takeError();
  display.reset();
  for (const std::string &warning : isolation->warnings)
    warn("warning: " + warning);
  // With --explain the explanation is the output, and the plan is written only to -o.
  if (values.has("output") || !values.has("explain"))
    if (Error error = deliverOutput(values, isolation->plan))
      return error;
  if (values.has("explain"))
    if (Error error = armeld::writeDocument(
            "-", [&](auto &out) { armeld::explainIsolation(isolation->plan, out); }))
      return error;
  return done;
}

} // namespace

cli::Command cli::isolatePlan() {
  Tool tool = {
      .name = "isolate-plan",
      .usage = "[OPTION]... MANIFEST...",
      .summary = "Plan other names for symbols that static libraries define differently, so that "
                 "the libraries link together, and hide what they do not export.",
      .operands = {.what = "manifest", .least = 1},
      .groups = {{"Options",
                  {
                      exportsOption,
                      exportOption,
                      hideOption,
                      {0, "explain", flag(),
                       "print which symbols get other names, in which libraries, and why"},
                      {0, "list-exports", flag(), "print the exports that the libraries define"},
                      {'o', "output", output(),
                       "write the plan to this file; default: standard output, but nowhere with "
                       "--explain"},
                      mapOption,
                      progressOption,
                  }}},
  };
  return {std::move(tool), planFrom};
}
