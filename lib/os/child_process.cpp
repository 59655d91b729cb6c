#include "os/child_process.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MemoryBuffer.h"

#include <csignal>
#include <fcntl.h>
#include <new>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace armeld {

uint64_t memoryToReadSymbols(uint64_t bytes) { return (uint64_t(256) << 20) + 64 * bytes; }

/// Bytes of memory that this process has for itself. Source: proc(5), "/proc/pid/statm", the sixth
/// field, in pages.
static uint64_t memoryInUse() {
  auto file = llvm::MemoryBuffer::getFileAsStream("/proc/self/statm");
  llvm::SmallVector<StringRef, 8> fields;
  if (file)
    (*file)->getBuffer().split(fields, ' ');
  uint64_t pages = 0;
  if (fields.size() > 5)
    fields[5].getAsInteger(10, pages);
  return pages * uint64_t(sysconf(_SC_PAGESIZE));
}

static void limit(__rlimit_resource resource, uint64_t most) {
  struct rlimit limits;
  if (getrlimit(resource, &limits) != 0)
    return;
  limits.rlim_cur = std::min<rlim_t>(most, limits.rlim_max);
  setrlimit(resource, &limits);
}

// The heap and all other memory of its own, but not mapped files (setrlimit(2)).
void limitMemory(uint64_t memory) { limit(RLIMIT_DATA, memory); }

static void becomeChild(pid_t parent, uint64_t memory, uint64_t seconds) {
  // The parent's handlers remove its files and print its messages.
  for (int number = 1; number < NSIG; ++number)
    signal(number, SIG_DFL);
  llvm::remove_fatal_error_handler();
  llvm::install_fatal_error_handler([](void *, const char *, bool) { _exit(1); });
  llvm::remove_bad_alloc_error_handler();
  std::set_new_handler([] { _exit(1); });
  // It holds the parent's locks as well, and must not hold them longer.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(1);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDERR_FILENO);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, seconds);
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

bool ChildProcess::succeeds() { return waitFor(std::exchange(id, -1)) == 0; }

ChildProcess::ChildProcess(ChildProcess &&other) noexcept : id(std::exchange(other.id, -1)) {}

ChildProcess::~ChildProcess() {
  if (id < 0)
    return;
  kill(id, SIGKILL);
  waitFor(id);
}

} // namespace armeld
