// meld-report: shows what melding saved, library by library and crate by crate.
#include "cli.h"

#include "os/output_file.h"
#include "report/report.h"

int main(int argc, char **argv) {
  using namespace cli;
  Tool tool = {"meld-report", "[OPTION]... BEFORE AFTER",
               "Show the sizes of libraries before and after melding, and where the bytes are."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("output,o", po::value<std::string>()->default_value("-"), "write to this file; '-' is standard output")
      ("format", po::value<std::string>()->default_value("text"), "text, markdown or json")
      ("workspace", po::value<std::string>(), "path of the workspace library in AFTER (default: the library that was not there before)");
  // clang-format on
  addProgressOption(options);
  return run(tool, argc, argv, options, [](const Values &values) -> Expected<Exit> {
    std::string format = values["format"].as<std::string>();
    if (format != "text" && format != "markdown" && format != "json")
      return armeld::failure("'" + armeld::shown(format) +
                             "' is no format; known are text, markdown and json");

    // Read both manifests, and find out which library is which.
    Expected<std::vector<std::string>> paths = operands(values, 2, 2, "BEFORE and AFTER");
    if (!paths)
      return paths.takeError();
    std::optional<ProgressDisplay> display(std::in_place, values);
    Expected<armeld::PairedManifests> sets = armeld::readPair(
        (*paths)[0], (*paths)[1], text(values, "workspace"), std::nullopt, display->progress());
    if (!sets)
      return sets.takeError();

    // Compare, and write the tables.
    armeld::Report report = armeld::compare(sets->before, sets->after, sets->pairing);
    display.reset();
    if (Error error = armeld::writeDocument(values["output"].as<std::string>(), [&](auto &out) {
          if (format == "json")
            print(report, out);
          else if (format == "markdown")
            printMarkdown(report, out);
          else
            printText(report, out);
        }))
      return error;
    return done;
  });
}
