#include "os/kept_lock.h"

#include "os/posix_forms.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <set>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace armeld {

/// The child process that keeps some files open.
struct KeptLock::Keeper {
  Keeper(pid_t process, Descriptor pipe) : process(process), pipe(std::move(pipe)) {}
  Keeper(Keeper &&) = delete;
  ~Keeper() {
    kill(process, SIGKILL);
    while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  pid_t process;
  Descriptor pipe;
};

struct KeptLock::Kept {
  Descriptor file;                ///< unless there is a keeper
  std::shared_ptr<Keeper> keeper; ///< shared with all the files that it keeps open
};

/// The keeper's life. Other threads of its parent may have held locks, so it calls nothing that
/// takes one. `files` is sorted and holds `pipe`.
[[noreturn]] static void keepOpen(const std::vector<int> &files, int pipe) {
  for (int number = 1; number < NSIG; ++number)
    signal(number, SIG_DFL);
  // It is its parent that ends at these; a terminal sends them to all its processes.
  for (int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM})
    signal(number, SIG_IGN);
  // The ends of other pipes, above all
  unsigned next = 0;
  for (int file : files) {
    closeRange(next, unsigned(file));
    next = unsigned(file) + 1;
  }
  closeRange(next, ~0U);
  char byte;
  while (read(pipe, &byte, 1) < 0 && errno == EINTR) {
  }
  _exit(0);
}

/// The locks for which this process has descriptors.
struct Keepers {
  std::mutex mutex;
  std::set<KeptLock::Kept *> open;
  size_t failedAt = 0; ///< how many there were when no child process could be started

  static Keepers &all() {
    static auto *keepers = new Keepers; // locks may outlive other static objects
    return *keepers;
  }

  void add(KeptLock::Kept *lock) {
    std::lock_guard guard(mutex);
    open.insert(lock);
    struct rlimit limits;
    if (getrlimit(RLIMIT_NOFILE, &limits) == 0 && open.size() > limits.rlim_cur / 4 &&
        open.size() > 2 * failedAt)
      handOver();
  }

  void remove(KeptLock::Kept *lock) {
    std::lock_guard guard(mutex);
    open.erase(lock);
  }

  void handOver() {
    std::shared_ptr<KeptLock::Keeper> keeper = start();
    if (!keeper) {
      failedAt = open.size(); // not each time, since that is not free either
      return;
    }
    for (KeptLock::Kept *lock : open) {
      lock->keeper = keeper;
      lock->file = Descriptor();
    }
    open.clear();
  }

  std::shared_ptr<KeptLock::Keeper> start() const {
    int ends[2];
    if (closedPipe(ends) != 0)
      return nullptr;
    Descriptor reading(ends[0]), writing(ends[1]);
    std::vector<int> files = {reading.get()};
    for (const KeptLock::Kept *lock : open)
      files.push_back(lock->file.get());
    std::sort(files.begin(), files.end());
    pid_t child = fork();
    if (child < 0)
      return nullptr;
    if (child == 0)
      keepOpen(files, reading.get());
    return std::make_shared<KeptLock::Keeper>(child, std::move(writing));
  }
};

KeptLock::KeptLock() = default;

KeptLock::KeptLock(Descriptor file) : kept(new Kept{std::move(file), nullptr}) {
  Keepers::all().add(kept.get());
}

KeptLock::KeptLock(KeptLock &&other) noexcept = default;

KeptLock &KeptLock::operator=(KeptLock &&other) noexcept {
  std::swap(kept, other.kept);
  return *this;
}

KeptLock::~KeptLock() {
  if (kept)
    Keepers::all().remove(kept.get());
}

void KeptLock::inherit() {
  if (kept)
    fcntl(kept->keeper ? kept->keeper->pipe.get() : kept->file.get(), F_SETFD, 0);
}

} // namespace armeld
