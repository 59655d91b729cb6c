#include "mapped_file.h"

#include "descriptor.h"

#include "llvm/Support/Signals.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace armeld {

namespace {

/// What the SIGBUS handler must know of a mapping. A handler may take no lock, so these are slots
/// in a linked list of fixed blocks that only grows; `path` is null in a free slot.
struct Mapping {
  std::atomic<const char *> path = nullptr;
  const char *begin = nullptr;
  const char *end = nullptr;
};
struct Block {
  std::array<Mapping, 256> mappings;
  std::atomic<Block *> next = nullptr;
};
Block firstBlock;
const char *toolName = "armeld";

Mapping &mappingAt(int slot) {
  Block *block = &firstBlock;
  for (; slot >= int(block->mappings.size()); slot -= int(block->mappings.size()))
    block = block->next.load();
  return block->mappings[size_t(slot)];
}

int registerMapping(StringRef path, StringRef content) {
  // Copied with malloc because a free slot's old path must go somewhere the handler never looks.
  char *copy = strndup(path.data(), path.size());
  static constexpr const char *claimed = "";
  int slot = 0;
  for (Block *block = &firstBlock;;) {
    for (Mapping &mapping : block->mappings) {
      const char *none = nullptr;
      if (mapping.path.compare_exchange_strong(none, claimed)) {
        mapping.begin = content.begin();
        mapping.end = content.end();
        mapping.path.store(copy, std::memory_order_release);
        return slot;
      }
      ++slot;
    }
    if (!block->next.load()) {
      Block *none = nullptr;
      auto *fresh = new Block;
      if (!block->next.compare_exchange_strong(none, fresh))
        delete fresh; // another thread was first
    }
    block = block->next.load();
  }
}

void unregisterMapping(int slot) {
  const char *path = mappingAt(slot).path.exchange(nullptr);
  free(const_cast<char *>(path));
}

void say(const char *text) {
  ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
  (void)ignored;
}

void onBusError(int signal, siginfo_t *info, void *) {
  const auto *address = static_cast<const char *>(info->si_addr);
  for (Block *block = &firstBlock; block; block = block->next.load()) {
    for (Mapping &mapping : block->mappings) {
      const char *path = mapping.path.load(std::memory_order_acquire);
      if (!path || address < mapping.begin || address >= mapping.end)
        continue;
      say(toolName);
      say(": ");
      say(path);
      say(": became shorter while it was read\n");
      llvm::sys::RunInterruptHandlers();
      _exit(2);
    }
  }
  // Not ours: end as the system would have ended us.
  ::signal(signal, SIG_DFL);
  raise(signal);
}

Expected<FileIdentity> identityOf(const struct stat &status) {
  if (S_ISDIR(status.st_mode))
    return systemFailure(EISDIR);
  if (!S_ISREG(status.st_mode))
    return failure("is not a regular file");
  return FileIdentity{status.st_dev, status.st_ino, uint64_t(status.st_size),
                      int64_t(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec};
}

} // namespace

Expected<FileIdentity> identify(StringRef path) {
  struct stat status;
  if (stat(path.str().c_str(), &status) != 0)
    return systemFailure(errno);
  return identityOf(status);
}

Expected<MappedFile> MappedFile::open(StringRef path) {
  // O_NONBLOCK: a thin archive may name a pipe, and opening that would wait for a writer.
  int fd;
  do
    fd = ::open(path.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  while (fd < 0 && errno == EINTR);
  if (fd < 0)
    return systemFailure(errno);
  // The mapping outlives the descriptor, of which a process has few.
  Descriptor closing(fd);
  struct stat status;
  if (fstat(fd, &status) != 0)
    return systemFailure(errno);
  Expected<FileIdentity> id = identityOf(status);
  if (!id)
    return id.takeError();
  MappedFile file;
  file.id = *id;
  if (file.id.size == 0)
    return file;
  void *start = mmap(nullptr, file.id.size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (start == MAP_FAILED)
    return systemFailure(errno);
  file.content = StringRef(static_cast<const char *>(start), file.id.size);
  file.slot = registerMapping(path, file.content);
  return file;
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : content(std::exchange(other.content, {})), id(other.id), slot(std::exchange(other.slot, -1)) {
}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept {
  std::swap(content, other.content);
  std::swap(id, other.id);
  std::swap(slot, other.slot);
  return *this;
}

MappedFile::~MappedFile() {
  if (slot < 0)
    return;
  unregisterMapping(slot);
  munmap(const_cast<char *>(content.data()), content.size());
}

void exitOnTruncation(const char *tool) {
  toolName = tool;
  struct sigaction action = {};
  action.sa_sigaction = onBusError;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, nullptr);
}

} // namespace armeld
