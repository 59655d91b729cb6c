// Other programs that this one runs, and the signals that end them all.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <memory>
#include <optional>
#include <string>

namespace armeld {

/// From here on what a user ends a program with (HUP, INT and TERM; on Windows Ctrl-C, Ctrl-Break
/// and a closed window) no longer ends this process: it waits until `received` asks, so that
/// whoever is in the midst of something can clean up. A signal that was ignored before stays
/// ignored, as nohup(1) wants it. One object at a time.
class HeldSignals {
public:
  HeldSignals();
  HeldSignals(const HeldSignals &) = delete;
  HeldSignals &operator=(const HeldSignals &) = delete;
  /// Drops the signals that have come, and lets further ones end the process.
  ~HeldSignals();

  /// The first of these signals that has come, or none.
  std::optional<int> received();

private:
  friend struct RunningProgram;
  struct State;
  std::unique_ptr<State> state;
};

/// "signal 2 (Interrupt)"
std::string signalText(int signal);

/// What a program gets besides its arguments.
struct ProgramSetting {
  /// Signals that are received while it runs are passed on to it.
  HeldSignals *signals = nullptr;
  /// The file that takes its standard output.
  std::optional<std::string> output = std::nullopt;
  /// Whether it reads nothing, and what it prints goes to `ProgramEnd`.
  bool isCaptured = false;
  uint64_t memory = 0;  ///< bytes that it may take; 0: any amount
  uint64_t seconds = 0; ///< of CPU time that it may take; 0: any amount
};

/// How a program ended.
struct ProgramEnd {
  int exitCode = 0;
  int signal = 0;     ///< the signal that ended it; 0: it ended by itself
  std::string output; ///< captured: standard output, without blanks at its ends
  std::string errors; ///< captured: standard error, likewise
  bool succeeded() const { return signal == 0 && exitCode == 0; }
};

/// Runs the program `arguments[0]`, which is looked for on PATH, and waits for its end. It inherits
/// the descriptors that are not closed by exec. It is ended (TERM) when this process is killed.
/// Safe to call from any thread. An error if it cannot be started, which names it.
Expected<ProgramEnd> runProgram(llvm::ArrayRef<std::string> arguments,
                                const ProgramSetting &setting = {});

/// Becomes the program, which is looked for on PATH, and gets what files and locks are inherited,
/// or runs it and returns its exit code where a process cannot become another program. An error if
/// it cannot be started, which names it.
Expected<int> becomeProgram(llvm::ArrayRef<std::string> arguments);

/// Sets a variable of the environment, for this process and programs that it starts.
void setEnvironment(const char *name, StringRef value);

/// "exit code 3", or "was ended by signal 9 (Killed)".
std::string howItEnded(const ProgramEnd &end);

} // namespace armeld
