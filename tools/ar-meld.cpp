// ar-meld: runs the other tools in order, to move shared objects into one workspace library.
#include "commands.h"
#include "isolate_options.h"
#include "joint_steps.h"
#include "library_options.h"
#include "metadata_options.h"
#include "output_options.h"
#include "plan_options.h"
#include "strip_options.h"
#include "symbol_reader.h"

#include "meld/check_paths.h"
#include "meld/meld.h"
#include "meld/script.h"
#include "meld/shards.h"
#include "os/output_file.h"
#include "os/terminal.h"

namespace {

using namespace cli;
using armeld::failure;
using armeld::MeldRequest;

Error checkOptions(const Values &values, const MeldRequest &request) {
  if (request.workspace.empty())
    return failure("no workspace library given (-o); try --help");
  if (Error error = checkOutputOptions(values, /*isOptional=*/request.dryRun))
    return error;
  if (values.has("against") && values.has("output"))
    return failure("--against names the library that -o would; give one of them");
  if (values.has("against") && (values.has("policy") || values.has("min-copies")))
    return failure("--against is a policy of its own, and moves nothing; --policy and --min-copies "
                   "do not go with it");
  if (request.existing && request.outDir)
    return failure(values.has("against") ? "--against goes with --in-place"
                                         : "--existing goes with --in-place");
  bool isMerge = values.choice<armeld::PolicyName>("policy") == armeld::PolicyName::merge;
  if (isMerge && (request.inPlace || request.existing))
    return failure("--policy merge leaves no library but the new one; it goes with --out-dir");
  bool hasExports = values.has("exports") || values.has("export");
  if (!request.isolate && !request.collect && hasExports)
    return failure("--exports and --export go with --isolate, --hide or --gc");
  if (request.collect && !hasExports)
    return failure("--gc needs --exports or --export");
  if (!request.collect && values.has("initialisers"))
    return failure("--initialisers goes with --gc");
  if (isMerge && values.has("autolink"))
    return failure("--policy merge leaves no library but the new one; --autolink does not go with "
                   "it");
  if (request.thin && (request.collect || request.strip || values.has("autolink")))
    return failure("--thin names files that stay as they are; it does not go with --autolink, "
                   "--gc, --drop-bitcode, --strip-debug and --compress-debug");
  if (request.thin && request.inPlace)
    return failure("--thin goes with --out-dir");
  if (values.has("native-libs") && !namesBuildSystem(values))
    return failure("--native-libs goes with --pkg-config, --libtool, --cmake, --prefab, --bazel, "
                   "--modulemap or --linker-script");
  for (const std::string &file : values.texts("native-libs"))
    if (file == "-")
      return failure("--native-libs: give a file; it is read twice");
  return Error::success();
}

/// What shards go with, and what the forms of --print do.
Error checkShards(const Values &values, const MeldRequest &request) {
  auto form = values.choice<armeld::PrintForm>("print");
  bool isEngine = form && *form != armeld::PrintForm::script;
  if (!values.has("shards"))
    return isEngine ? failure("--print=" + *values.text("print") + " goes with --shards")
                    : Error::success();
  if (!isEngine)
    return failure("--shards goes with --print=make, --print=parallel or --print=slurm");
  if (request.shards == 0)
    return failure("--shards: give a number of 1 or more");
  if (!request.outDir || request.dryRun)
    return failure("--shards goes with --out-dir, and without --dry-run");
  if (!request.jsonFolder)
    return failure("--shards needs --keep-json DIR, where the steps leave their results");
  if (values.choice<armeld::PolicyName>("policy") == armeld::PolicyName::merge)
    return failure(
        "--policy merge leaves no library to be shared out; --shards does not go with it");
  if (request.thin)
    return failure("--shards moves files when they are proved; --thin does not go with it");
  return Error::success();
}

Expected<MeldRequest> requestFrom(const Values &values) {
  MeldRequest request;
  request.workspace = values.text(values.has("against") ? "against" : "output").value_or("");
  request.outDir = values.text("out-dir");
  request.inPlace = values.has("in-place");
  request.backupSuffix = values.text("backup");
  request.existing = values.has("existing") || values.has("against");
  request.thin = values.has("thin");
  request.jsonFolder = values.text("keep-json");
  request.planOptions =
      values.passedOn({"format", "autolink", "policy", "min-copies", "exclude", "allow"});
  if (values.has("against"))
    request.planOptions.push_back("--policy=against");
  request.isolate = values.has("isolate") || values.has("hide");
  request.isolateOptions = values.passedOn({"exports", "export", "hide"});
  request.collect = values.has("gc");
  request.collectOptions = values.passedOn({"exports", "export", "initialisers"});
  request.stripOptions =
      values.passedOn({"drop-bitcode", "strip-debug", "keep-debug", "compress-debug"});
  request.strip = !request.stripOptions.empty();
  std::vector<StringRef> metadata(std::begin(buildSystems), std::end(buildSystems));
  metadata.push_back("native-libs");
  request.metadataOptions = values.passedOn(metadata);
  request.dryRun = values.has("dry-run");
  request.explain = values.has("explain");
  request.verbose = values.has("verbose");
  request.separate = values.has("separate");
  request.progress = values.passedOn({"progress"});
  request.jobs = values.passedOn({"jobs"});
  request.shards = values.number("shards");
  if (Error error = checkOptions(values, request))
    return error;
  if (Error error = checkShards(values, request))
    return error;
  Expected<std::vector<std::string>> libraries = librariesToScan(values);
  if (!libraries)
    return libraries.takeError();
  request.libraries = std::move(*libraries);
  request.lists = values.texts("files-from");
  for (const std::string &file : values.texts("cargo-messages"))
    request.lists.push_back(file);
  for (const char *option : {"exports", "native-libs"})
    for (const std::string &file : values.texts(option))
      request.lists.push_back(file);
  return request;
}

Expected<Exit> print(MeldRequest request, armeld::PrintForm form,
                     const std::optional<std::string> &toolFolder) {
  if (Error error = armeld::checkPaths(request))
    return error;
  if (Error error = armeld::findExistingWorkspace(request))
    return error;
  if (form != armeld::PrintForm::script) {
    request.shards = std::min(request.shards, request.libraries.size());
    Expected<std::string> text = armeld::shardsText(request, form);
    if (!text)
      return text.takeError();
    if (Error error = armeld::writeShards(request, toolFolder))
      return error;
    if (Error error = armeld::writeDocument("-", [&](auto &out) { out << *text; }))
      return error;
    return done;
  }
  if (Error error = armeld::writeDocument(
          "-", [&](auto &out) { armeld::printScript(request, toolFolder, out); }))
    return error;
  return done;
}

/// What to say after success: a warning, and to a person the result.
void report(const MeldRequest &request, const armeld::MeldResult &result) {
  if (result.conflicts != 0 && !request.explain)
    warn("warning: " + armeld::conflictWarning(result));
  if (armeld::isTerminalForErrors())
    warn(armeld::summary(result));
}

Expected<Exit> meldFrom(const Values &values) {
  if (std::optional<std::string> steps = values.text("steps"))
    return carryOut(*steps);
  if (values.has("read-symbols"))
    return readSymbols(values);
  Expected<MeldRequest> request = requestFrom(values);
  if (!request)
    return request.takeError();
  std::optional<std::string> toolFolder = armeld::findToolsBeside();
  if (values.has("print"))
    return print(std::move(*request), *values.choice<armeld::PrintForm>("print"), toolFolder);
  Expected<armeld::MeldResult> result = armeld::meld(*request, warn);
  if (!result)
    return result.takeError();
  armeld::writeToErrors(result->findings);
  switch (result->outcome) {
  case armeld::MeldOutcome::unsound:
    return checkFailed;
  case armeld::MeldOutcome::stopped:
    return failed;
  case armeld::MeldOutcome::done:
    if (!request->dryRun)
      report(*request, *result);
    return done;
  }
  return failed;
}

} // namespace

