// What the files for Windows share.
#pragma once

#include "base/error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Windows/WindowsSupport.h"

#include <string>
#include <utility>

namespace armeld {

/// The error of the last call. Its text is the system's.
std::error_code lastError();

/// The path as the system wants it: UTF-16, and with the prefix that long ones need.
class WidePath {
public:
  explicit WidePath(StringRef path);
  operator const wchar_t *() const { return wide.data(); }

private:
  llvm::SmallVector<wchar_t, 128> wide;
};

std::wstring toWide(StringRef text);
std::string fromWide(const wchar_t *text);

/// The handle behind a descriptor.
HANDLE handleOf(int descriptor);

/// A handle that is closed with its owner. Some calls return null for none, and others
/// INVALID_HANDLE_VALUE.
class Handle {
public:
  Handle() = default;
  explicit Handle(HANDLE handle) : handle(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  Handle(Handle &&other) noexcept : handle(std::exchange(other.handle, nullptr)) {}
  Handle &operator=(Handle &&other) noexcept {
    std::swap(handle, other.handle);
    return *this;
  }
  ~Handle() {
    if (handle)
      CloseHandle(handle);
  }
  explicit operator bool() const { return handle != nullptr; }
  HANDLE get() const { return handle; }

private:
  HANDLE handle = nullptr;
};

/// Has what ends programs on a console (Ctrl-C and the like) noted and `event` set, as long as
/// somebody holds it.
struct ConsoleSignals {
  /// Installs the handler, once.
  static void handle();
  /// From here on they are noted. Another call, with false, ends that.
  static void hold(bool isHeld);
  /// The first that has come, or 0.
  static int first();
  /// Is signalled when one has come.
  static HANDLE event();
};

} // namespace armeld
