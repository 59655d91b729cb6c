#include "os/removed_at_signal.h"

#include "os/handler_list.h"

namespace armeld {

static HandlerList<HandlerEntry> files;

void removeAsAtSignal() {
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