cli::Command cli::arMeld() {
  Tool tool = {
      .name = "ar-meld",
      .usage = "-o WORKSPACE [OPTION]... (--out-dir DIR | --in-place) LIBRARY...",
      .summary = "Move the objects that static libraries share into one workspace library.",
      .operands = {.what = "library"},
      .groups = {{"Output",
                  {{'o', "output", path("WORKSPACE"), "workspace library to write (required)"},
                   outDirOption,
                   inPlaceOption,
                   backupOption,
                   {0, "existing", flag(),
                    "add to WORKSPACE even if it does not bear the mark of a workspace library"},
                   {0, "against", path("LIBRARY"),
                    "in place of -o: only remove from the libraries what this one has"},
                   formatOption,
                   thinOption,
                   autolinkOption,
                   {0, "keep-json", folder(),
                    "leave all documents here: before.json, plan.json, after.json ..."}}},
                 {"Input", {filesFromOption, nullOption, cargoMessagesOption}},
                 {"Planning, as for dedup-plan(1)",
                  {policyOption, minCopiesOption, excludeOption, allowOption}},
                 {"Symbols, as for isolate-plan(1)",
                  {{0, "isolate", flag(),
                    "give symbols that libraries define differently other names, so that the "
                    "libraries link together"},
                   exportsOption,
                   exportOption,
                   hideOption}},
                 {"What goes, as for gc-plan(1) and strip-plan(1)",
                  {{0, "gc", flag(), "remove what no export reaches; needs --exports or --export"},
                   initialisersOption,
                   dropBitcodeOption,
                   stripDebugOption,
                   keepDebugOption,
                   compressDebugOption}},
                 {"Build systems, as for link-metadata(1)",
                  {pkgConfigOption, libtoolOption, cmakeOption, prefabOption, bazelOption,
                   moduleMapOption, linkerScriptOption, nativeLibsOption}},
                 {"Information",
                  {{0, "dry-run", flag(),
                    "only print what would move, and why other objects would stay"},
                   {0, "explain", flag(), "also print what moves, and why other objects stay"},
                   {0, "print", implying("script", oneOf<armeld::PrintForm>("FORM")),
                    "only print the commands: as a shell script that runs, or, with --shards, what "
                    "makes an engine run them"},
                   {0, "shards", number("N"),
                    "with --print: steps for N parts of the libraries, which several processes or "
                    "hosts carry out; they are written to the folder of --keep-json"},
                   {'v', "verbose", flag(), "print each command and its time on standard error"},
                   {0, "separate", flag(),
                    "run each step as a program of its own, as the script of --print does"},
                   {0, "steps", path("FILE"), "carry out these steps in this process",
                    /*hidden=*/true},
                   readSymbolsOption,
                   jobsOption,
                   progressOption}}},
      .exitCode1 = "the result does not link as before, and nothing was replaced",
  };
  return {std::move(tool), meldFrom};
}
