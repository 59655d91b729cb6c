#include "os/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

using namespace armeld;

TEST(Parallel, CallsEachOnce) {
  for (unsigned jobs : {0u, 1u, 2u, 8u}) {
    std::vector<std::atomic<int>> calls(1000);
    parallelFor(calls.size(), jobs, [&](size_t i) { ++calls[i]; });
    for (size_t i = 0; i < calls.size(); ++i)
      EXPECT_EQ(calls[i], 1) << i << " with " << jobs << " jobs";
  }
}

TEST(Parallel, NothingToDo) {
  parallelFor(0, 0, [](size_t) { FAIL(); });
}

TEST(Parallel, OneJobKeepsTheOrderAndTheThread) {
  std::vector<size_t> order;
  std::thread::id here = std::this_thread::get_id();
  parallelFor(100, 1, [&](size_t i) {
    EXPECT_EQ(std::this_thread::get_id(), here);
    order.push_back(i);
  });
  for (size_t i = 0; i < order.size(); ++i)
    EXPECT_EQ(order[i], i);
  EXPECT_EQ(order.size(), 100u);
}

TEST(Parallel, JobsRunAtTheSameTime) {
  // Each of two bodies waits for the other: this ends only if there are two threads.
  std::atomic<int> arrived = 0;
  parallelFor(2, 2, [&](size_t) {
    ++arrived;
    arrived.notify_all();
    for (int seen; (seen = arrived) < 2;)
      arrived.wait(seen);
  });
  EXPECT_EQ(arrived, 2);
}

TEST(Parallel, TheErrorIsThatOfTheLowestNumber) {
  for (unsigned jobs : {1u, 4u}) {
    std::atomic<int> done = 0;
    Error error = parallelTry(100, jobs, [&](size_t i) {
      ++done;
      return i % 30 == 20 ? failure("item " + Twine(i)) : Error::success();
    });
    EXPECT_EQ(text(std::move(error)), "item 20");
    EXPECT_EQ(done, 100);
    EXPECT_FALSE(bool(parallelTry(100, jobs, [](size_t) { return Error::success(); })));
  }
}

TEST(Parallel, HardwareJobsIsAtLeastOne) { EXPECT_GE(hardwareJobs(), 1u); }
