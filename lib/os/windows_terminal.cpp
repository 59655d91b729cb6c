#include "os/terminal.h"

#include "os/files.h"
#include "os/windows_forms.h"

namespace armeld {

/// The mode of a console; nothing if it is none.
static std::optional<DWORD> consoleMode(HANDLE handle) {
  DWORD mode;
  return GetConsoleMode(handle, &mode) ? std::optional(mode) : std::nullopt;
}

bool isTerminalForErrors() {
  HANDLE console = handleOf(standardError);
  std::optional<DWORD> mode = consoleMode(console);
  return mode && SetConsoleMode(console, *mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

size_t outputWidth() {
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (!GetConsoleScreenBufferInfo(handleOf(standardOutput), &info))
    return 80;
  return size_t(std::max(1, info.srWindow.Right - info.srWindow.Left + 1));
}

// A console would take the bytes for those of its code page.
void writeToErrors(StringRef text) {
  HANDLE handle = handleOf(standardError);
  if (!consoleMode(handle)) {
    (void)writeAll(standardError, text);
    return;
  }
  std::wstring wide = toWide(text);
  DWORD written;
  WriteConsoleW(handle, wide.data(), DWORD(wide.size()), &written, nullptr);
}

} // namespace armeld
