// meld-report: shows what melding saved, library by library and crate by crate.
#include "commands.h"
#include "plan_documents.h"
#include "step_options.h"

#include "plan/explain.h"
#include "report/page.h"

namespace {

using namespace cli;

BOOST_DEFINE_ENUM_CLASS(Format, text, json, markdown, csv, html)

/// --json and --markdown are older names of formats.
Expected<Format> formatOf(const Values &values) {
  if (values.has("json") && values.has("markdown"))
    return armeld::failure("give one of --json and --markdown");
  bool isNamed = values.has("json") || values.has("markdown");
  if (isNamed && values.has("format"))
    return armeld::failure("give one of --format, --json and --markdown");
  if (isNamed)
    return values.has("json") ? Format::json : Format::markdown;
  return values.choice<Format>("format").value_or(Format::text);
}

/// What the plans say, or nothing if there is none.
Expected<std::optional<armeld::PlanNotes>> readNotes(const Values &values) {
  std::optional<armeld::PlanNotes> notes;
  for (const std::string &path : values.texts("plan")) {
    Expected<armeld::Plan> plan = readPlans({path});
    if (!plan)
      return plan.takeError();
    if (!notes)
      notes.emplace();
    llvm::append_range(notes->pins, armeld::pinsWithReasons(*plan));
    llvm::append_range(notes->conflicts, plan->conflicts);
  }
  return notes;
}

/// A step of one manifest is named by that, or else by what it is.
std::vector<armeld::StepDocuments> named(std::vector<std::vector<std::string>> steps) {
  std::vector<armeld::StepDocuments> documents;
  for (std::vector<std::string> &step : steps) {
    std::string name = step.front();
    if (step.size() > 1)
      name = documents.empty() ? "before" : "after";
    documents.push_back({std::move(name), std::move(step)});
  }
  return documents;
}

Expected<Exit> compareSizes(const Values &values) {
  Expected<Format> format = formatOf(values);
  if (!format)
    return format.takeError();
  if (values.has("plan") && *format != Format::html)
    return armeld::failure("--plan is for --format html");

  Expected<std::vector<std::vector<std::string>>> manifests = stepManifests(values);
  if (!manifests)
    return manifests.takeError();
  Expected<armeld::PathMap> map = pathMap(values);
  if (!map)
    return map.takeError();

  // Read the manifests, and find out which library is which.
  std::optional<ProgressDisplay> display(std::in_place, values);
  Expected<std::vector<armeld::Step>> steps = armeld::readSteps(
      named(std::move(*manifests)), *map, values.texts("workspace"), display->progress());
  if (!steps)
    return steps.takeError();

  // Compare, and write the tables.
  armeld::Report report = armeld::compare(*steps);
  std::vector<armeld::Sections> sections;
  Expected<std::vector<std::string>> sectionFiles = armeld::documentsAt(values.texts("sections"));
  if (!sectionFiles)
    return sectionFiles.takeError();
  for (const std::string &path : *sectionFiles) {
    // It is about the objects of one of the manifests; what it says of others is not used.
    Expected<armeld::Sections> read = armeld::readSections(path, *steps->front().manifest);
    if (!read)
      return read.takeError();
    sections.push_back(std::move(*read));
  }
  std::vector<std::string> warnings;
  if (!sections.empty()) {
    armeld::addKinds(*steps, sections, report);
    warnings = armeld::unknownObjects(*steps, sections);
  }
  Expected<std::optional<armeld::PlanNotes>> notes = readNotes(values);
  if (!notes)
    return notes.takeError();
  display.reset();
  for (const std::string &warning : warnings)
    warn("warning: " + warning);
  if (Error error = writeOutput(values, [&](auto &out) {
        switch (*format) {
        case Format::text:
          return printText(report, out);
        case Format::json:
          return printJson(report, out);
        case Format::markdown:
          return printMarkdown(report, out);
        case Format::csv:
          return printCsv(report, out);
        case Format::html:
          return printPage(report, *steps, sections, *notes ? &**notes : nullptr, out);
        }
      }))
    return error;
  return done;
}

} // namespace

cli::Command cli::meldReport() {
  Tool tool = {
      .name = "meld-report",
      .usage = "[OPTION]... [BEFORE] [BETWEEN]... [AFTER]",
      .summary =
          "Show the sizes of libraries before and after melding, and what the bytes belong to.",
      .operands = {.what = "BEFORE and AFTER"},
      .groups = {{"Options",
                  {
                      beforeOption,
                      afterOption,
                      mapOption,
                      {'o', "output", byDefault("-", output()), "write to this file"},
                      {0, "format", byDefault("text", oneOf<Format>("FORMAT")),
                       "write the tables as text, Markdown or CSV, the report as JSON, or a page "
                       "with plots"},
                      {0, "json", flag(), "the same as --format json"},
                      {0, "markdown", flag(), "the same as --format markdown"},
                      {0, "sections", repeated(input()),
                       "also show what bytes are for, by these documents of 'ar-scan --sections'"},
                      {0, "plan", repeated(input()),
                       "show in the page the pins and conflicts of this plan"},
                      {0, "workspace", repeated(path("PATH")),
                       "path of the workspace library in AFTER (default: the library that BEFORE "
                       "does not have)"},
                      progressOption,
                  }}},
  };
  return {std::move(tool), compareSizes};
}
