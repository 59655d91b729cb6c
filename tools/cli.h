// What all tools do alike: options in, one message out, an exit code.
#pragma once

#include "base/enum_names.h"
#include "base/error.h"
#include "scan/scan.h"

#include <boost/program_options.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace cli {

namespace po = boost::program_options;
using armeld::Error;
using armeld::Expected;
using Values = po::variables_map;

/// The exit codes of every tool.
enum Exit : int {
  done = 0,   ///< done
  no = 1,     ///< ran well, and the answer is no
  failed = 2, ///< could not run
};

struct Tool {
  const char *name;
  const char *usage;   ///< what follows the name on the usage line
  const char *summary; ///< one sentence
};

/// Reads the command line and calls `body`, whose error is printed behind the tool's name.
/// `options` are the tool's own; --help and --version are added. Arguments that are no options go
/// to "operand".
int run(const Tool &tool, int argc, char **argv, po::options_description options,
        const std::function<Expected<Exit>(const Values &)> &body);

/// The operands; an error if there are fewer than `least` or more than `most` (0: any number).
Expected<std::vector<std::string>> operands(const Values &values, size_t least, size_t most,
                                            const char *what);

/// The strings of an option that may be repeated.
std::vector<std::string> strings(const Values &values, const char *option);

/// The string of an option, if it is given.
std::optional<llvm::StringRef> text(const Values &values, const char *option);

/// The enumerator of E that an option's text names.
template <class E> Expected<E> choice(const char *option, const std::string &text) {
  if (std::optional<E> value = armeld::enumeratorNamed<E>(text))
    return *value;
  return armeld::failure(std::string(option) + ": '" + text + "' is not one of " +
                         armeld::allSpelled<E>());
}

/// The type of options that are a number of something, as in po::value<Count>().
struct Count {
  unsigned number;
};
inline std::ostream &operator<<(std::ostream &out, Count count) { return out << count.number; }
/// Found by Boost: reads decimal digits. Its own reader of numbers takes "-1" for 4294967295.
void validate(boost::any &read, const std::vector<std::string> &texts, Count *, int);

/// The value of -j: 0, the default, means one thread per core.
unsigned jobs(const Values &values);

/// Adds the option --progress.
void addProgressOption(po::options_description &options);

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
  bool shown = false;
  bool done = false;
  std::mutex mutex;
  std::condition_variable end;
  std::thread thread; ///< not running where nothing is to be shown
};

/// Prints "TOOL: TEXT" on standard error.
void warn(const std::string &text);

/// The operands, and then the names in the files of --files-from ("-": standard input), one a line
/// or, with
/// --null, NUL-separated. Empty lines are left out.
Expected<std::vector<std::string>> namedLibraries(const Values &values);

} // namespace cli
