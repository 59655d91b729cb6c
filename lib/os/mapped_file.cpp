#include "os/mapped_file.h"

#include "os/descriptor.h"
#include "os/handler_list.h"
#include "os/removed_at_signal.h"
#include "os/temporary_files.h"

#include "llvm/ADT/DenseMap.h"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace armeld {

/// What the SIGBUS handler must know of a mapping.
struct Mapping : HandlerEntry {
  const char *begin = nullptr;
  const char *end = nullptr;
  StringRef content() const { return StringRef(begin, size_t(end - begin)); }
};

namespace {

HandlerList<Mapping> mappings;
const char *toolName = "armeld";

/// Linux allows a process 65,530 mappings (vm.max_map_count), and threads and memory need some.
constexpr size_t mostMappings = 16384;

/// Mappings of files that nobody has open.
class KeptMappings {
public:
  std::atomic<bool> isOn = false;

  /// Whether it is kept from here on.
  bool put(const FileIdentity &id, Mapping *mapping) {
    std::lock_guard lock(mutex);
    return isOn && kept.size() < most && kept.try_emplace(id.id, id, mapping).second;
  }

  /// The mapping of that file as it is now, or null.
  Mapping *take(const FileIdentity &id) {
    if (!isOn)
      return nullptr;
    std::lock_guard lock(mutex);
    auto found = kept.find(id.id);
    if (found == kept.end() || found->second.first != id)
      return nullptr;
    Mapping *mapping = found->second.second;
    kept.erase(found);
    return mapping;
  }

private:
  static constexpr size_t most = mostMappings / 2;
  std::mutex mutex;
  llvm::DenseMap<FileId, std::pair<FileIdentity, Mapping *>> kept;
};

KeptMappings keptMappings;

void say(const char *text) {
  ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
  (void)ignored;
}

void onBusError(int signal, siginfo_t *info, void *) {
  const auto *address = static_cast<const char *>(info->si_addr);
  mappings.forEach([&](Mapping &mapping) {
    const char *path = mapping.path.load(std::memory_order_acquire);
    if (!path || address < mapping.begin || address >= mapping.end)
      return;
    endTemporaryFiles(); // its lock is recursive
    say(toolName);
    say(": ");
    say(path);
    say(": became shorter while it was read\n");
    _exit(2);
  });
  // Not ours: end as the system would have ended us.
  removeAsAtSignal();
  ::signal(signal, SIG_DFL);
  raise(signal);
}

Expected<FileIdentity> identityOf(const struct stat &status) {
  if (S_ISDIR(status.st_mode))
    return systemFailure(EISDIR);
  if (!S_ISREG(status.st_mode))
    return failure("is not a regular file");
  auto nanoseconds = [](const timespec &time) {
    return int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  return FileIdentity{idOf(status), uint64_t(status.st_size), nanoseconds(status.st_mtim),
                      nanoseconds(status.st_ctim)};
}

Error readInto(char *memory, uint64_t size, int fd) {
  for (uint64_t done = 0; done < size;) {
    ssize_t got = read(fd, memory + done, size - done);
    if (got == 0)
      return failure("became shorter while it was read");
    if (got < 0 && errno != EINTR)
      return systemFailure(errno);
    done += got < 0 ? 0 : uint64_t(got);
  }
  return Error::success();
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
  if (Mapping *kept = keptMappings.take(file.id)) {
    file.mapping = kept;
    file.content = kept->content();
    return file;
  }
  Mapping *place = mappings.take(mostMappings);
  if (!place) {
    file.copy.reset(new char[file.id.size]);
    if (Error error = readInto(file.copy.get(), file.id.size, fd))
      return error;
    file.content = StringRef(file.copy.get(), file.id.size);
    return file;
  }
  void *start = mmap(nullptr, file.id.size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (start == MAP_FAILED) {
    int cause = errno;
    mappings.giveBack(place);
    return systemFailure(cause);
  }
  place->begin = static_cast<const char *>(start);
  place->end = place->begin + file.id.size;
  place->set(path);
  file.mapping = place;
  file.content = place->content();
  return file;
}

MappedFile::MappedFile(MappedFile &&other) noexcept
    : content(std::exchange(other.content, {})), id(other.id),
      mapping(std::exchange(other.mapping, nullptr)), copy(std::move(other.copy)) {}

MappedFile &MappedFile::operator=(MappedFile &&other) noexcept {
  std::swap(content, other.content);
  std::swap(id, other.id);
  std::swap(mapping, other.mapping);
  std::swap(copy, other.copy);
  return *this;
}

MappedFile::~MappedFile() {
  if (!mapping || keptMappings.put(id, mapping))
    return;
  mappings.giveBack(mapping);
  munmap(const_cast<char *>(content.data()), content.size());
}

void keepMappings() { keptMappings.isOn = true; }

void exitOnTruncation(const char *tool) {
  toolName = tool;
  struct sigaction action = {};
  action.sa_sigaction = onBusError;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGBUS, &action, nullptr);
}

} // namespace armeld
