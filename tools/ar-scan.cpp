// ar-scan: reads static libraries and writes a manifest of what is in them.
#include "cli.h"

#include "os/output_file.h"
#include "scan/cargo_messages.h"
#include "scan/scan.h"

int main(int argc, char **argv) {
  using namespace cli;
  Tool tool = {"ar-scan", "[OPTION]... LIBRARY...",
               "Write a manifest of the members and objects of static libraries."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("output,o", po::value<std::string>()->default_value("-"), "write to this file; '-' is standard output")
      ("jobs,j", po::value<Count>(), "threads (default: one per core)")
      ("files-from", po::value<std::vector<std::string>>(), "also scan the libraries that this file names, one a line; '-' is standard input")
      ("null,0", "names in --files-from end in NUL, not in a line break")
      ("cargo-messages", po::value<std::vector<std::string>>(), "also scan the staticlibs that 'cargo build --message-format=json' named in this file; '-' is standard input");
  // clang-format on
  addProgressOption(options);
  return run(tool, argc, argv, options, [](const Values &values) -> Expected<Exit> {
    // Gather the libraries: operands, then lists, then Cargo's messages.
    Expected<std::vector<std::string>> libraries = namedLibraries(values);
    if (!libraries)
      return libraries.takeError();
    for (const std::string &file : strings(values, "cargo-messages")) {
      Expected<std::vector<std::string>> names = armeld::readCargoMessages(file);
      if (!names)
        return names.takeError();
      libraries->insert(libraries->end(), names->begin(), names->end());
    }
    if (libraries->empty())
      return armeld::failure("no library given; try --help");

    // Scan them, and write what was found.
    Expected<armeld::ScanResult> result = [&] {
      ProgressDisplay display(values);
      return armeld::scan(*libraries, {.jobs = jobs(values), .progress = display.progress()});
    }();
    if (!result)
      return result.takeError();
    for (const std::string &warning : result->warnings)
      warn("warning: " + warning);
    if (Error error = armeld::writeDocument(values["output"].as<std::string>(), [&](auto &out) {
          armeld::print(result->manifest, out);
        }))
      return error;
    return done;
  });
}
