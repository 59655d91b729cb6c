// ar-extract: writes the objects of a plan's workspace library, or of a manifest, as files.
#include "commands.h"
#include "manifest_options.h"
#include "plan_documents.h"
#include "share_options.h"

#include "base/names.h"
#include "os/text_file.h"
#include "pack/extract.h"

namespace {

using namespace cli;

/// What the document at `path` offers, be it a plan or a manifest.
Expected<armeld::Extractable> readOffer(const std::string &path) {
  Expected<armeld::TextFile> file = armeld::readAll(path);
  if (!file)
    return file.takeError();
  // Our tools write the schema first. Anything else is read as a plan, and refused as one.
  if (file->text.take_front(200).contains(armeld::Manifest::schema)) {
    Expected<armeld::Manifest> manifest = armeld::parseManifest(file->text, file->name);
    if (!manifest)
      return manifest.takeError();
    return armeld::extractable(*manifest);
  }
  Expected<armeld::Plan> plan = armeld::parsePlan(file->text, file->name);
  if (!plan)
    return plan.takeError();
  return armeld::extractable(*plan);
}

/// What the workspace library of a plan takes from this host's libraries.
Expected<armeld::Extractable> readNeeded(const Values &values) {
  if (values.has("name") || values.has("object"))
    return armeld::failure(
        "--for-workspace takes all that is needed; --name and --object do not go with it");
  Expected<std::optional<std::vector<std::string>>> only = onlyLibraries(values);
  if (!only)
    return only.takeError();
  Expected<armeld::Plan> plan = readPlans(values.operands);
  if (!plan)
    return plan.takeError();
  Expected<armeld::Extractable> what = armeld::neededForWorkspace(*plan, *only);
  if (what)
    llvm::append_range(what->inputs, values.texts("only-from"));
  return what;
}

Expected<Exit> extractFrom(const Values &values) {
  std::optional<std::string> folder = values.text("directory");
  if (!folder)
    return armeld::failure("no folder given (-C); try --help");
  if (!values.has("for-workspace")) {
    if (values.has("only") || values.has("only-from"))
      return armeld::failure("--only and --only-from go with --for-workspace");
    if (values.operands.size() > 1)
      return armeld::failure("unexpected operand '" + armeld::shown(values.operands[1]) +
                             "'; several plans go with --for-workspace");
  }
  Expected<armeld::Extractable> what =
      values.has("for-workspace") ? readNeeded(values) : readOffer(values.operands.front());
  if (!what)
    return what.takeError();
  llvm::append_range(what->inputs, values.operands);
  armeld::ExtractFilter filter = {values.texts("name"), values.texts("object")};
  armeld::keepMatching(what->entries, filter);
  bool asked = !filter.nameGlobs.empty() || !filter.digestPrefixes.empty();
  if (asked && what->entries.empty()) {
    warn("no object has such a name or digest");
    return checkFailed;
  }
  Expected<armeld::PathMap> map = pathMap(values);
  if (!map)
    return map.takeError();
  ProgressDisplay display(values);
  Expected<armeld::Index> index =
      armeld::extract(std::move(*what), *folder, values.number("jobs"), display.progress(), *map);
  if (!index)
    return index.takeError();
  return done;
}

} // namespace

cli::Command cli::arExtract() {
  Tool tool = {
      .name = "ar-extract",
      .usage = "[OPTION]... -C DIR PLAN-OR-MANIFEST...",
      .summary = "Write objects as files, and an index (index.json) that says which file holds "
                 "which object.",
      .operands = {.what = "plan or manifest", .least = 1},
      .groups = {{"Options",
                  {
                      {'C', "directory", folder(),
                       "write to this folder, which is created if it does not exist"},
                      {0, "name", repeated(text("PATTERN")),
                       "extract only members whose names match this pattern"},
                      {0, "object", repeated(text("PREFIX")),
                       "extract only objects whose digest begins with PREFIX"},
                      {0, "for-workspace", flag(),
                       "extract what the workspace library of the plans takes from libraries of "
                       "this host, so that ar-pack can write it on another one"},
                      mapOption,
                      onlyOption,
                      onlyFromOption,
                      {'0', "null", flag(), "the names in the files of --only-from end in NUL"},
                      jobsOption,
                      progressOption,
                  }}},
      .exitCode1 = "no object matches",
  };
  return {std::move(tool), extractFrom};
}
