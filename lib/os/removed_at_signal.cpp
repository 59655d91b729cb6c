#include "os/removed_at_signal.h"

#include "os/handler_list.h"

#include <chrono>
#include <mutex>
#include <thread>

namespace armeld {

static HandlerList<HandlerEntry> files;

/// Recursive, because memory may run out while a file is made.
static std::recursive_mutex making;
/// Which thread makes a file, by the address of its `thisThread`, or null.
static std::atomic<const char *> maker = nullptr;
static thread_local char thisThread;
static std::atomic<bool> areBeingRemoved = false;

MakingFile::MakingFile() {
  making.lock();
  maker = &thisThread;
  if (!areBeingRemoved)
    return;
  maker = nullptr;
  for (;;)
    std::this_thread::sleep_for(std::chrono::hours(1));
}

MakingFile::~MakingFile() {
  maker = nullptr;
  making.unlock();
}

void makeNoMoreFiles() { making.lock(); }

/// Waits until the file that another thread makes is registered. A handler can take no lock, and
/// must not wait forever for a thread that waits for its end, or that is this one.
static void waitForMaker() {
  areBeingRemoved = true;
  for (int tries = 0; tries < 1000; ++tries) {
    const char *thread = maker;
    if (!thread || thread == &thisThread)
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1)); // nanosleep(2)
  }
}

void removeAsAtSignal() {
  waitForMaker();
  // Taken out, so that no other thread frees the path meanwhile.
  files.forEach([](HandlerEntry &file) {
    if (const char *path = file.path.exchange(nullptr))
      removeInHandler(path);
  });
}

RemovedAtSignal::RemovedAtSignal(StringRef path) : entry(files.take()) {
  static const bool once = handleEnds();
  (void)once;
  entry->set(path);
}

RemovedAtSignal::~RemovedAtSignal() {
  if (entry)
    files.giveBack(entry);
}

} // namespace armeld
