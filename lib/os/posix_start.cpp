#include "os/start.h"

#include "os/files.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace armeld {

std::vector<std::string> argumentsFrom(int argc, char **argv) {
  return std::vector<std::string>(argv + std::min(argc, 1), argv + argc);
}

static bool isPipeIgnored = false;

void prepareStandardFiles() { isPipeIgnored = std::signal(SIGPIPE, SIG_IGN) == SIG_IGN; }

void endWithoutReader() {
  if (isPipeIgnored)
    return;
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

Error OutputRedirection::to(const std::string &path) {
  before = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  if (before < 0)
    return at(shown(path), systemFailure(errno));
  llvm::ErrorOr<Descriptor> file = openToWrite(path, WriteMode::truncate);
  if (!file)
    return at(shown(path), systemFailure(file.getError()));
  if (dup2(file->get(), STDOUT_FILENO) < 0)
    return at(shown(path), systemFailure(errno));
  return Error::success();
}

OutputRedirection::~OutputRedirection() {
  if (before < 0)
    return;
  dup2(before, STDOUT_FILENO);
  close(before);
}

} // namespace armeld
