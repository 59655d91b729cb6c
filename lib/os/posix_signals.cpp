#include "os/removed_at_signal.h"

#include <csignal>
#include <unistd.h>

namespace armeld {

void removeInHandler(const char *path) { unlink(path); }

/// SA_RESETHAND has set the default action again.
static void onSignal(int signal) {
  removeAsAtSignal();
  raise(signal);
}

/// Handles the signals that end a process, except those that have a handler or are ignored, as
/// SIGHUP is under nohup.
bool handleEnds() {
  // A stack that has overflowed cannot take the handler.
  static char memory[1 << 16];
  stack_t stack = {};
  if (sigaltstack(nullptr, &stack) == 0 && (stack.ss_flags & SS_DISABLE) != 0) {
    stack = {.ss_sp = memory, .ss_flags = 0, .ss_size = sizeof memory};
    sigaltstack(&stack, nullptr);
  }
  struct sigaction action = {}, before;
  action.sa_handler = onSignal;
  action.sa_flags = int(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  for (int signal : {SIGHUP, SIGINT, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGXCPU, SIGXFSZ, SIGILL,
                     SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV, SIGSYS})
    if (sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_DFL)
      sigaction(signal, &action, nullptr);
  return true;
}

} // namespace armeld
