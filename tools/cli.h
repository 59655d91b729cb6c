// What all tools have in common: a table of options in, one message out, an exit code.
//
// Each tool describes itself once, as a `Tool`. The parser, --help, the suggestions for a misspelt
// option, the check that no output replaces an input, and the completions of three shells all come
// from that table.
//
//   Command cli::arExample() {
//     Tool tool = {
//       .name = "ar-example",
//       .usage = "[OPTION]... LIBRARY...",
//       .summary = "Show how a tool is written.",
//       .operands = {.what = "library", .least = 1},
//       .groups = {{"Options",
//                   {
//                       {'o', "output", byDefault("-", output()), "write to this file"},
//                       {0, "policy", oneOf<PolicyName>(), "which objects move"},
//                       {0, "exclude", repeated(text("PATTERN")), "keep these members"},
//                       {0, "dry-run", flag(), "write nothing"},
//                       jobsOption,
//                   }}},
//     };
//     return {std::move(tool), body};
//   }
#pragma once

#include "base/enum_names.h"
#include "base/error.h"
#include "base/progress.h"
#include "documents/handover.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace cli {

using armeld::Error;
using armeld::Expected;
using armeld::StringRef;

// ---- the table ----

/// What an argument names. It decides how the argument is checked and how shells complete it.
enum class Kind {
  none,   ///< the option has no argument
  text,   ///< anything
  number, ///< decimal digits
  choice, ///< one of Argument::choices
  input,  ///< a file that the command reads; "-" is standard input
  output, ///< a file that the command writes, and that must not be an input; "-": standard output
  path,   ///< a file that the command neither reads nor writes, or that the tool checks by itself
  folder,
  command, ///< a program, with its arguments
};

struct Argument {
  Kind kind = Kind::none;
  std::string metavariable;         ///< what --help calls it: "FILE"
  std::vector<std::string> choices; ///< as the command line spells them
  std::string standard;             ///< the value where the option is not given; empty: none
  bool repeats = false;             ///< the option may be given more than once
  std::string implied = {};         ///< the value of "--name" alone; empty: it needs an argument.
                                    ///< Else an argument stands behind "=" only
};

/// Makes arguments for the table.
inline Argument flag() { return {}; }
inline Argument text(const char *metavariable) { return {Kind::text, metavariable, {}, {}}; }
inline Argument number(const char *metavariable) { return {Kind::number, metavariable, {}, {}}; }
inline Argument input(const char *metavariable = "FILE") {
  return {Kind::input, metavariable, {}, {}};
}
inline Argument output(const char *metavariable = "FILE") {
  return {Kind::output, metavariable, {}, {}};
}
inline Argument path(const char *metavariable) { return {Kind::path, metavariable, {}, {}}; }
inline Argument folder(const char *metavariable = "DIR") {
  return {Kind::folder, metavariable, {}, {}};
}
/// One of `choices`. The metavariable lists them ("closed|greedy"), unless it has a name of its
/// own; then the help text does.
Argument oneOf(std::vector<std::string> choices, const char *metavariable = nullptr);
inline Argument byDefault(const char *value, Argument argument) {
  argument.standard = std::string(value);
  return argument;
}
inline Argument repeated(Argument argument) {
  argument.repeats = true;
  return argument;
}

inline Argument implying(const char *value, Argument argument) {
  argument.implied = std::string(value);
  return argument;
}

/// The enumerators of E, as the command line spells them.
template <class E> std::vector<std::string> spellings() {
  std::vector<std::string> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto d) { all.push_back(armeld::spelled<E>(d.value)); });
  return all;
}

/// One of the enumerators of E.
template <class E> Argument oneOf(const char *metavariable = nullptr) {
  return oneOf(spellings<E>(), metavariable);
}

/// One row: an option.
struct Option {
  char letter; ///< of the short form; 0: there is none
  const char *name;
  Argument argument;
  const char *help;    ///< a phrase; choices and default are appended to it
  bool hidden = false; ///< neither in --help nor in completions
};

/// Options under a heading of --help.
struct Group {
  const char *heading;
  std::vector<Option> options;
};

/// The arguments that are no options.
struct Operands {
  const char *what = "operand"; ///< for messages: "no library given"
  size_t least = 0;
  size_t most = 0; ///< 0: any number
  Kind kind = Kind::input;
};

