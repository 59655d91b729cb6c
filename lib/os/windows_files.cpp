// Files on Windows.
//
// Everything is opened so that others may read, write, rename and remove it meanwhile, as on Unix.
// Two things remain different. A file that somebody has mapped, or opened without such a
// permission, cannot be replaced: a short wait, since scanners of viruses open each new file, and
// then an error. And a folder cannot be written to the disk: renaming does it (write through).
#include "os/files.h"

#include "os/windows_forms.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WindowsError.h"

#include <aclapi.h>
#include <fcntl.h>
#include <io.h>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

// ---- errors and strings ----

namespace {

class WindowsErrors : public std::error_category {
public:
  const char *name() const noexcept override { return "windows"; }
  std::string message(int code) const override {
    switch (code) {
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_USER_MAPPED_FILE:
      return "another program has it open";
    default:
      break;
    }
    wchar_t *text = nullptr;
    FormatMessageW(FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_FROM_SYSTEM |
                       FORMAT_MESSAGE_IGNORE_INSERTS,
                   nullptr, DWORD(code), 0, reinterpret_cast<wchar_t *>(&text), 0, nullptr);
    std::string message = text ? fromWide(text) : "error " + std::to_string(code) + " of Windows";
    LocalFree(text);
    return StringRef(message).rtrim(".\r\n ").str();
  }
  std::error_condition default_error_condition(int code) const noexcept override {
    return llvm::mapWindowsError(unsigned(code)).default_error_condition();
  }
};

} // namespace

static std::error_code errorNumbered(DWORD code) {
  static const WindowsErrors category;
  return std::error_code(int(code), category);
}

std::error_code lastError() { return errorNumbered(GetLastError()); }

std::wstring toWide(StringRef text) {
  std::wstring wide;
  llvm::ConvertUTF8toWide(text, wide);
  return wide;
}

std::string fromWide(const wchar_t *text) {
  std::string narrow;
  llvm::convertWideToUTF8(text, narrow);
  return narrow;
}

WidePath::WidePath(StringRef path) {
  // What is not UTF-8 is no name here. The system does not find "".
  if (path.contains('\0') || llvm::sys::windows::widenPath(path, wide))
    wide.clear();
  wide.push_back(0);
}

HANDLE handleOf(int descriptor) { return reinterpret_cast<HANDLE>(_get_osfhandle(descriptor)); }

void Descriptor::close(int fd) { ::_close(fd); }

// ---- status ----

