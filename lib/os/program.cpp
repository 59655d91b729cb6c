#include "os/program.h"

#include "os/descriptor.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace armeld {

static bool isIgnored(int signal) {
  struct sigaction action;
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

HeldSignals::HeldSignals() {
  sigemptyset(&held);
  for (int signal : {SIGHUP, SIGINT, SIGTERM})
    if (!isIgnored(signal))
      sigaddset(&held, signal);
  // Ignored, which is inherited, it would keep from us how a child ended.
  std::signal(SIGCHLD, SIG_DFL);
  sigaddset(&held, SIGCHLD);
  sigprocmask(SIG_BLOCK, &held, &before);
}

HeldSignals::~HeldSignals() {
  received();
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

std::optional<int> HeldSignals::received() {
  constexpr timespec now = {0, 0};
  for (int signal; (signal = sigtimedwait(&held, nullptr, &now)) > 0 || errno == EINTR;)
    if (signal > 0 && signal != SIGCHLD && !first)
      first = signal;
  return first;
}

int HeldSignals::wait() {
  int signal;
  do
    signal = sigwaitinfo(&held, nullptr);
  while (signal < 0 && errno == EINTR);
  if (signal > 0 && signal != SIGCHLD && !first)
    first = signal;
  return signal;
}

/// In the child: becomes the program, or writes to `faults` why not. No memory may be asked for.
[[noreturn]] static void become(char *const *arguments, pid_t parent, const sigset_t &mask,
                                const char *output, int faults) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent)
    _exit(1);
  int file = output ? open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
  if (!output || (file >= 0 && dup2(file, STDOUT_FILENO) >= 0)) {
    std::signal(SIGPIPE, SIG_DFL); // which tools ignore, and programs would inherit
    sigprocmask(SIG_SETMASK, &mask, nullptr);
    execvp(arguments[0], arguments);
  }
  int cause = errno;
  (void)!write(faults, &cause, sizeof cause);
  _exit(1);
}

/// Waits for the end of the child, and passes on to it what signals come.
static int statusOf(pid_t child, HeldSignals &signals) {
  for (;;) {
    int status = 0;
    pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child)
      return status;
    if (ended < 0 && errno != EINTR)
      return -1;
    if (ended < 0)
      continue;
    if (int signal = signals.wait(); signal > 0 && signal != SIGCHLD)
      kill(child, signal);
  }
}

Expected<ProgramEnd> runProgram(llvm::ArrayRef<std::string> arguments, HeldSignals &signals,
                                const std::optional<std::string> &output) {
  std::vector<char *> argv;
  for (const std::string &argument : arguments)
    argv.push_back(const_cast<char *>(argument.c_str()));
  argv.push_back(nullptr);
  auto fault = [&](int cause) {
    return failure(shown(arguments[0]) + ": cannot be run: " + text(systemFailure(cause)));
  };
  // Closed by exec; what is read from it is the child's errno.
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return fault(errno);
  Descriptor reading(ends[0]), writing(ends[1]);
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0)
    return fault(errno);
  if (child == 0)
    become(argv.data(), parent, signals.maskBefore(), output ? output->c_str() : nullptr, ends[1]);
  close(writing.release());
  int cause = 0;
  ssize_t length;
  do
    length = read(reading.get(), &cause, sizeof cause);
  while (length < 0 && errno == EINTR);
  int status = statusOf(child, signals);
  if (length > 0)
    return fault(cause);
  if (status == -1)
    return fault(ECHILD);
  if (WIFSIGNALED(status))
    return ProgramEnd{0, WTERMSIG(status)};
  return ProgramEnd{WEXITSTATUS(status), 0};
}

} // namespace armeld
