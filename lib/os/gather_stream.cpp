#include "os/gather_stream.h"

#include <cerrno>
#include <climits>

namespace armeld {

/// Below this a copy costs less than an entry of its own in the list.
static constexpr size_t smallBytes = 512;
/// The most bytes of one writev: enough for the kernel to allocate its memory in large pieces.
static constexpr size_t mostBytes = size_t(16) << 20;
static constexpr size_t mostCopied = size_t(1) << 18;

GatherStream::GatherStream(int descriptor)
    : raw_ostream(/*unbuffered=*/true), descriptor(descriptor) {
  copied.reserve(mostCopied);
  pending.reserve(IOV_MAX);
}

void GatherStream::write_impl(const char *bytes, size_t size) {
  if (abandoned)
    return;
  position += size;
  if (size >= smallBytes && staying.contains(bytes)) {
    add(bytes, size);
    return;
  }
  while (size > 0) {
    if (copied.size() == mostCopied)
      writePending();
    size_t part = std::min(size, mostCopied - copied.size());
    copied.append(bytes, part);
    add(copied.data() + copied.size() - part, part);
    bytes += part;
    size -= part;
  }
}

void GatherStream::add(const char *bytes, size_t size) {
  if (!pending.empty() &&
      static_cast<const char *>(pending.back().iov_base) + pending.back().iov_len == bytes)
    pending.back().iov_len += size;
  else
    pending.push_back({const_cast<char *>(bytes), size});
  pendingBytes += size;
  if (pending.size() == IOV_MAX || pendingBytes >= mostBytes)
    writePending();
}

void GatherStream::writePending() {
  iovec *next = pending.data();
  size_t count = pending.size();
  while (count > 0 && failure == 0) {
    ssize_t written = writev(descriptor, next, int(count));
    if (written < 0) {
      failure = errno == EINTR ? 0 : errno;
      continue;
    }
    // A write may stop anywhere, also in the middle of a piece.
    size_t left = size_t(written);
    for (; count > 0 && left >= next->iov_len; ++next, --count)
      left -= next->iov_len;
    if (count > 0) {
      next->iov_base = static_cast<char *>(next->iov_base) + left;
      next->iov_len -= left;
    }
  }
  pending.clear();
  copied.clear();
  pendingBytes = 0;
}

Error GatherStream::finish() {
  writePending();
  return failure ? systemFailure(failure) : Error::success();
}

} // namespace armeld