/// Units of 100 ns since 1601.
static int64_t nanoseconds(int64_t time) { return (time - 116'444'736'000'000'000) * 100; }

static llvm::ErrorOr<FileStatus> statusOf(HANDLE handle) {
  FileStatus status;
  if (GetFileType(handle) != FILE_TYPE_DISK)
    return status;
  BY_HANDLE_FILE_INFORMATION info;
  FILE_BASIC_INFO basic;
  if (!GetFileInformationByHandle(handle, &info) ||
      !GetFileInformationByHandleEx(handle, FileBasicInfo, &basic, sizeof basic))
    return lastError();
  status.id = {info.dwVolumeSerialNumber, uint64_t(info.nFileIndexHigh) << 32 | info.nFileIndexLow};
  status.kind =
      info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? FileKind::folder : FileKind::regular;
  status.size = uint64_t(info.nFileSizeHigh) << 32 | info.nFileSizeLow;
  status.names = info.nNumberOfLinks;
  status.modifiedNs = nanoseconds(basic.LastWriteTime.QuadPart);
  status.changedNs = nanoseconds(basic.ChangeTime.QuadPart);
  return status;
}

static constexpr DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

static HANDLE openHandle(StringRef path, DWORD access, DWORD disposition,
                         DWORD flags = FILE_ATTRIBUTE_NORMAL) {
  return CreateFileW(WidePath(path), access, shared, nullptr, disposition, flags, nullptr);
}

llvm::ErrorOr<FileStatus> statusOf(StringRef path) {
  Handle handle(openHandle(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS));
  if (!handle)
    return lastError();
  return statusOf(handle.get());
}

llvm::ErrorOr<FileStatus> statusOf(int descriptor) { return statusOf(handleOf(descriptor)); }

// ---- opening ----

static llvm::ErrorOr<Descriptor> opened(StringRef path, DWORD access, DWORD disposition,
                                        DWORD flags = FILE_ATTRIBUTE_NORMAL) {
  HANDLE handle = openHandle(path, access, disposition, flags);
  if (handle == INVALID_HANDLE_VALUE)
    return lastError();
  int fd = _open_osfhandle(intptr_t(handle), _O_BINARY | _O_NOINHERIT);
  if (fd < 0) {
    CloseHandle(handle);
    return std::make_error_code(std::errc::too_many_files_open);
  }
  return Descriptor(fd);
}

// Folders can be opened too: it is their status that tells.
llvm::ErrorOr<Descriptor> openToRead(StringRef path) {
  return opened(path, GENERIC_READ, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
}

llvm::ErrorOr<Descriptor> openToWrite(StringRef path, WriteMode mode) {
  switch (mode) {
  case WriteMode::overwrite:
    return opened(path, GENERIC_WRITE, OPEN_EXISTING);
  case WriteMode::truncate:
    return opened(path, GENERIC_WRITE, CREATE_ALWAYS);
  case WriteMode::append:
    return opened(path, FILE_APPEND_DATA | SYNCHRONIZE, OPEN_ALWAYS);
  }
  return std::make_error_code(std::errc::invalid_argument);
}

// The permissions of a file can be set by who has made it.
static constexpr DWORD own = GENERIC_READ | GENERIC_WRITE | DELETE | WRITE_DAC;

llvm::ErrorOr<Descriptor> createNew(StringRef path) { return opened(path, own, CREATE_NEW); }

llvm::ErrorOr<Descriptor> openToSync(StringRef path) { return openOwn(path); }

llvm::ErrorOr<Descriptor> openOwn(StringRef path) {
  if (fs::is_symlink_file(path))
    return std::make_error_code(std::errc::too_many_symbolic_link_levels);
  return opened(path, own, OPEN_EXISTING);
}

// ---- reading and writing ----

llvm::ErrorOr<size_t> readSome(int descriptor, char *memory, size_t size) {
  DWORD got = 0;
  if (!ReadFile(handleOf(descriptor), memory, DWORD(std::min<size_t>(size, 1 << 30)), &got,
                nullptr) &&
      GetLastError() != ERROR_BROKEN_PIPE) // the end of a pipe
    return lastError();
  return size_t(got);
}

std::error_code writeAll(int descriptor, StringRef bytes) {
  while (!bytes.empty()) {
    DWORD written = 0;
    if (!WriteFile(handleOf(descriptor), bytes.data(),
                   DWORD(std::min<size_t>(bytes.size(), 1 << 30)), &written, nullptr))
      return lastError();
    bytes = bytes.drop_front(written);
  }
  return {};
}

std::error_code writeAt(int descriptor, uint64_t offset, StringRef bytes) {
  LARGE_INTEGER place;
  place.QuadPart = int64_t(offset);
  if (!SetFilePointerEx(handleOf(descriptor), place, nullptr, FILE_BEGIN))
    return lastError();
  return writeAll(descriptor, bytes);
}

// What gathers pieces here (WriteFileGather) wants whole pages. Small ones are copied.
std::error_code writePieces(int descriptor, llvm::ArrayRef<StringRef> pieces) {
  constexpr size_t small = size_t(64) << 10;
  std::string copied;
  for (StringRef piece : pieces) {
    if (piece.size() < small)
      copied += piece;
    if (piece.size() < small && copied.size() < 16 * small)
      continue;
    if (std::error_code code = writeAll(descriptor, copied))
      return code;
    copied.clear();
    if (piece.size() >= small)
      if (std::error_code code = writeAll(descriptor, piece))
        return code;
  }
  return writeAll(descriptor, copied);
}

llvm::ErrorOr<uint64_t> copyBySystem(int, int) { return 0; }

std::error_code syncFile(int descriptor) {
  return FlushFileBuffers(handleOf(descriptor)) ? std::error_code() : lastError();
}

void beginSync(int) {}

// Renaming and linking have done it.
std::error_code syncFolder(StringRef) { return {}; }

// ---- names ----

/// The error of a call that is made again, for a second, while another program has the file open.
template <class Call> static std::error_code patiently(Call call) {
  std::error_code code;
  for (DWORD wait = 1; wait < 1000; wait *= 2) {
    if (call())
      return {};
    code = lastError();
    if (code.value() != ERROR_SHARING_VIOLATION && code.value() != ERROR_ACCESS_DENIED &&
        code.value() != ERROR_USER_MAPPED_FILE)
      return code;
    Sleep(wait);
  }
  return code;
}

std::error_code removeFile(StringRef path) {
  return DeleteFileW(WidePath(path)) ? std::error_code() : lastError();
}

/// Whether the file can be opened only as long as others have it open too.
static bool isOpenElsewhere(StringRef path) {
  Handle alone(CreateFileW(WidePath(path), GENERIC_READ, 0, nullptr, OPEN_EXISTING,
                           FILE_ATTRIBUTE_NORMAL, nullptr));
  return !alone && GetLastError() == ERROR_SHARING_VIOLATION;
}

std::error_code renameOver(StringRef from, StringRef to) {
  WidePath source(from), target(to);
  std::error_code code = patiently([&] {
    return MoveFileExW(source, target, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
  });
  // This is said of a file that another program has open, too.
  if (code.value() == ERROR_ACCESS_DENIED && isOpenElsewhere(to))
    return errorNumbered(ERROR_SHARING_VIOLATION);
  return code;
}

std::error_code renameNew(StringRef from, StringRef to) {
  WidePath source(from), target(to);
  return patiently([&] { return MoveFileExW(source, target, MOVEFILE_WRITE_THROUGH); });
}

std::error_code linkFile(StringRef path, StringRef to) {
  return CreateHardLinkW(WidePath(to), WidePath(path), nullptr) ? std::error_code() : lastError();
}

std::error_code makeFolder(StringRef path) {
  return CreateDirectoryW(WidePath(path), nullptr) ? std::error_code() : lastError();
}

// The folder above says who may enter it.
std::error_code makePrivateFolder(StringRef path) { return makeFolder(path); }

std::error_code removeFolder(StringRef path) {
  return RemoveDirectoryW(WidePath(path)) ? std::error_code() : lastError();
}

void removeTree(StringRef folder) {
  std::error_code code;
  std::vector<std::pair<std::string, bool>> entries;
  for (fs::directory_iterator at(folder, code, /*follow_symlinks=*/false), end; !code && at != end;
       at.increment(code))
    entries.emplace_back(at->path(), at->type() == fs::file_type::directory_file);
  for (const auto &[entry, isFolder] : entries)
    if (isFolder)
      removeTree(entry);
    else
      removeFile(entry);
  removeFolder(folder);
}

std::string temporaryFolder() {
  llvm::SmallString<256> folder;
  path::system_temp_directory(/*ErasedOnReboot=*/true, folder);
  return pathFromUser(std::string(folder));
}

/// The system takes dots and blanks at the end of a component for none, but for "." and "..".
static std::string withoutEnds(StringRef path) {
  std::string plain;
  llvm::SmallVector<StringRef> parts;
  path.split(parts, '/');
  for (size_t i = 0; i < parts.size(); ++i) {
    StringRef part = parts[i];
    if (part != "." && part != "..")
      if (StringRef begin = part.rtrim(". "); !begin.empty())
        part = begin;
    plain += (i > 0 ? "/" : "") + part.str();
  }
  return plain;
}

/// A name without a folder on another drive, "D:liba.lib", with the folder that is current there.
static std::string inCurrentFolder(std::string path) {
  if (path.size() < 3 || path[1] != ':' || path[2] == '/' || !llvm::isAlpha(path[0]))
    return path;
  wchar_t whole[1 << 15];
  DWORD length = GetFullPathNameW(toWide(path).c_str(), std::size(whole), whole, nullptr);
  if (length == 0 || length >= std::size(whole))
    return path;
  path = fromWide(whole);
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

std::string pathFromUser(std::string text) {
  if (StringRef(text).starts_with("\\\\?\\")) // as it stands, says the prefix
    return text;
  std::replace(text.begin(), text.end(), '\\', '/');
  return inCurrentFolder(withoutEnds(text));
}

Error checkNameEnd(StringRef end) {
  if (end.find_first_of("<>:\"|?*/\\") != StringRef::npos || end.ends_with(".") ||
      end.ends_with(" "))
    return failure("Windows has no file names that end in '" + shown(end) + "'");
  return Error::success();
}

std::string spellingKey(StringRef path) {
  std::wstring wide = toWide(withoutEnds(path));
  CharLowerBuffW(wide.data(), DWORD(wide.size()));
  return fromWide(wide.c_str());
}

// ---- locks ----

// A byte that no file has. So the lock keeps nobody from reading and writing, as flock(2).
std::error_code lockExclusively(int descriptor) {
  OVERLAPPED place = {};
  place.Offset = 0xfffffffe;
  place.OffsetHigh = 0x7fffffff;
  if (LockFileEx(handleOf(descriptor), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
                 &place))
    return {};
  return lastError();
}

// ---- attributes ----

// The access control list's own entries; the folder gives it the others. The owner is who writes.
std::error_code copyAttributes(StringRef path, int descriptor) {
  WidePath wide(path);
  DWORD attributes = GetFileAttributesW(wide);
  if (attributes == INVALID_FILE_ATTRIBUTES)
    return lastError();
  PACL list = nullptr;
  PSECURITY_DESCRIPTOR held = nullptr;
  if (GetNamedSecurityInfoW(const_cast<wchar_t *>(static_cast<const wchar_t *>(wide)),
                            SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, &list,
                            nullptr, &held) == ERROR_SUCCESS) {
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision;
    GetSecurityDescriptorControl(held, &control, &revision);
    SetSecurityInfo(handleOf(descriptor), SE_FILE_OBJECT,
                    DACL_SECURITY_INFORMATION |
                        (control & SE_DACL_PROTECTED ? PROTECTED_DACL_SECURITY_INFORMATION
                                                     : UNPROTECTED_DACL_SECURITY_INFORMATION),
                    nullptr, nullptr, list, nullptr);
    LocalFree(held);
  }
  constexpr DWORD copied =
      FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
  if (attributes & copied) {
    FILE_BASIC_INFO basic = {};
    if (GetFileInformationByHandleEx(handleOf(descriptor), FileBasicInfo, &basic, sizeof basic)) {
      basic.FileAttributes |= attributes & copied;
      SetFileInformationByHandle(handleOf(descriptor), FileBasicInfo, &basic, sizeof basic);
    }
  }
  return {};
}

Error checkReplaceable(StringRef path) {
  DWORD attributes = GetFileAttributesW(WidePath(path));
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_READONLY))
    return failure("is read-only, and Windows replaces no such file");
  return Error::success();
}

} // namespace armeld
