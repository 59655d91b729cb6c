#include "cli.h"

#include "cli_text.h"
#include "os/files.h"
#include "os/mapped_file.h"
#include "os/open_files.h"
#include "os/output_file.h"
#include "os/overwrite.h"
#include "os/start.h"
#include "os/temporary_files.h"
#include "os/terminal.h"
#include "os/text_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Process.h"

#include <boost/program_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>

#ifndef ARMELD_COMMIT // the Makefile says it to this file alone
#define ARMELD_COMMIT ""
#endif

namespace cli {

namespace po = boost::program_options;
using armeld::failure;
using armeld::shown;

static const char *toolName = "armeld";

void warn(const std::string &text) {
  // One write, so that messages of tools in one pipeline do not run into each other.
  std::string line = std::string(toolName) + ": " + text + "\n";
  armeld::writeToErrors(line);
}

// ---- the table ----

Argument oneOf(std::vector<std::string> choices, const char *metavariable) {
  return {Kind::choice, metavariable ? metavariable : llvm::join(choices, "|"), choices, {}};
}

const Option jobsOption = {'j', "jobs", number("N"), "use N threads (default: one per core)"};
const Option progressOption = {0, "progress", byDefault("auto", oneOf({"auto", "always", "never"})),
                               "show progress on standard error; auto: if that is a terminal"};
const Option filesFromOption = {
    0, "files-from", repeated(input()),
    "also take the libraries that this file lists, one a line; '-' is standard input"};
const Option nullOption = {'0', "null", flag(),
                           "names in --files-from end in NUL, not in a line break"};

static const Option completionsOption = {0, "completions", oneOf({"bash", "zsh", "fish"}, "SHELL"),
                                         "print the completions of this shell", /*hidden=*/true};

/// The tool's options and those that every tool has.
static Tool completed(Tool tool) {
  std::vector<Option> &first = tool.groups.front().options;
  first.push_back({'h', "help", flag(), "print this help and exit"});
  first.push_back({0, "version", flag(), "print the version and exit"});
  first.push_back(completionsOption);
  return tool;
}

// ---- what the command line gave ----

static const Option *find(const Tool &tool, StringRef name) {
  for (const Group &group : tool.groups)
    for (const Option &option : group.options)
      if (name == option.name)
        return &option;
  return nullptr;
}

/// The row of an option that the tool asks for.
static const Option &row(const Tool &tool, StringRef name) {
  const Option *option = find(tool, name);
  if (!option)
    llvm::report_fatal_error("the table has no option --" + name);
  return *option;
}

bool Values::has(StringRef name) const {
  const Option &option = row(*tool, name);
  return llvm::any_of(given, [&](const Given &one) { return one.option == &option; });
}

std::vector<std::string> Values::texts(StringRef name) const {
  const Option &option = row(*tool, name);
  std::vector<std::string> all;
  for (const Given &one : given)
    if (one.option == &option)
      all.push_back(one.text);
  return all;
}

std::optional<std::string> Values::text(StringRef name) const {
  std::vector<std::string> all = texts(name);
  if (!all.empty())
    return all.back();
  const std::string &standard = row(*tool, name).argument.standard;
  return standard.empty() ? std::nullopt : std::optional(standard);
}

unsigned Values::number(StringRef name) const {
  unsigned value = 0;
  if (std::optional<std::string> digits = text(name))
    llvm::to_integer(*digits, value, 10); // `read` has checked it
  return value;
}

std::vector<std::string> Values::passedOn(llvm::ArrayRef<StringRef> names) const {
  std::vector<std::string> arguments;
  for (const Given &one : given) {
    if (!llvm::is_contained(names, StringRef(one.option->name)))
      continue;
    arguments.push_back(std::string("--") + one.option->name);
    if (one.option->argument.kind == Kind::none)
      continue;
    if (one.text.empty()) // Boost's parser does not take "--name="
      arguments.emplace_back();
    else
      arguments.back() += "=" + one.text;
  }
  return arguments;
}

/// Checks one argument against its row, and spells it as the row does.
static Expected<std::string> read(const Option &option, std::string text) {
  const Argument &argument = option.argument;
  std::string name = std::string("--") + option.name;
  unsigned number;
  if (argument.kind == Kind::number &&
      !(llvm::all_of(text, llvm::isDigit) && llvm::to_integer(text, number, 10)))
    return failure(name + ": '" + shown(text) + "' is not a number; try --help");
  if (argument.kind == Kind::folder && text.empty())
    return failure(name + ": the name of the folder is empty; use '.' for the current one");
  if (argument.kind == Kind::path || argument.kind == Kind::input ||
      argument.kind == Kind::output || argument.kind == Kind::folder)
    return armeld::pathFromUser(std::move(text));
  if (argument.kind != Kind::choice)
    return text;
  // Documents spell enumerators with underscores; see base/enum_names.h.
  std::string spelled = text;
  std::replace(spelled.begin(), spelled.end(), '_', '-');
  if (llvm::is_contained(argument.choices, spelled))
    return spelled;
  return failure(name + ": '" + shown(text) + "' is not one of " +
                 llvm::join(argument.choices, ", ") + didYouMean(text, argument.choices, "'"));
}

/// What Boost's parser throws, in the words of our messages.
static Error explained(const Tool &tool, const po::error_with_option_name &error) {
  std::string name = StringRef(error.get_option_name()).split('=').first.str();
  if (dynamic_cast<const po::unknown_option *>(&error)) {
    std::string suggestion = didYouMean(StringRef(name).ltrim('-'), longNames(tool), "'--");
    return failure("unknown option '" + shown(name) + "'" +
                   (suggestion.empty() ? "; try --help" : suggestion));
  }
  if (auto *syntax = dynamic_cast<const po::invalid_syntax *>(&error)) {
    if (syntax->kind() == po::invalid_syntax::missing_parameter)
      return failure(name + ": requires an argument; try --help");
    if (syntax->kind() == po::invalid_syntax::extra_parameter)
      return failure(name + ": takes no argument; try --help");
  }
  return failure(shown(error.what()) + "; try --help");
}

static po::options_description described(const Tool &tool) {
  po::options_description all;
  for (const Group &group : tool.groups) {
    for (const Option &option : group.options) {
      std::string name = option.name;
      if (option.letter)
        name += std::string(",") + option.letter;
      if (option.argument.kind == Kind::none)
        all.add_options()(name.c_str(), "");
      else
        all.add_options()(name.c_str(), po::value<std::string>(), "");
    }
  }
  return all;
}

/// The command line with "--name=value" for "--name" of options that imply a value. (Boost's
/// parser would take the next word for it.)
static std::vector<std::string> withImplied(const Tool &tool, llvm::ArrayRef<std::string> words) {
  std::vector<std::string> arguments = words;
  for (std::string &argument : arguments) {
    if (argument == "--")
      break;
    const Option *option =
        StringRef(argument).starts_with("--") ? find(tool, argument.substr(2)) : nullptr;
    if (option && !option->argument.implied.empty())
      argument += "=" + option->argument.implied;
  }
  return arguments;
}

static Expected<Values> parse(const Tool &tool, llvm::ArrayRef<std::string> arguments) {
  Values values = {&tool, {}, {}};
  std::vector<po::option> found;
  po::options_description options = described(tool);
  try {
    // No guessing of shortened options: a script that works today must not break when an option
    // comes.
    using namespace po::command_line_style;
    found = po::command_line_parser(withImplied(tool, arguments))
                .options(options)
                .style(unix_style & ~allow_guessing)
                .run()
                .options;
  } catch (const po::error_with_option_name &error) {
    return explained(tool, error);
  } catch (const po::error &error) {
    return failure(shown(error.what()) + "; try --help");
  }
  for (const po::option &one : found) {
    const Option *option = find(tool, one.string_key);
    if (!option) {
      for (const std::string &word : one.value)
        values.operands.push_back(tool.operands.kind == Kind::command ? word
                                                                      : armeld::pathFromUser(word));
      continue;
    }
    if (!option->argument.repeats && option->argument.kind != Kind::none &&
        values.has(option->name))
      return failure(std::string("--") + option->name + ": is given more than once; try --help");
    Expected<std::string> text = read(*option, one.value.empty() ? "" : one.value.front());
    if (!text)
      return text.takeError();
    values.given.push_back({option, std::move(*text)});
  }
  return values;
}

static Error checkOperands(const Tool &tool, const std::vector<std::string> &operands) {
  if (operands.size() < tool.operands.least)
    return failure(std::string("no ") + tool.operands.what + " given; try --help");
  if (tool.operands.most != 0 && operands.size() > tool.operands.most)
    return failure("unexpected operand '" + shown(operands[tool.operands.most]) + "'; try --help");
  return Error::success();
}

/// No output of the command may be one of its inputs.
static Error checkOutputs(const Values &values) {
  std::vector<std::string> inputs;
  if (values.tool->operands.kind == Kind::input)
    inputs = values.operands;
  for (const Given &one : values.given)
    if (one.option->argument.kind == Kind::input)
      inputs.push_back(one.text);
  std::vector<std::string> outputs;
  for (const Given &one : values.given)
    if (one.option->argument.kind == Kind::output)
      outputs.push_back(one.text);
  return armeld::refuseToOverwrite(outputs, inputs);
}

// ---- running ----

/// Ends the tool where there is no way back to `run`, and removes temporary files.
[[noreturn]] static void giveUp(const std::string &cause) {
  armeld::endTemporaryFiles();
  warn(cause);
  std::_Exit(failed);
}

[[noreturn]] static void giveUpForMemory() { giveUp("out of memory"); }

/// LLVM ends the process when it meets what it does not expect, which an edited plan can bring
/// about, and all of us do when there is no memory.
static void reportFatalErrors() {
  llvm::install_fatal_error_handler([](void *, const char *reason, bool) {
    giveUp("LLVM gave up: " + StringRef(reason).trim().str());
  });
  llvm::install_bad_alloc_error_handler([](void *, const char *, bool) { giveUpForMemory(); });
  std::set_new_handler(giveUpForMemory);
}

static Error print(const std::string &text) {
  return armeld::writeDocument("-", [&](llvm::raw_ostream &out) { out << text; });
}

/// `arguments` are those behind the name.
static Expected<Exit> parseAndRun(const Tool &tool, const Command &command,
                                  llvm::ArrayRef<std::string> arguments) {
  Expected<Values> values = parse(tool, arguments);
  if (!values)
    return values.takeError();

  // What only prints does nothing else.
  std::optional<std::string> printed;
  if (values->has("help"))
    printed = helpText(tool, armeld::outputWidth());
  else if (values->has("version"))
    printed = std::string(tool.name) + " (armeld) " ARMELD_VERSION +
              (StringRef(ARMELD_COMMIT).empty() ? "" : " (" ARMELD_COMMIT ")") +
              ", LLVM " LLVM_VERSION_STRING "\n";
  else if (std::optional<std::string> shell = values->text("completions"))
    printed = completions(tool, *shell);
  if (printed) {
    if (Error error = print(*printed))
      return error;
    return done;
  }

  if (Error error = checkOperands(tool, values->operands))
    return error;
  if (Error error = checkOutputs(*values))
    return error;
  return command.body(*values);
}

int run(const Command &command, int argc, char **argv) {
  const Tool tool = completed(command.tool);
  toolName = tool.name;
  // A file must not get the number of standard output because that is closed.
  if (std::error_code code = llvm::sys::Process::FixupStandardFileDescriptors()) {
    warn("standard files: " + code.message());
    return failed;
  }
  armeld::raiseOpenFileLimit();
  armeld::exitOnTruncation(tool.name);
  reportFatalErrors();
  armeld::prepareStandardFiles();
  Expected<Exit> result = parseAndRun(tool, command, armeld::argumentsFrom(argc, argv));
  if (result)
    return *result;
  Error error = result.takeError();
  if (error.isA<armeld::BrokenPipe>())
    armeld::endWithoutReader(); // `body` has returned, so no temporary file is left
  warn(armeld::text(std::move(error)));
  return failed;
}

int runStep(const Command &command, llvm::ArrayRef<std::string> arguments) {
  const Tool tool = completed(command.tool);
  const char *caller = std::exchange(toolName, tool.name);
  armeld::exitOnTruncation(tool.name);
  Expected<Exit> result = parseAndRun(tool, command, arguments.drop_front());
  if (!result)
    warn(armeld::text(result.takeError()));
  toolName = caller;
  armeld::exitOnTruncation(caller);
  return result ? *result : failed;
}

Expected<std::vector<std::string>> namesIn(const std::string &path, bool nulSeparated) {
  Expected<armeld::TextFile> file = armeld::readAll(path);
  if (!file)
    return file.takeError();
  std::vector<std::string> names;
  llvm::SmallVector<StringRef> parts;
  file->text.split(parts, nulSeparated ? '\0' : '\n', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    if (!nulSeparated)
      part.consume_back("\r"); // lists are made on Windows, too
    if (!part.empty())
      names.push_back(armeld::pathFromUser(part.str()));
  }
  return names;
}

Expected<std::vector<std::string>> namedLibraries(const Values &values) {
  std::vector<std::string> all = values.operands;
  for (const std::string &list : values.texts("files-from")) {
    Expected<std::vector<std::string>> names = namesIn(list, values.has("null"));
    if (!names)
      return names.takeError();
    all.insert(all.end(), names->begin(), names->end());
  }
  return all;
}

Error writeOutput(const Values &values, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  return armeld::writeDocument(values.text("output").value_or("-"), write);
}

// ---- progress ----

ProgressDisplay::ProgressDisplay(const Values &values) {
  std::string when = *values.text("progress");
  always = when == "always";
  if (always || (when == "auto" && armeld::isTerminalForErrors()))
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
  if (isShown) // the line goes on a terminal, and stays in a file
    armeld::writeToErrors(always ? "\n" : "\r\033[K");
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
  armeld::writeToErrors(StringRef(line, size_t(std::min<int>(length, sizeof line - 1))));
  isShown = true;
}

} // namespace cli
