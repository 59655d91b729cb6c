#include "os/gather_stream.h"

#include "os/files.h"

namespace armeld {

/// Below this a copy costs less than an entry of its own in the list.
static constexpr size_t smallBytes = 512;
/// The most bytes of one call: enough for the kernel to allocate its memory in large pieces.
static constexpr size_t mostBytes = size_t(16) << 20;
static constexpr size_t mostCopied = size_t(1) << 18;

GatherStream::GatherStream(int descriptor)
    : raw_ostream(/*unbuffered=*/true), descriptor(descriptor) {
  copied.reserve(mostCopied);
  pending.reserve(mostPieces);
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
  if (!pending.empty() && pending.back().end() == bytes)
    pending.back() = StringRef(pending.back().data(), pending.back().size() + size);
  else
    pending.emplace_back(bytes, size);
  pendingBytes += size;
  if (pending.size() == mostPieces || pendingBytes >= mostBytes)
    writePending();
}

void GatherStream::writePending() {
  if (!failure)
    failure = writePieces(descriptor, pending);
  pending.clear();
  copied.clear();
  pendingBytes = 0;
}

Error GatherStream::finish() {
  writePending();
  return failure ? systemFailure(failure) : Error::success();
}

} // namespace armeld
