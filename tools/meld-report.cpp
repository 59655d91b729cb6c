// meld-report: shows what melding saved, library by library and crate by crate.
#include "cli.h"

#include "report/report.h"

namespace {

using namespace cli;

Expected<Exit> compareSizes(const Values &values) {
  if (values.has("json") && values.has("markdown"))
    return armeld::failure("give one of --json and --markdown");

  // Read both manifests, and find out which library is which.
  std::optional<ProgressDisplay> display(std::in_place, values);
  std::optional<std::string> workspace = values.text("workspace");
  Expected<armeld::PairedManifests> sets = armeld::readPair(
      values.operands[0], values.operands[1], workspace, std::nullopt, display->progress());
  if (!sets)
    return sets.takeError();

  // Compare, and write the tables.
  armeld::Report report = armeld::compare(sets->before, sets->after, sets->pairing);
  std::vector<armeld::Sections> sections;
  for (const std::string &path : values.texts("sections")) {
    // It is about the objects of one of the manifests; what it says of others is not used.
    Expected<armeld::Sections> read = armeld::readSections(path, sets->before);
    if (!read)
      return read.takeError();
    sections.push_back(std::move(*read));
  }
  if (!sections.empty())
    armeld::addKinds(sets->before, sets->after, sections, report);
  display.reset();
  if (Error error = writeOutput(values, [&](auto &out) {
        if (values.has("json"))
          print(report, out);
        else if (values.has("markdown"))
          printMarkdown(report, out);
        else
          printText(report, out);
      }))
    return error;
  return done;
}

} // namespace

int main(int argc, char **argv) {
  const Tool tool = {
      .name = "meld-report",
      .usage = "[OPTION]... BEFORE AFTER",
      .summary =
          "Show the sizes of libraries before and after melding, and what the bytes belong to.",
      .operands = {.what = "BEFORE and AFTER", .least = 2, .most = 2},
      .groups = {{"Options",
                  {
                      {'o', "output", byDefault("-", output()), "write to this file"},
                      {0, "json", flag(), "write the report as JSON"},
                      {0, "markdown", flag(), "write the tables as Markdown"},
                      {0, "sections", repeated(input()),
                       "also show what bytes are for, by these documents of 'ar-scan --sections'"},
                      {0, "workspace", path("PATH"),
                       "path of the workspace library in AFTER (default: the library that BEFORE "
                       "does not have)"},
                      progressOption,
                  }}},
  };
  return run(tool, argc, argv, compareSizes);
}
