#include "os/child_process.h"

#include "os/posix_forms.h"
#include "os/posix_limits.h"

#include "llvm/Support/ErrorHandling.h"

#include <csignal>
#include <fcntl.h>
#include <new>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace armeld {

const bool canCopyProcess = true;

/// `resource` has a type of its own in the GNU C library.
static void limit(decltype(RLIMIT_DATA) resource, uint64_t most) {
  struct rlimit limits;
  if (getrlimit(resource, &limits) != 0)
    return;
  limits.rlim_cur = std::min<rlim_t>(most, limits.rlim_max);
  setrlimit(resource, &limits);
}

// The heap and all other memory of its own, but not mapped files (setrlimit(2)).
void limitMemory(uint64_t memory) { limit(RLIMIT_DATA, memory); }

void limitTime(uint64_t seconds) { limit(RLIMIT_CPU, seconds); }

static void becomeChild(pid_t parent, uint64_t memory, uint64_t seconds) {
  // The parent's handlers remove its files and print its messages.
  for (int number = 1; number < NSIG; ++number)
    signal(number, SIG_DFL);
  llvm::remove_fatal_error_handler();
  llvm::install_fatal_error_handler([](void *, const char *, bool) { _exit(1); });
  llvm::remove_bad_alloc_error_handler();
  std::set_new_handler([] { _exit(1); });
  // It holds the parent's locks as well, and must not hold them longer.
  if (!endWithParent(SIGKILL, parent))
    _exit(1);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDERR_FILENO);
  limit(RLIMIT_CORE, 0);
  limitTime(seconds);
  limitMemory(memoryInUse() + memory);
}

Expected<ChildProcess> ChildProcess::start(uint64_t memory, uint64_t seconds,
                                           llvm::function_ref<bool()> work) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child < 0)
    return at("cannot start a process", systemFailure(errno));
  if (child == 0) {
    becomeChild(parent, memory, seconds);
    _exit(work() ? 0 : 1);
  }
  return ChildProcess(child);
}

static int waitFor(pid_t id) {
  int status = -1;
  while (waitpid(id, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  return status;
}

bool ChildProcess::succeeds() { return waitFor(pid_t(std::exchange(id, -1))) == 0; }

ChildProcess::ChildProcess(ChildProcess &&other) noexcept : id(std::exchange(other.id, -1)) {}

ChildProcess::~ChildProcess() {
  if (id < 0)
    return;
  kill(pid_t(id), SIGKILL);
  waitFor(pid_t(id));
}

} // namespace armeld
