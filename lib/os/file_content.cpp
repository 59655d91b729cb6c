#include "os/file_content.h"

#include "os/files.h"
#include "os/mapped_file.h"

#include "llvm/Support/FileSystem.h"

#include <array>

namespace armeld {

/// Copies from where both files stand to the end of the first, in this process. Returns the number
/// of bytes.
static Expected<uint64_t> copyByReading(StringRef path, int from, int to) {
  static thread_local std::array<char, 1 << 18> buffer;
  for (uint64_t total = 0;;) {
    llvm::ErrorOr<size_t> got = readSome(from, buffer.data(), buffer.size());
    if (!got)
      return at(shown(path), systemFailure(got.getError()));
    if (*got == 0)
      return total;
    if (std::error_code code = writeAll(to, StringRef(buffer.data(), *got)))
      return systemFailure(code);
    total += *got;
  }
}

Error copyContent(StringRef path, int to) {
  llvm::ErrorOr<Descriptor> from = openToRead(path);
  if (!from)
    return at(shown(path), systemFailure(from.getError()));
  llvm::ErrorOr<FileStatus> status = statusOf(from->get());
  if (!status)
    return at(shown(path), systemFailure(status.getError()));
  if (status->kind != FileKind::regular)
    return failure(shown(path) + ": is not a regular file");
  llvm::ErrorOr<uint64_t> copied = copyBySystem(from->get(), to);
  if (!copied)
    return systemFailure(copied.getError());
  Expected<uint64_t> rest = copyByReading(path, from->get(), to);
  if (!rest)
    return rest.takeError();
  if (*copied + *rest < status->size)
    return failure(shown(path) + ": became shorter while it was read");
  return Error::success();
}

Expected<bool> haveSameBytes(StringRef path, StringRef other) {
  if (!llvm::sys::fs::exists(other))
    return false;
  Expected<MappedFile> first = MappedFile::open(path);
  if (!first)
    return at(shown(path), first.takeError());
  Expected<MappedFile> second = MappedFile::open(other);
  if (!second)
    return at(shown(other), second.takeError());
  return first->bytes() == second->bytes();
}

} // namespace armeld
