#include "cli.h"

#include "os/mapped_file.h"
#include "os/open_files.h"
#include "os/temporary_files.h"
#include "os/text_file.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/ErrorHandling.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <new>
#include <sstream>
#include <unistd.h>

namespace cli {

using armeld::failure;

static const char *toolName = "armeld";

void warn(const std::string &text) {
  // One write, so that messages of tools in one pipeline do not run into each other.
  std::string line = std::string(toolName) + ": " + text + "\n";
  fwrite(line.data(), 1, line.size(), stderr);
}

/// Ends the tool where there is no way back to `run`, and takes temporary files along.
[[noreturn]] static void giveUp(const std::string &cause) {
  armeld::endTemporaryFiles();
  warn(cause);
  _exit(failed);
}

[[noreturn]] static void giveUpForMemory() { giveUp("out of memory"); }

/// LLVM ends the process when it meets what it does not expect, which an edited plan can bring
/// about, and all of us do when there is no memory.
static void reportWhatIsFatal() {
  llvm::install_fatal_error_handler([](void *, const char *reason, bool) {
    giveUp("LLVM gave up: " + llvm::StringRef(reason).trim().str());
  });
  llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { giveUpForMemory(); });
  std::set_new_handler(giveUpForMemory);
}

static void printHelp(const Tool &tool, const po::options_description &options) {
  std::ostringstream text;
  text << "Usage: " << tool.name << " " << tool.usage << "\n" << tool.summary << "\n\n" << options;
  text << "\nExit code: 0 done, 1 the answer is no, 2 could not run. See " << tool.name
       << "(1) and armeld(7).\n";
  std::cout << text.str();
}

static Expected<Exit> parseAndRun(const Tool &tool, int argc, char **argv,
                                  const po::options_description &options,
                                  const std::function<Expected<Exit>(const Values &)> &body) {
  po::options_description all;
  all.add(options).add_options()("operand", po::value<std::vector<std::string>>());
  po::positional_options_description positional;
  positional.add("operand", -1);
  Values values;
  try {
    // No guessing of shortened options: a script that works today must not break when an option
    // comes.
    using namespace po::command_line_style;
    po::store(po::command_line_parser(argc, argv)
                  .options(all)
                  .positional(positional)
                  .style(unix_style & ~allow_guessing)
                  .run(),
              values);
    po::notify(values);
  } catch (const po::error &error) {
    return failure(std::string(error.what()) + "; try --help");
  }
  if (values.count("help")) {
    printHelp(tool, options);
    return done;
  }
  if (values.count("progress")) {
    const std::string &when = values["progress"].as<std::string>();
    if (when != "auto" && when != "always" && when != "never")
      return failure("--progress: '" + armeld::shown(when) + "' is not one of auto, always, never");
  }
  if (values.count("version")) {
    std::cout << tool.name << " (armeld) " ARMELD_VERSION ", LLVM " LLVM_VERSION_STRING "\n";
    return done;
  }
  return body(values);
}

int run(const Tool &tool, int argc, char **argv, po::options_description options,
        const std::function<Expected<Exit>(const Values &)> &body) {
  toolName = tool.name;
  armeld::raiseOpenFileLimit();
  armeld::exitOnTruncation(tool.name);
  reportWhatIsFatal();
  // A reader that goes away must give an error message, not a silent end.
  std::signal(SIGPIPE, SIG_IGN);
  // clang-format off
  options.add_options()
      ("help,h", "print this and exit")
      ("version", "print the version and exit");
  // clang-format on
  Expected<Exit> result = parseAndRun(tool, argc, argv, options, body);
  if (!result) {
    warn(armeld::text(result.takeError()));
    return failed;
  }
  std::cout.flush();
  if (!std::cout) {
    warn("standard output: cannot be written");
    return failed;
  }
  return *result;
}

void addProgressOption(po::options_description &options) {
  options.add_options()(
      "progress", po::value<std::string>()->default_value("auto"),
      "show on standard error how far it is: auto (on a terminal), always, never");
}

ProgressDisplay::ProgressDisplay(const Values &values) {
  const std::string &when = values["progress"].as<std::string>();
  always = when == "always";
  if (always || (when == "auto" && isatty(STDERR_FILENO)))
    thread = std::thread([this] { showUntilDone(); });
}

ProgressDisplay::~ProgressDisplay() {
  if (!thread.joinable())
    return;
  {
    std::lock_guard lock(mutex);
    done = true;
  }
  end.notify_one();
  thread.join();
  if (always)
    show();
  if (shown) // the line goes on a terminal, and stays in a file
    fputs(always ? "\n" : "\r\033[K", stderr);
}

void ProgressDisplay::showUntilDone() {
  using namespace std::chrono_literals;
  std::unique_lock lock(mutex);
  end.wait_for(lock, always ? 0ms : 500ms, [&] { return done; });
  while (!done) {
    show();
    end.wait_for(lock, 100ms, [&] { return done; });
  }
}

void ProgressDisplay::show() {
  double total = double(state.totalBytes), part = double(state.doneBytes);
  if (total == 0)
    return; // not known yet
  char line[160];
  int length = snprintf(line, sizeof line, "\r%s: %.1f of %.1f MB (%.0f %%)", toolName, part / 1e6,
                        total / 1e6, 100 * part / total);
  fwrite(line, 1, size_t(std::min<int>(length, sizeof line - 1)), stderr);
  shown = true;
}

std::vector<std::string> strings(const Values &values, const char *option) {
  return values.count(option) ? values[option].as<std::vector<std::string>>()
                              : std::vector<std::string>();
}

std::optional<llvm::StringRef> text(const Values &values, const char *option) {
  if (!values.count(option))
    return std::nullopt;
  return values[option].as<std::string>();
}

Expected<std::vector<std::string>> operands(const Values &values, size_t least, size_t most,
                                            const char *what) {
  std::vector<std::string> all = strings(values, "operand");
  if (all.size() < least)
    return failure(std::string("no ") + what + " given; try --help");
  if (most != 0 && all.size() > most)
    return failure("'" + armeld::shown(all[most]) + "' is one operand too many; try --help");
  return all;
}

void validate(boost::any &read, const std::vector<std::string> &texts, Count *, int) {
  po::validators::check_first_occurrence(read);
  const std::string &text = po::validators::get_single_string(texts);
  Count count;
  if (!llvm::all_of(text, llvm::isDigit) || !llvm::to_integer(text, count.number, 10))
    throw po::invalid_option_value(text);
  read = count;
}

unsigned jobs(const Values &values) {
  return values.count("jobs") ? values["jobs"].as<Count>().number : 0;
}

static Expected<std::vector<std::string>> readNames(const std::string &path, bool nulSeparated) {
  Expected<armeld::TextFile> file = armeld::readAll(path);
  if (!file)
    return file.takeError();
  std::vector<std::string> names;
  llvm::SmallVector<llvm::StringRef> parts;
  file->text.split(parts, nulSeparated ? '\0' : '\n', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts)
    names.push_back(part.str());
  return names;
}

Expected<std::vector<std::string>> namedLibraries(const Values &values) {
  std::vector<std::string> all = strings(values, "operand");
  for (const std::string &list : strings(values, "files-from")) {
    Expected<std::vector<std::string>> names = readNames(list, values.count("null"));
    if (!names)
      return names.takeError();
    all.insert(all.end(), names->begin(), names->end());
  }
  return all;
}

} // namespace cli
