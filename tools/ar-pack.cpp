// ar-pack: carries out a plan. Writes the workspace library and the slimmed libraries.
#include "cli.h"

#include "os/text_file.h"
#include "pack/pack.h"

#include <iostream>

namespace {

using namespace cli;
using armeld::failure;

Expected<armeld::PackOptions> optionsFrom(const Values &values) {
  armeld::PackOptions options;
  auto text = [&](const char *name) {
    return values.count(name) ? std::optional(values[name].as<std::string>()) : std::nullopt;
  };
  options.outDir = text("out-dir");
  options.backupSuffix = text("backup");
  options.stage = text("stage");
  options.finished = text("finished");
  options.moveFinished = values.count("move");
  options.symbolTables = values.count("symtab");
  options.isLocked = values.count("locked");
  options.thin = values.count("thin");
  options.jobs = jobs(values);
  bool inPlace = values.count("in-place");
  if (inPlace == options.outDir.has_value())
    return failure("give one of --out-dir and --in-place");
  if (options.outDir && options.outDir->empty())
    return failure("--out-dir: an empty name is no folder; '.' is this one");
  if (options.backupSuffix && !inPlace)
    return failure("--backup goes with --in-place");
  if (options.backupSuffix &&
      (options.backupSuffix->empty() || options.backupSuffix->find('/') != std::string::npos))
    return failure("--backup: the suffix must be part of a file name");
  if (options.finished && options.symbolTables)
    return failure("--symtab: what --finished puts in place has its symbol tables already");
  if (options.finished && (!inPlace || options.stage))
    return failure("--finished goes with --in-place, and without --stage");
  if (options.moveFinished && !options.finished)
    return failure("--move goes with --finished");
  return options;
}

Expected<Exit> packFrom(const Values &values) {
  Expected<std::vector<std::string>> paths = operands(values, 1, 1, "plan");
  if (!paths)
    return paths.takeError();
  Expected<armeld::PackOptions> options = optionsFrom(values);
  if (!options)
    return options.takeError();
  Expected<armeld::TextFile> file = armeld::readAll(paths->front());
  if (!file)
    return file.takeError();
  Expected<armeld::Plan> plan = armeld::parsePlan(file->text, file->name);
  if (!plan)
    return plan.takeError();
  Expected<std::vector<std::string>> outputs = [&] {
    if (values.count("dry-run"))
      return armeld::outputPaths(*plan, options->outDir);
    ProgressDisplay display(values);
    options->progress = display.progress();
    return armeld::pack(*plan, *options);
  }();
  if (!outputs)
    return outputs.takeError();
  if (values.count("list") || values.count("dry-run"))
    for (const std::string &output : *outputs)
      std::cout << output << (values.count("null") ? '\0' : '\n');
  return done;
}

} // namespace

int main(int argc, char **argv) {
  Tool tool = {"ar-pack", "[OPTION]... (--out-dir DIR | --in-place) PLAN",
               "Write the workspace library and the slimmed libraries that a plan describes."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("out-dir", po::value<std::string>(), "write below this folder")
      ("in-place", "replace the libraries")
      ("backup", po::value<std::string>(), "with --in-place: keep the originals, with this suffix")
      ("stage", po::value<std::string>(), "take moved objects from this folder, which ar-extract made")
      ("finished", po::value<std::string>(), "with --in-place: replace the libraries by the files that ar-pack --out-dir wrote to this folder")
      ("move", "with --finished: move the files, where the file system can, and do not copy them")
      ("symtab", "write symbol tables too, but none to a library that has a member LLVM cannot read")
      ("locked", "with --in-place: the caller holds the locks on the libraries (see meld-lock)")
      ("thin", "write thin archives, where the members of the libraries are files of their own")
      ("list", "print the names of the files written, the workspace library first")
      ("dry-run", "only print the names of the files that would be written")
      ("null,0", "end printed names in NUL, not in a line break")
      ("jobs,j", po::value<Count>(), "threads (default: one per core)");
  // clang-format on
  addProgressOption(options);
  return run(tool, argc, argv, options, packFrom);
}
