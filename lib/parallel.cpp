#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace armeld {

unsigned hardwareJobs() { return std::max(1u, std::thread::hardware_concurrency()); }

/// More have never helped, and take memory each.
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
  std::vector<std::jthread> others;
  try {
    for (unsigned job = 1; job < jobs; ++job)
      others.emplace_back(work);
  } catch (const std::system_error &) {
    // The system gives no more threads; those that there are do the work.
  }
  work();
}

} // namespace armeld
