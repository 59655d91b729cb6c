#include "os/mapping.h"

#include "os/removed_at_signal.h"

#include <csignal>
#include <sys/mman.h>

namespace armeld {

const bool canReplaceMapped = true;

llvm::ErrorOr<const char *> mapPages(int descriptor, uint64_t size) {
  void *start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (start == MAP_FAILED)
    return std::error_code(errno, std::generic_category());
  return static_cast<const char *>(start);
}

void unmapPages(const char *begin, uint64_t size) { munmap(const_cast<char *>(begin), size); }

static void (*lost)(const char *address);

static void onBusError(int signal, siginfo_t *info, void *) {
  lost(static_cast<const char *>(info->si_addr));
  removeAsAtSignal();
  ::signal(signal, SIG_DFL);
  raise(signal);
}

void watchLostPages(void (*onLost)(const char *address)) {
  lost = onLost;
  struct sigaction action = {};
  action.sa_sigaction = onBusError;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, nullptr);
}

} // namespace armeld
