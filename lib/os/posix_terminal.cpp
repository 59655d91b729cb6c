#include "os/terminal.h"

#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace armeld {

bool isTerminalForErrors() { return isatty(STDERR_FILENO); }

size_t outputWidth() {
  winsize window;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
    return window.ws_col;
  return 80;
}

void writeToErrors(StringRef text) { fwrite(text.data(), 1, text.size(), stderr); }

} // namespace armeld
