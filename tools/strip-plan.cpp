// strip-plan: reads manifests and decides what bitcode and debug information goes, or is
// compressed.
#include "commands.h"
#include "manifest_options.h"
#include "strip_options.h"

#include "plan/strip.h"

namespace {

using namespace cli;

Expected<Exit> planFrom(const Values &values) {
  armeld::StripRequest request;
  request.dropBitcode = values.has("drop-bitcode");
  request.stripDebug = values.texts("strip-debug");
  request.keepDebug = values.texts("keep-debug");
  request.compress = values.choice<armeld::Compression>("compress-debug");
  if (!request.dropBitcode && request.stripDebug.empty() && !request.compress)
    return armeld::failure("nothing to do: none of --drop-bitcode, --strip-debug and "
                           "--compress-debug is given; try --help");
  std::optional<ProgressDisplay> display(std::in_place, values);
  Expected<armeld::SharedManifest> manifest =
      readManifests(values, values.operands, display->progress());
  if (!manifest)
    return manifest.takeError();
  Expected<armeld::Plan> plan = armeld::planStrip(**manifest, request);
  if (!plan)
    return plan.takeError();
  display.reset();
  if (Error error = deliverOutput(values, std::move(*plan)))
    return error;
  return done;
}

} // namespace

cli::Command cli::stripPlan() {
  Tool tool = {
      .name = "strip-plan",
      .usage = "[OPTION]... MANIFEST...",
      .summary = "Plan to remove embedded bitcode, and to remove or compress debug information.",
      .operands = {.what = "manifest", .least = 1},
      .groups = {{"Options",
                  {
                      dropBitcodeOption,
                      stripDebugOption,
                      keepDebugOption,
                      compressDebugOption,
                      {'o', "output", byDefault("-", output()), "write the plan to this file"},
                      mapOption,
                      progressOption,
                  }}},
  };
  return {std::move(tool), planFrom};
}
