#include "os/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace armeld {

unsigned hardwareJobs() { return std::max(1u, std::thread::hardware_concurrency()); }

namespace {

/// std::jthread, which libc++ does not have.
struct JoinedThread : std::thread {
  using std::thread::thread;
  JoinedThread(JoinedThread &&) = default;
  ~JoinedThread() {
    if (joinable())
      join();
  }
};

} // namespace

/// More threads do not help, and each takes memory.
static constexpr size_t mostThreads = 1024;

void parallelFor(size_t count, unsigned jobs, llvm::function_ref<void(size_t)> body) {
  if (jobs == 0)
    jobs = hardwareJobs();
  jobs = unsigned(std::min<size_t>({jobs, count, mostThreads}));
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;)
      body(i);
  };
  std::vector<JoinedThread> others;
  try {
    for (unsigned job = 1; job < jobs; ++job)
      others.emplace_back(work);
  } catch (const std::system_error &) {
    // The system allows no more threads; the existing ones do the work.
  }
  work();
}

Error parallelTry(size_t count, unsigned jobs, llvm::function_ref<Error(size_t)> body) {
  std::mutex mutex;
  size_t lowest = count;
  Error first = Error::success();
  parallelFor(count, jobs, [&](size_t i) {
    Error error = body(i);
    if (!error)
      return;
    std::lock_guard lock(mutex);
    Error &loser = i < lowest ? first : error;
    llvm::consumeError(std::move(loser));
    if (i < lowest)
      first = std::move(error);
    lowest = std::min(lowest, i);
  });
  return first;
}

} // namespace armeld
