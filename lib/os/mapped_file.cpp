#include "os/mapped_file.h"

#include "os/files.h"
#include "os/handler_list.h"
#include "os/mapping.h"
#include "os/temporary_files.h"

#include "llvm/ADT/DenseMap.h"

#include <cstdlib>
#include <system_error>
#include <thread>
#include <utility>

namespace armeld {

/// What the SIGBUS handler must know of a mapping.
struct Mapping : HandlerEntry {
  const char *begin = nullptr;
  const char *end = nullptr;
  size_t users = 0; ///< of `SharedMappings`, which locks it
  StringRef content() const { return StringRef(begin, size_t(end - begin)); }
};

namespace {

HandlerList<Mapping> mappings;
const char *toolName = "armeld";

/// Linux allows a process 65,530 mappings (vm.max_map_count), and threads and memory need some.
constexpr size_t mostMappings = 16384;

/// Mappings by the files that they are of, so that all who have a file open share one.
class SharedMappings {
public:
  void keepAll() {
    std::lock_guard lock(mutex);
    keeps = true;
  }

  /// The mapping of that file as it is now, for one more user, or null.
  Mapping *share(const FileIdentity &id) {
    std::lock_guard lock(mutex);
    auto found = shared.find(id.id);
    if (found == shared.end() || found->second.first != id)
      return nullptr;
    Mapping *mapping = found->second.second;
    unused -= mapping->users++ == 0;
    return mapping;
  }

  /// Adds a mapping of one user. Others share the newest that there is of a file. The result is to
  /// be unmapped, unless it is null.
  Mapping *add(const FileIdentity &id, Mapping *mapping) {
    std::lock_guard lock(mutex);
    mapping->users = 1;
    auto [place, isNew] = shared.try_emplace(id.id, id, mapping);
    if (isNew)
      return nullptr;
    Mapping *older = place->second.second;
    place->second = {id, mapping};
    if (older->users > 0)
      return nullptr;
    --unused;
    return older;
  }

  /// One user less. Whether the mapping is to be unmapped.
  bool giveBack(const FileIdentity &id, Mapping *mapping) {
    std::lock_guard lock(mutex);
    if (--mapping->users > 0)
      return false;
    auto found = shared.find(id.id);
    if (found == shared.end() || found->second.second != mapping)
      return true; // there is a newer one
    if (keeps && unused < most) {
      ++unused;
      return false;
    }
    shared.erase(found);
    return true;
  }

  /// One more user of each mapping that nobody uses.
  std::vector<std::pair<FileIdentity, Mapping *>> useAll() {
    std::lock_guard lock(mutex);
    std::vector<std::pair<FileIdentity, Mapping *>> all;
    for (auto &[id, entry] : shared)
      if (entry.second->users == 0) {
        ++entry.second->users;
        all.push_back(entry);
      }
    unused = 0;
    return all;
  }

private:
  static constexpr size_t most = mostMappings / 2;
  std::mutex mutex;
  bool keeps = false;
  size_t unused = 0;
  llvm::DenseMap<FileId, std::pair<FileIdentity, Mapping *>> shared;
};

// Not destroyed: threads that release pages may go on when the process ends.
SharedMappings &sharedMappings = *new SharedMappings;

void say(StringRef text) { (void)writeAll(standardError, text); }

/// In a signal handler.
void onLostPage(const char *address) {
  mappings.forEach([&](Mapping &mapping) {
    const char *path = mapping.path.load(std::memory_order_acquire);
    if (!path || address < mapping.begin || address >= mapping.end)
      return;
    endTemporaryFiles(); // its lock is recursive
    say(toolName);
    say(": ");
    say(path);
    say(": became shorter while it was read\n");
    std::_Exit(2);
  });
}

Expected<FileIdentity> identityOf(const llvm::ErrorOr<FileStatus> &status) {
  if (!status)
    return systemFailure(status.getError());
  if (status->kind == FileKind::folder)
    return systemFailure(std::make_error_code(std::errc::is_a_directory));
  if (status->kind != FileKind::regular)
    return failure("is not a regular file");
  return FileIdentity{status->id, status->size, status->modifiedNs, status->changedNs};
}

void unmap(Mapping *mapping) {
  StringRef content = mapping->content();
  mappings.giveBack(mapping);
  unmapPages(content.data(), content.size());
}

Error readInto(char *memory, uint64_t size, int fd) {
  for (uint64_t done = 0; done < size;) {
    llvm::ErrorOr<size_t> got = readSome(fd, memory + done, size - done);
    if (!got)
      return systemFailure(got.getError());
    if (*got == 0)
      return failure("became shorter while it was read");
    done += *got;
  }
  return Error::success();
}

} // namespace

Expected<FileIdentity> identify(StringRef path) { return identityOf(statusOf(path)); }

Expected<MappedFile> MappedFile::open(StringRef path) {
  // Without waiting: a thin archive may name a pipe, and opening that would wait for a writer. The
  // mapping outlives the descriptor, of which a process has few.
  llvm::ErrorOr<Descriptor> opened = openToRead(path);
  if (!opened)
    return systemFailure(opened.getError());
  int fd = opened->get();
  Expected<FileIdentity> id = identityOf(statusOf(fd));
  if (!id)
    return id.takeError();
  MappedFile file;
  file.id = *id;
  if (file.id.size == 0)
    return file;
  if (Mapping *shared = sharedMappings.share(file.id)) {
    file.mapping = shared;
    file.content = shared->content();
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
  llvm::ErrorOr<const char *> start = mapPages(fd, file.id.size);
  if (!start) {
    mappings.giveBack(place);
    return systemFailure(start.getError());
  }
  place->begin = *start;
  place->end = place->begin + file.id.size;
  place->set(path);
  if (Mapping *older = sharedMappings.add(file.id, place))
    unmap(older);
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
  if (mapping && sharedMappings.giveBack(id, mapping))
    unmap(mapping);
}

void keepMappings() {
  if (canReplaceMapped)
    sharedMappings.keepAll();
}

void releaseKeptPages() {
  auto release = [] {
    for (auto &[id, mapping] : sharedMappings.useAll()) {
      StringRef content = mapping->content();
      releasePages(content.data(), content.size());
      if (sharedMappings.giveBack(id, mapping))
        unmap(mapping);
    }
  };
  try {
    std::thread(release).detach();
  } catch (const std::system_error &) {
    // The system allows no more threads. The pages go when the process ends.
  }
}

void exitOnTruncation(const char *tool) {
  toolName = tool;
  watchLostPages(onLostPage);
}

} // namespace armeld
