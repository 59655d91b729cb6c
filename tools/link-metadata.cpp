// link-metadata: tells pkg-config, libtool, CMake and others that slimmed libraries need the
// workspace library.
#include "commands.h"
#include "metadata_options.h"
#include "plan_documents.h"

#include "metadata/metadata.h"
#include "os/output_file.h"
#include "os/overwrite.h"
#include "pack/output_paths.h"

#include "llvm/Support/FileSystem.h"

namespace {

using namespace cli;
using armeld::failure;

/// The libraries of the plan that link with the workspace library: those that give objects to it,
/// or may have given some in an earlier run.
Expected<armeld::MeldedSet> setOf(const armeld::Plan &plan,
                                  const std::vector<std::string> &outputs) {
  Expected<std::vector<armeld::LibraryFile>> files = armeld::libraryFiles(plan);
  if (!files)
    return files.takeError();
  std::vector<std::string> slimmed;
  if (armeld::leavesWorkspaceAlone(plan))
    files->clear();
  for (size_t i = 0; i < files->size(); ++i)
    for (size_t library : (*files)[i].libraries)
      if (plan.workspace->existing || !plan.libraries[library].drop.empty()) {
        slimmed.push_back(outputs[i + 1]);
        break;
      }
  return armeld::meldedSet(outputs.front(), slimmed);
}

Expected<armeld::LinkFlags> nativeLibs(const Values &values, StringRef folder) {
  armeld::LinkFlags all;
  for (const std::string &file : values.texts("native-libs")) {
    Expected<armeld::LinkFlags> flags = armeld::readNativeLibs(file);
    if (!flags)
      return flags.takeError();
    if (Error error = armeld::mergeInto(all, armeld::putRight(*flags, folder)))
      return armeld::at(armeld::shown(file), std::move(error));
  }
  return all;
}

Expected<armeld::Changes> changesFor(const Values &values, const armeld::MeldedSet &set,
                                     llvm::ArrayRef<std::string> libraries) {
  Expected<armeld::LinkFlags> native = nativeLibs(values, set.workspace.folder);
  if (!native)
    return native.takeError();
  armeld::Changes changes;
  if (values.has("pkg-config"))
    if (Error error = addPkgConfig(set, *native, values.texts("pkg-config"), changes))
      return error;
  if (values.has("libtool"))
    if (Error error = addLibtool(set, *native, values.texts("libtool"), changes))
      return error;
  if (std::optional<std::string> folder = values.text("cmake"))
    if (Error error = addCMake(set, *native, *folder, changes))
      return error;
  if (std::optional<std::string> folder = values.text("prefab"))
    if (Error error = addPrefab(set, *native, *folder, changes))
      return error;
  if (std::optional<std::string> file = values.text("bazel"))
    if (Error error = addBazel(set, *native, *file, changes))
      return error;
  if (std::optional<std::string> file = values.text("modulemap"))
    if (Error error = addModuleMap(set, *file, changes))
      return error;
  if (std::optional<std::string> folder = values.text("linker-script"))
    if (Error error = addLinkerScripts(set, libraries, *folder, changes))
      return error;
  return changes;
}

/// No file is written over what this command has read to the end, or over a library.
Error checkOutputs(const Values &values, const armeld::Changes &changes,
                   const std::vector<std::string> &libraries) {
  std::vector<std::string> inputs = values.operands, outputs;
  for (const std::string &file : values.texts("native-libs"))
    inputs.push_back(file);
  inputs.insert(inputs.end(), libraries.begin(), libraries.end());
  for (const armeld::Change &change : changes.all())
    outputs.push_back(change.path);
  return armeld::refuseToOverwrite(outputs, inputs);
}

Error printNames(const armeld::Changes &changes) {
  return armeld::writeDocument("-", [&](llvm::raw_ostream &out) {
    for (const armeld::Change &change : changes.all())
      out << change.path << '\n';
  });
}

Expected<Exit> tell(const Values &values) {
  if (!namesBuildSystem(values))
    return failure("no build system given (--pkg-config, --libtool, --cmake, --prefab, --bazel, "
                   "--modulemap, --linker-script); try --help");
  Expected<armeld::Plan> plan = readPlans(values.operands);
  if (!plan)
    return plan.takeError();
  bool dryRun = values.has("dry-run");
  if (!plan->workspace) {
    if (!dryRun)
      warn("warning: " + armeld::shown(values.operands.front()) +
           ": plans no workspace library, so nothing is to be told");
    return done;
  }
  Expected<std::vector<std::string>> outputs = armeld::outputPaths(*plan, values.text("out-dir"));
  if (!outputs)
    return outputs.takeError();
  if (!dryRun && !llvm::sys::fs::exists(outputs->front()))
    return failure(armeld::shown(outputs->front()) +
                   ": is not there yet; ar-pack writes it, and --out-dir says where it did");
  Expected<armeld::MeldedSet> set = setOf(*plan, *outputs);
  if (!set)
    return set.takeError();
  Expected<armeld::Changes> changes = changesFor(values, *set, *outputs);
  if (!changes)
    return changes.takeError();
  if (Error error = checkOutputs(values, *changes, *outputs))
    return error;
  if (dryRun) {
    if (Error error = printNames(*changes))
      return error;
    return done;
  }
  for (const std::string &warning : changes->allWarnings())
    warn("warning: " + warning);
  if (Error error = changes->write())
    return error;
  return done;
}

} // namespace

cli::Command cli::linkMetadata() {
  Tool tool = {
      .name = "link-metadata",
      .usage = "[OPTION]... PLAN...",
      .summary = "Tell build systems that slimmed libraries need the workspace library.",
      .operands = {.what = "plan", .least = 1},
      .groups = {{"Build systems",
                  {pkgConfigOption, libtoolOption, cmakeOption, prefabOption, bazelOption,
                   moduleMapOption, linkerScriptOption}},
                 {"Options",
                  {
                      nativeLibsOption,
                      {0, "out-dir", folder(),
                       "the libraries are in this folder, where ar-pack --out-dir wrote them"},
                      {0, "dry-run", flag(),
                       "write nothing; print the names of the files that would change"},
                  }}},
  };
  return {std::move(tool), tell};
}
