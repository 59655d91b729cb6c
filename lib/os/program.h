// Other programs that this one runs, and the signals that end them all.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <csignal>
#include <optional>
#include <string>

namespace armeld {

/// From here on HUP, INT and TERM no longer end this process: they wait until `received` asks, so
/// that whoever is in the midst of something can clean up. A signal that was ignored before stays
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
  /// Waits for one of these signals, which it returns, or (SIGCHLD) for the end of a child.
  int wait();
  /// The signals that were blocked before, for programs that this process starts.
  const sigset_t &maskBefore() const { return before; }

private:
  sigset_t held; ///< the signals, and CHLD
  sigset_t before;
  std::optional<int> first;
};

/// What a program gets besides its arguments.
struct ProgramSetting {
  /// Signals that are received while it runs are passed on to it.
  HeldSignals *signals = nullptr;
  /// The file that takes its standard output.
  std::optional<std::string> output = std::nullopt;
  /// Whether it reads nothing, and what it prints goes to `ProgramEnd`.
  bool isCaptured = false;
  uint64_t memory = 0; ///< bytes that it may take; 0: any amount
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

/// "exit code 3", or "was ended by signal 9 (Killed)".
std::string howItEnded(const ProgramEnd &end);

} // namespace armeld
