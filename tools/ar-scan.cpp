// ar-scan: reads static libraries and writes a manifest of what is in them.
#include "commands.h"
#include "library_options.h"
#include "manifest_options.h"

#include "os/output_file.h"
#include "os/overwrite.h"
#include "scan/scan.h"

namespace {

using namespace cli;

/// The files that hold the members of thin archives.
std::vector<std::string> memberFiles(const armeld::Manifest &manifest) {
  std::vector<std::string> files;
  for (const armeld::Library &library : manifest.libraries)
    for (const armeld::Member &member : library.members)
      if (member.file)
        files.push_back(member.file->str());
  return files;
}

Error refuseToOverwriteAny(llvm::ArrayRef<std::string> outputs,
                           llvm::ArrayRef<std::string> inputs) {
  for (const std::string &output : outputs)
    if (Error error = armeld::refuseToOverwrite(output, inputs))
      return error;
  return Error::success();
}

Expected<Exit> scanLibraries(const Values &values) {
  // Gather the libraries: operands, then lists, then Cargo's messages.
  Expected<std::vector<std::string>> libraries = librariesToScan(values);
  if (!libraries)
    return libraries.takeError();
  std::vector<std::string> outputs = {*values.text("output")};
  if (std::optional<std::string> sections = values.text("sections")) {
    if (*sections == outputs.front() && *sections != "-")
      return armeld::failure(armeld::shown(*sections) + ": is to get two documents");
    if (*sections == "-" && outputs.front() == "-")
      return armeld::failure("--sections: standard output gets the manifest; write one of them to "
                             "a file");
    outputs.push_back(*sections);
  }
  if (Error error = refuseToOverwriteAny(outputs, *libraries))
    return error;

  Expected<armeld::PathMap> map = pathMap(values);
  if (!map)
    return map.takeError();

  armeld::SharedManifest known;
  if (std::optional<std::string> path = values.text("known")) {
    Expected<armeld::SharedManifest> read = armeld::receiveManifest(*path);
    if (!read)
      return read.takeError();
    known = std::move(*read);
  }

  // Scan them, and write what was found.
  Expected<armeld::ScanResult> result = [&] {
    ProgressDisplay display(values);
    return armeld::scan(*libraries, {.jobs = values.number("jobs"),
                                     .sections = values.has("sections"),
                                     .known = known.get(),
                                     .progress = display.progress()});
  }();
  if (!result)
    return result.takeError();
  if (!values.has("quiet"))
    for (const std::string &warning : result->warnings)
      warn("warning: " + warning);
  if (Error error = refuseToOverwriteAny(outputs, memberFiles(result->manifest)))
    return error;
  map->apply(result->manifest);
  if (values.has("sections"))
    if (Error error = armeld::deliver(outputs.back(), std::move(result->sections)))
      return error;
  if (Error error = deliverOutput(values, std::move(result->manifest)))
    return error;
  return done;
}

} // namespace

cli::Command cli::arScan() {
  Tool tool = {
      .name = "ar-scan",
      .usage = "[OPTION]... LIBRARY...",
      .summary = "Write a manifest of the members and objects of static libraries.",
      .operands = {.what = "library"},
      .groups = {{"Options",
                  {
                      {'o', "output", byDefault("-", output()), "write the manifest to this file"},
                      {0, "sections", output(),
                       "also write to this file which sections the objects have, and what refers "
                       "to what, for gc-plan"},
                      {0, "known", input("MANIFEST"),
                       "take what this manifest says of an object, instead of inspecting it again"},
                      {0, "map", repeated(text("FROM=TO")),
                       "write paths that begin with the folder FROM as if they began with TO"},
                      jobsOption,
                      filesFromOption,
                      nullOption,
                      cargoMessagesOption,
                      {'q', "quiet", flag(), "do not warn of members that cannot be inspected"},
                      progressOption,
                  }}},
  };
  return {std::move(tool), scanLibraries};
}
