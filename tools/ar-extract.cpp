// ar-extract: writes the objects of a plan's workspace library, or of a manifest, as files.
#include "cli.h"

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

Expected<Exit> extractFrom(const Values &values) {
  Expected<std::vector<std::string>> paths = operands(values, 1, 1, "plan or manifest");
  if (!paths)
    return paths.takeError();
  if (!values.count("directory"))
    return armeld::failure("no folder given (-C); try --help");
  Expected<armeld::Extractable> what = readOffer(paths->front());
  if (!what)
    return what.takeError();
  what->inputs.push_back(paths->front());
  armeld::ExtractFilter filter = {strings(values, "name"), strings(values, "object")};
  armeld::keepMatching(what->entries, filter);
  bool asked = !filter.nameGlobs.empty() || !filter.digestPrefixes.empty();
  if (asked && what->entries.empty()) {
    warn("no object has such a name or digest");
    return no;
  }
  ProgressDisplay display(values);
  Expected<armeld::Index> index = armeld::extract(
      std::move(*what), values["directory"].as<std::string>(), jobs(values), display.progress());
  if (!index)
    return index.takeError();
  return done;
}

} // namespace

int main(int argc, char **argv) {
  Tool tool = {"ar-extract", "[OPTION]... -C DIR PLAN-OR-MANIFEST",
               "Write objects as files, and an index (index.json) of which file is which object."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("directory,C", po::value<std::string>(), "write into this folder, which is created if it does not exist")
      ("name", po::value<std::vector<std::string>>(), "only objects of members whose names match this pattern")
      ("object", po::value<std::vector<std::string>>(), "only the objects whose digest begins like this")
      ("jobs,j", po::value<Count>(), "threads (default: one per core)");
  // clang-format on
  addProgressOption(options);
  return run(tool, argc, argv, options, extractFrom);
}