struct Tool {
  const char *name;
  const char *usage;   ///< what follows the name on the usage line
  const char *summary; ///< one sentence
  Operands operands = {};
  std::vector<Group> groups;       ///< --help and --version are added to the first
  const char *exitCode1 = nullptr; ///< what exit code 1 means, where the tool has it
};

/// Rows that several tools have.
extern const Option jobsOption;      ///< -j
extern const Option progressOption;  ///< --progress; see ProgressDisplay
extern const Option filesFromOption; ///< --files-from; see namedLibraries
extern const Option nullOption;      ///< -0, of --files-from

// ---- what the command line gave ----

/// An option, and its argument or "".
struct Given {
  const Option *option;
  std::string text;
};

/// The command line. Asking for an option that the tool's table does not have ends the process.
struct Values {
  const Tool *tool;
  std::vector<Given> given;          ///< in the order of the command line
  std::vector<std::string> operands; ///< likewise

  bool has(StringRef option) const;
  /// The argument of an option, or its default, or nothing.
  std::optional<std::string> text(StringRef option) const;
  /// The arguments of an option that may be repeated.
  std::vector<std::string> texts(StringRef option) const;
  /// The argument of a Kind::number option, or its default, or 0.
  unsigned number(StringRef option) const;
  /// The enumerator that the argument of an option, or its default, spells.
  template <class E> std::optional<E> choice(StringRef option) const {
    std::optional<std::string> text = this->text(option);
    return text ? armeld::enumeratorNamed<E>(*text) : std::nullopt;
  }
  template <class E> std::vector<E> choices(StringRef option) const {
    std::vector<E> all;
    for (const std::string &text : texts(option))
      all.push_back(*armeld::enumeratorNamed<E>(text));
    return all;
  }
  /// "--name=argument" for each of the options `names` that is given, in the order of the command
  /// line: to pass them to another tool.
  std::vector<std::string> passedOn(llvm::ArrayRef<StringRef> names) const;
};

/// The exit codes of every tool.
enum Exit : int {
  done = 0,        ///< done
  checkFailed = 1, ///< ran well, and the check failed
  failed = 2,      ///< could not run
};

/// What a tool does.
struct Command {
  Tool tool;
  std::function<Expected<Exit>(const Values &)> body; ///< its error is printed behind the name
};

/// Reads the command line and carries out the command: all that a tool's main function does.
int run(const Command &command, int argc, char **argv);

/// Carries out the command as a step of another one, in this process. Messages are in its name.
/// `arguments` begins with that.
int runStep(const Command &command, llvm::ArrayRef<std::string> arguments);

/// The operands, and then the names in the files of --files-from, one a line or, with --null,
/// NUL-separated. Empty lines are skipped.
Expected<std::vector<std::string>> namedLibraries(const Values &values);

/// The names in a file that has one a line or, with `nulSeparated`, NUL-separated ones. Empty lines
/// are skipped.
Expected<std::vector<std::string>> namesIn(const std::string &path, bool nulSeparated);

// ---- output ----

/// Prints "TOOL: TEXT" on standard error.
void warn(const std::string &text);

/// Writes to the file of --output, or to standard output where there is none. Errors name the file.
/// `run` has checked that it is none of the inputs that the command line names.
Error writeOutput(const Values &values, llvm::function_ref<void(llvm::raw_ostream &)> write);

/// Writes a document as `writeOutput` does, or hands it on (see documents/handover.h).
template <class Document> Error deliverOutput(const Values &values, Document document) {
  return armeld::deliver(values.text("output").value_or("-"), std::move(document));
}

/// Shows on standard error how far a step is, as long as it lives: for --progress=auto from half a
/// second on, where standard error is a terminal; for always at once, and a last time at the end.
class ProgressDisplay {
public:
  explicit ProgressDisplay(const Values &values);
  ~ProgressDisplay();
  /// What the step adds to.
  armeld::Progress *progress() { return &state; }

private:
  void showUntilDone();
  void show();

  armeld::Progress state;
  bool always = false;
  bool isShown = false;
  bool done = false;
  std::mutex mutex;
  std::condition_variable end;
  std::thread thread; ///< not running where nothing is to be shown
};

} // namespace cli
