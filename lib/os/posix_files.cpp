#include "os/files.h"

#include "os/posix_forms.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace armeld {

static_assert(mostPieces <= IOV_MAX);

/// The error of the last call.
static std::error_code lastError() { return std::error_code(errno, std::generic_category()); }

/// What the call returns that is made until no signal interrupts it.
template <class Call> static auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR)
    result = call();
  return result;
}

static std::error_code errorOf(int result) { return result < 0 ? lastError() : std::error_code(); }

void Descriptor::close(int fd) { ::close(fd); }

// ---- status ----

static FileStatus statusFrom(const struct stat &status) {
  auto nanoseconds = [](const timespec &time) {
    return int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  FileTimes times = timesOf(status);
  return {{status.st_dev, status.st_ino},
          S_ISREG(status.st_mode)   ? FileKind::regular
          : S_ISDIR(status.st_mode) ? FileKind::folder
                                    : FileKind::other,
          uint64_t(status.st_size),
          uint64_t(status.st_nlink),
          nanoseconds(times.modified),
          nanoseconds(times.changed)};
}

llvm::ErrorOr<FileStatus> statusOf(StringRef path) {
  struct stat status;
  if (stat(path.str().c_str(), &status) != 0)
    return lastError();
  return statusFrom(status);
}

llvm::ErrorOr<FileStatus> statusOf(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0)
    return lastError();
  return statusFrom(status);
}

// ---- opening ----

static llvm::ErrorOr<Descriptor> opened(StringRef path, int flags) {
  std::string name = path.str();
  int fd = uninterrupted([&] { return open(name.c_str(), flags | O_CLOEXEC, 0666); });
  if (fd < 0)
    return lastError();
  return Descriptor(fd);
}

llvm::ErrorOr<Descriptor> openToRead(StringRef path) { return opened(path, O_RDONLY | O_NONBLOCK); }

llvm::ErrorOr<Descriptor> openToWrite(StringRef path, WriteMode mode) {
  int flags = mode == WriteMode::truncate ? O_CREAT | O_TRUNC
              : mode == WriteMode::append ? O_CREAT | O_APPEND
                                          : 0;
  return opened(path, O_WRONLY | flags);
}

llvm::ErrorOr<Descriptor> createNew(StringRef path) {
  return opened(path, O_RDWR | O_CREAT | O_EXCL);
}

llvm::ErrorOr<Descriptor> openToSync(StringRef path) {
  return opened(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}

llvm::ErrorOr<Descriptor> openOwn(StringRef path) {
  return opened(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
}

// ---- reading and writing ----

llvm::ErrorOr<size_t> readSome(int descriptor, char *memory, size_t size) {
  ssize_t got = uninterrupted([&] { return read(descriptor, memory, size); });
  if (got < 0)
    return lastError();
  return size_t(got);
}

std::error_code writeAll(int descriptor, StringRef bytes) {
  while (!bytes.empty()) {
    ssize_t written = uninterrupted([&] { return write(descriptor, bytes.data(), bytes.size()); });
    if (written < 0)
      return lastError();
    bytes = bytes.drop_front(size_t(written));
  }
  return {};
}

std::error_code writeAt(int descriptor, uint64_t offset, StringRef bytes) {
  while (!bytes.empty()) {
    ssize_t written = uninterrupted(
        [&] { return pwrite(descriptor, bytes.data(), bytes.size(), off_t(offset)); });
    if (written < 0)
      return lastError();
    offset += uint64_t(written);
    bytes = bytes.drop_front(size_t(written));
  }
  return {};
}

std::error_code writePieces(int descriptor, llvm::ArrayRef<StringRef> pieces) {
  std::array<iovec, mostPieces> list;
  for (size_t i = 0; i < pieces.size(); ++i)
    list[i] = {const_cast<char *>(pieces[i].data()), pieces[i].size()};
  iovec *next = list.data();
  size_t count = pieces.size();
  while (count > 0) {
    ssize_t written = uninterrupted([&] { return writev(descriptor, next, int(count)); });
    if (written < 0)
      return lastError();
    // A write may stop anywhere, also in the middle of a piece.
    size_t left = size_t(written);
    for (; count > 0 && left >= next->iov_len; ++next, --count)
      left -= next->iov_len;
    if (count > 0) {
      next->iov_base = static_cast<char *>(next->iov_base) + left;
      next->iov_len -= left;
    }
  }
  return {};
}

std::error_code syncFile(int descriptor) {
  return errorOf(uninterrupted([&] { return fullSync(descriptor); }));
}

// ---- names ----

std::error_code removeFile(StringRef path) { return errorOf(unlink(path.str().c_str())); }

std::error_code renameOver(StringRef from, StringRef to) {
  // Not llvm::sys::fs::TempFile, which copies over the target where it cannot rename.
  return errorOf(rename(from.str().c_str(), to.str().c_str()));
}

// A second name, and not rename(2), which would take the place of a file of that name. Nor is a
// file made for rename to replace: ext4 without a journal reuses no inode for minutes after its
// release, and for each new file looks at all of them (fs/ext4/ialloc.c, recently_deleted).
std::error_code renameNew(StringRef from, StringRef to) {
  if (std::error_code code = linkFile(from, to))
    return code;
  std::error_code code = removeFile(from);
  if (!code || code == std::errc::no_such_file_or_directory)
    return {};
  removeFile(to);
  return code;
}

std::error_code linkFile(StringRef path, StringRef to) {
  return errorOf(link(path.str().c_str(), to.str().c_str()));
}

std::error_code makeFolder(StringRef path) { return errorOf(mkdir(path.str().c_str(), 0777)); }

std::error_code makePrivateFolder(StringRef path) {
  return errorOf(mkdir(path.str().c_str(), 0700));
}

std::error_code removeFolder(StringRef path) { return errorOf(rmdir(path.str().c_str())); }

void removeTree(StringRef folder) {
  std::error_code code; // what cannot be removed stays; the next run tries again
  std::filesystem::remove_all(folder.str(), code);
}

std::string temporaryFolder() {
  const char *folder = getenv("TMPDIR");
  return folder && *folder ? folder : "/tmp";
}

// Here a backslash is a letter of names.
std::string pathFromUser(std::string text) { return text; }

Error checkNameEnd(StringRef) { return Error::success(); }

std::error_code syncFolder(StringRef folder) {
  llvm::ErrorOr<Descriptor> entries = opened(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  return entries ? syncFile(entries->get()) : entries.getError();
}

// ---- locks ----

std::error_code lockExclusively(int descriptor) {
  return errorOf(uninterrupted([&] { return flock(descriptor, LOCK_EX | LOCK_NB); }));
}

// ---- attributes ----

std::error_code copyAttributes(StringRef path, int descriptor) {
  struct stat status;
  std::string name = path.str();
  if (stat(name.c_str(), &status) != 0)
    return lastError();
  // Owner first: chown clears the set-id bits.
  // The group by itself, for users who may give files to a group but not to another user.
  for (auto [owner, group] : {std::pair(uid_t(-1), status.st_gid), {status.st_uid, gid_t(-1)}})
    if (fchown(descriptor, owner, group) != 0 && errno != EPERM)
      return lastError();
  if (fchmod(descriptor, status.st_mode & 07777) != 0)
    return lastError();
  copyExtendedAttributes(name, descriptor);
  return {};
}

// The name is the folder's, whatever the file's permissions are.
Error checkReplaceable(StringRef) { return Error::success(); }

} // namespace armeld
