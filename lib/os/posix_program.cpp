#include "os/program.h"

#include "os/descriptor.h"
#include "os/posix_forms.h"
#include "os/posix_limits.h"

#include "llvm/Support/MemoryBuffer.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace armeld {

static bool isIgnored(int signal) {
  struct sigaction action;
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

struct HeldSignals::State {
  sigset_t held; ///< the signals, and CHLD
  sigset_t before;
  std::optional<int> first;

  /// Waits for one of these signals, which it returns, or (SIGCHLD) for the end of a child.
  int wait();
};

HeldSignals::HeldSignals() : state(new State) {
  sigemptyset(&state->held);
  for (int signal : {SIGHUP, SIGINT, SIGTERM})
    if (!isIgnored(signal))
      sigaddset(&state->held, signal);
  sigaddset(&state->held, SIGCHLD);
  sigprocmask(SIG_BLOCK, &state->held, &state->before);
}

HeldSignals::~HeldSignals() {
  received();
  sigprocmask(SIG_SETMASK, &state->before, nullptr);
}

// Not sigtimedwait(2) and sigwaitinfo(2), which macOS does not have.
std::optional<int> HeldSignals::received() {
  auto isPending = [this] {
    sigset_t pending;
    if (sigpending(&pending) != 0)
      return false;
    for (int signal : {SIGHUP, SIGINT, SIGTERM, SIGCHLD})
      if (sigismember(&state->held, signal) == 1 && sigismember(&pending, signal) == 1)
        return true;
    return false;
  };
  while (isPending())
    state->wait();
  return state->first;
}

int HeldSignals::State::wait() {
  int signal = 0;
  while (sigwait(&held, &signal) == EINTR) {
  }
  if (signal > 0 && signal != SIGCHLD && !first)
    first = signal;
  return signal;
}

std::string signalText(int signal) {
  return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

namespace {

/// What is made ready for the child, which may ask for no memory before it becomes the program.
struct Start {
  std::vector<char *> arguments; ///< and a null pointer
  pid_t parent;
  sigset_t mask;
  const ProgramSetting &setting;
  Descriptor output, errors; ///< captured: what takes what the program prints
};

bool leadTo(int fd, int standard) { return fd >= 0 && dup2(fd, standard) >= 0; }

/// In the child: gives it its standard files.
bool redirect(const Start &start) {
  const ProgramSetting &setting = start.setting;
  if (setting.output)
    return leadTo(open(setting.output->c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666),
                  STDOUT_FILENO);
  if (setting.isCaptured)
    return leadTo(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO) &&
           leadTo(start.output.get(), STDOUT_FILENO) && leadTo(start.errors.get(), STDERR_FILENO);
  return true;
}

/// In the child: becomes the program, or writes to `faults` why not.
[[noreturn]] void become(const Start &start, int faults) {
  if (!endWithParent(SIGTERM, start.parent))
    _exit(1);
  if (redirect(start)) {
    if (start.setting.memory != 0)
      limitMemory(start.setting.memory);
    if (start.setting.seconds != 0)
      limitTime(start.setting.seconds);
    std::signal(SIGPIPE, SIG_DFL); // which tools ignore, and programs would inherit
    sigprocmask(SIG_SETMASK, &start.mask, nullptr);
    execvp(start.arguments.front(), start.arguments.data());
  }
  int cause = errno;
  (void)!write(faults, &cause, sizeof cause);
  _exit(1);
}

} // namespace

struct RunningProgram {
  /// The signals that a program is started with blocked.
  static sigset_t maskFor(HeldSignals *signals) {
    if (signals)
      return signals->state->before;
    sigset_t now;
    sigprocmask(SIG_SETMASK, nullptr, &now);
    return now;
  }

  /// Waits for the end of the child, and passes on to it what signals come.
  static int statusOf(pid_t child, HeldSignals *signals) {
    for (;;) {
      int status = 0;
      pid_t ended = waitpid(child, &status, signals ? WNOHANG : 0);
      if (ended == child)
        return status;
      if (ended < 0 && errno != EINTR)
        return -1;
      if (ended < 0)
        continue;
      if (int signal = signals->state->wait(); signal > 0 && signal != SIGCHLD)
        kill(child, signal);
    }
  }
};

/// Runs it to its end. Returns its status, or the errno that says why it could not be run.
static std::pair<int, int> statusOrCause(const Start &start) {
  // Closed by exec; what is read from it is the child's errno.
  int ends[2];
  if (closedPipe(ends) != 0)
    return {-1, errno};
  Descriptor reading(ends[0]), writing(ends[1]);
  pid_t child = fork();
  if (child < 0)
    return {-1, errno};
  if (child == 0)
    become(start, ends[1]);
  close(writing.release());
  int cause = 0;
  ssize_t length;
  do
    length = read(reading.get(), &cause, sizeof cause);
  while (length < 0 && errno == EINTR);
  int status = RunningProgram::statusOf(child, start.setting.signals);
  return {status, length > 0 ? cause : status == -1 ? ECHILD : 0};
}

static std::string contentOf(const Descriptor &file) {
  off_t size = lseek(file.get(), 0, SEEK_END);
  auto buffer = llvm::MemoryBuffer::getOpenFileSlice(file.get(), "", uint64_t(size), 0);
  return buffer ? (*buffer)->getBuffer().trim().str() : std::string();
}

Expected<ProgramEnd> runProgram(llvm::ArrayRef<std::string> arguments,
                                const ProgramSetting &setting) {
  auto fault = [&](int cause) {
    return failure(shown(arguments[0]) + ": cannot be run: " + text(systemFailure(cause)));
  };
  Start start = {{}, getpid(), {}, setting, {}, {}};
  for (const std::string &argument : arguments)
    start.arguments.push_back(const_cast<char *>(argument.c_str()));
  start.arguments.push_back(nullptr);
  start.mask = RunningProgram::maskFor(setting.signals);
  if (setting.isCaptured) {
    // Without a name, so that no temporary file is left.
    start.output = Descriptor(namelessFile());
    start.errors = Descriptor(namelessFile());
    if (!start.output.isOpen() || !start.errors.isOpen())
      return fault(errno);
  }
  // Ignored, which is inherited, it would keep from us how a child ended.
  std::signal(SIGCHLD, SIG_DFL);
  auto [status, cause] = statusOrCause(start);
  if (cause != 0)
    return fault(cause);
  ProgramEnd end;
  if (WIFSIGNALED(status))
    end.signal = WTERMSIG(status);
  else
    end.exitCode = WEXITSTATUS(status);
  if (setting.isCaptured) {
    end.output = contentOf(start.output);
    end.errors = contentOf(start.errors);
  }
  return end;
}

std::string howItEnded(const ProgramEnd &end) {
  return end.signal != 0 ? "was ended by " + signalText(end.signal)
                         : "exit code " + std::to_string(end.exitCode);
}

Expected<int> becomeProgram(llvm::ArrayRef<std::string> arguments) {
  std::vector<char *> argv;
  for (const std::string &argument : arguments)
    argv.push_back(const_cast<char *>(argument.c_str()));
  argv.push_back(nullptr);
  std::signal(SIGPIPE, SIG_DFL); // which tools ignore, and programs would inherit
  execvp(argv[0], argv.data());
  return failure(shown(arguments[0]) + ": " + text(systemFailure(errno)));
}

void setEnvironment(const char *name, StringRef value) { setenv(name, value.str().c_str(), 1); }

} // namespace armeld
