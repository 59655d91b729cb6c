// A file descriptor that is closed with its owner.
#pragma once

#include <utility>

namespace armeld {

/// The descriptors that every process has.
inline constexpr int standardInput = 0, standardOutput = 1, standardError = 2;

class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd(fd) {}
  Descriptor(Descriptor &&other) noexcept : fd(std::exchange(other.fd, -1)) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    std::swap(fd, other.fd);
    return *this;
  }
  ~Descriptor() {
    if (fd >= 0)
      close(fd);
  }

  bool isOpen() const { return fd >= 0; }
  int get() const { return fd; }
  /// Returns the descriptor, which the caller then owns.
  int release() { return std::exchange(fd, -1); }

private:
  static void close(int fd);
  int fd = -1;
};

} // namespace armeld
