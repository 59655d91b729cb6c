// ar-pack: carries out a plan. Writes the workspace library and the slimmed libraries.
#include "commands.h"
#include "output_options.h"
#include "plan_documents.h"

#include "os/output_file.h"
#include "os/overwrite.h"
#include "pack/pack.h"

namespace {

using namespace cli;
using armeld::failure;

Expected<armeld::PackOptions> optionsFrom(const Values &values) {
  if (Error error = checkOutputOptions(values))
    return error;
  armeld::PackOptions options;
  options.outDir = values.text("out-dir");
  options.backupSuffix = values.text("backup");
  options.stage = values.text("stage");
  options.finished = values.text("finished");
  options.moveFinished = values.has("move");
  options.symbolTables = values.has("symtab");
  options.trustTimes = values.has("trust-times");
  options.isLocked = values.has("locked");
  options.thin = values.has("thin");
  options.jobs = values.number("jobs");
  if (options.finished && options.symbolTables)
    return failure(
        "--symtab does not go with --finished, whose libraries have symbol tables already");
  if (options.finished && (options.outDir || options.stage))
    return failure("--finished goes with --in-place, and without --stage");
  if (options.moveFinished && !options.finished)
    return failure("--move goes with --finished");
  return options;
}

/// No library may be written over the plan.
Error checkOutputs(const armeld::Plan &plan, const armeld::PackOptions &options,
                   const std::vector<std::string> &inputs) {
  Expected<std::vector<std::string>> outputs = armeld::outputPaths(plan, options.outDir);
  if (!outputs)
    return outputs.takeError();
  return armeld::refuseToOverwrite(*outputs, inputs);
}

Expected<Exit> packFrom(const Values &values) {
  Expected<armeld::PackOptions> options = optionsFrom(values);
  if (!options)
    return options.takeError();
  Expected<armeld::Plan> plan = readPlans(values.operands);
  if (!plan)
    return plan.takeError();
  if (Error error = checkOutputs(*plan, *options, values.operands))
    return error;
  Expected<std::vector<std::string>> outputs = [&] {
    if (values.has("dry-run"))
      return armeld::outputPaths(*plan, options->outDir);
    ProgressDisplay display(values);
    options->progress = display.progress();
    return armeld::pack(*plan, *options);
  }();
  if (!outputs)
    return outputs.takeError();
  if (!values.has("list") && !values.has("dry-run"))
    return done;
  if (Error error = armeld::writeDocument("-", [&](llvm::raw_ostream &out) {
        for (const std::string &output : *outputs)
          out << output << (values.has("null") ? '\0' : '\n');
      }))
    return error;
  return done;
}

} // namespace

cli::Command cli::arPack() {
  Tool tool = {
      .name = "ar-pack",
      .usage = "[OPTION]... (--out-dir DIR | --in-place) PLAN...",
      .summary = "Write the workspace library and the slimmed libraries that plans describe.",
      .operands = {.what = "plan", .least = 1},
      .groups =
          {{"Options",
            {
                outDirOption,
                inPlaceOption,
                backupOption,
                {0, "stage", folder(),
                 "take moved objects from this folder, which ar-extract wrote"},
                {0, "finished", folder(),
                 "with --in-place: replace the libraries by those that ar-pack --out-dir wrote to "
                 "this folder"},
                {0, "move", flag(),
                 "with --finished: move the files instead of copying them, if the file system can"},
                {0, "symtab", flag(),
                 "write symbol tables too, except for a library with a member that LLVM cannot "
                 "read"},
                {0, "trust-times", flag(),
                 "do not hash what is copied from libraries whose size, times and inode are those "
                 "of the scan: for callers who compare the result with the scan, as ar-meld does"},
                {0, "locked", flag(),
                 "with --in-place: the caller holds the locks on the libraries (see meld-lock)"},
                thinOption,
                {0, "list", flag(),
                 "print the names of the files written, the workspace library first"},
                {0, "dry-run", flag(), "only print the names of the files that would be written"},
                {'0', "null", flag(), "end printed names in NUL, not in a line break"},
                jobsOption,
                progressOption,
            }}},
  };
  return {std::move(tool), packFrom};
}
