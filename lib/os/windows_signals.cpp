#include "os/files.h"
#include "os/program.h"
#include "os/removed_at_signal.h"
#include "os/windows_forms.h"

#include <atomic>
#include <csignal>

namespace armeld {

// ---- what ends programs ----

static std::atomic<bool> isHeldNow = false;
static std::atomic<int> firstSignal = 0;

HANDLE ConsoleSignals::event() {
  static const HANDLE event = CreateEventW(nullptr, /*bManualReset=*/TRUE, FALSE, nullptr);
  return event;
}

/// In a thread of its own.
static BOOL WINAPI onConsole(DWORD type) {
  if (!isHeldNow) {
    removeAsAtSignal();
    // What the system does if this returns FALSE, but wine ends it with 0, as if all were done.
    TerminateProcess(GetCurrentProcess(), STATUS_CONTROL_C_EXIT);
  }
  int none = 0;
  firstSignal.compare_exchange_strong(none, type == CTRL_C_EVENT       ? SIGINT
                                            : type == CTRL_BREAK_EVENT ? SIGBREAK
                                                                       : SIGTERM);
  SetEvent(ConsoleSignals::event());
  // When the window is closed or the user logs off, the process ends with this function, and in any
  // case after some seconds.
  if (type != CTRL_C_EVENT && type != CTRL_BREAK_EVENT)
    Sleep(INFINITE);
  return TRUE;
}

void ConsoleSignals::handle() {
  static const bool once = SetConsoleCtrlHandler(onConsole, TRUE);
  (void)once;
}

void ConsoleSignals::hold(bool isHeld) {
  handle();
  firstSignal = 0;
  ResetEvent(event());
  isHeldNow = isHeld;
}

int ConsoleSignals::first() { return firstSignal; }

struct HeldSignals::State {};

HeldSignals::HeldSignals() { ConsoleSignals::hold(true); }

HeldSignals::~HeldSignals() { ConsoleSignals::hold(false); }

std::optional<int> HeldSignals::received() {
  int signal = ConsoleSignals::first();
  return signal == 0 ? std::nullopt : std::optional(signal);
}

std::string signalText(int signal) {
  switch (signal) {
  case SIGINT:
    return "Ctrl-C";
  case SIGBREAK:
    return "Ctrl-Break";
  case SIGTERM:
    return "the end of the session";
  default:
    return "exception 0x" + llvm::utohexstr(unsigned(signal), false, 8);
  }
}

// ---- files that go ----

void removeInHandler(const char *path) { removeFile(path); }

static LONG WINAPI onCrash(EXCEPTION_POINTERS *) {
  removeAsAtSignal();
  return EXCEPTION_CONTINUE_SEARCH;
}

static void onAbort(int) {
  removeAsAtSignal();
  TerminateProcess(GetCurrentProcess(), 3);
}

bool handleEnds() {
  ConsoleSignals::handle();
  SetUnhandledExceptionFilter(onCrash);
  std::signal(SIGABRT, onAbort);
  return true;
}

} // namespace armeld
