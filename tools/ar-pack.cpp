// ar-pack: carries out a plan. Writes the workspace library and the slimmed libraries.
#include "commands.h"
#include "manifest_options.h"
#include "output_options.h"
#include "plan_documents.h"
#include "share_options.h"
#include "symbol_reader.h"

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
  options.stages = values.texts("stage");
  options.finished = values.text("finished");
  options.moveFinished = values.has("move");
  options.symbolTables = values.has("symtab");
  options.trustTimes = values.has("trust-times");
  options.isLocked = values.has("locked");
  options.thin = values.has("thin");
  options.jobs = values.number("jobs");
  options.symbolReader = symbolReader();
  if (options.finished && options.symbolTables)
    return failure(
        "--symtab does not go with --finished, whose libraries have symbol tables already");
  if (options.finished && (options.outDir || !options.stages.empty()))
    return failure("--finished goes with --in-place, and without --stage");
  if (options.moveFinished && !options.finished)
    return failure("--move goes with --finished");
  Expected<armeld::PathMap> map = pathMap(values);
  if (!map)
    return map.takeError();
  options.map = std::move(*map);
  Expected<std::optional<std::vector<std::string>>> only = onlyLibraries(values);
  if (!only)
    return only.takeError();
  if (*only || values.has("only-workspace"))
    options.share = {only->value_or(std::vector<std::string>()), values.has("only-workspace")};
  if (options.share && !options.share->workspace && !options.stages.empty())
    return failure(
        "--stage has objects of the workspace library; it does not go with --only alone");
  return options;
}

/// The files that will be written, which must not be `inputs`.
Expected<std::vector<std::string>> namesOfOutputs(const armeld::Plan &plan,
                                                  const armeld::PackOptions &options,
                                                  const std::vector<std::string> &inputs) {
  armeld::Plan mapped;
  if (!options.outDir && !options.map.empty()) {
    mapped = plan;
    options.map.apply(mapped);
  }
  Expected<std::vector<std::string>> paths =
      armeld::outputPaths(!options.outDir && !options.map.empty() ? mapped : plan, options.outDir);
  if (!paths)
    return paths.takeError();
  Expected<std::vector<size_t>> written = armeld::outputsIn(options.share, plan);
  if (!written)
    return written.takeError();
  std::vector<std::string> outputs;
  for (size_t i : *written)
    outputs.push_back((*paths)[i]);
  if (Error error = armeld::refuseToOverwrite(outputs, inputs))
    return error;
  return outputs;
}

Expected<Exit> packFrom(const Values &values) {
  if (values.has("read-symbols"))
    return readSymbols(values);
  Expected<armeld::PackOptions> options = optionsFrom(values);
  if (!options)
    return options.takeError();
  Expected<armeld::Plan> plan = readPlans(values.operands);
  if (!plan)
    return plan.takeError();
  std::vector<std::string> inputs = values.operands;
  llvm::append_range(inputs, values.texts("only-from"));
  Expected<std::vector<std::string>> outputs = namesOfOutputs(*plan, *options, inputs);
  if (!outputs)
    return outputs.takeError();
  if (!values.has("dry-run")) {
    ProgressDisplay display(values);
    options->progress = display.progress();
    outputs = armeld::pack(*plan, *options);
  }
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
                mapOption,
                onlyOption,
                onlyFromOption,
                {0, "only-workspace", flag(),
                 "write only the workspace library, and what --only names; libraries that nothing "
                 "is taken from need not be here"},
                {0, "stage", repeated(folder()),
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
                readSymbolsOption,
                {0, "list", flag(),
                 "print the names of the files written, the workspace library first"},
                {0, "dry-run", flag(), "only print the names of the files that would be written"},
                {'0', "null", flag(),
                 "names that are printed, or read by --only-from, end in NUL, not in a line break"},
                jobsOption,
                progressOption,
            }}},
  };
  return {std::move(tool), packFrom};
}
