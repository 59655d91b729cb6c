// Files as the system has them: what all else in this room is made of.
//
// These functions are the thin layer over the calls of the system, which each family of systems has
// in a file of its own. They return the system's error, whose text `systemFailure` gives. A call
// that a signal interrupts is made again.
#pragma once

#include "base/error.h"
#include "os/descriptor.h"
#include "os/file_id.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/ErrorOr.h"

namespace armeld {

enum class FileKind { regular, folder, other };

struct FileStatus {
  FileId id = {0, 0};
  FileKind kind = FileKind::other;
  uint64_t size = 0;      ///< bytes
  uint64_t names = 0;     ///< hard links
  int64_t modifiedNs = 0; ///< nanoseconds since 1970
  int64_t changedNs = 0;  ///< the same of the inode
};

/// Symbolic links are followed.
llvm::ErrorOr<FileStatus> statusOf(StringRef path);
llvm::ErrorOr<FileStatus> statusOf(int descriptor);

// ---- opening ----

/// Opens a file for reading. Does not wait for a writer if it is a pipe.
llvm::ErrorOr<Descriptor> openToRead(StringRef path);

/// What becomes of a file that is opened for writing.
enum class WriteMode {
  overwrite, ///< it is there, and keeps the content that is not written over
  truncate,  ///< it loses its content, or is made
  append,    ///< what is written goes to its end, or it is made
};
llvm::ErrorOr<Descriptor> openToWrite(StringRef path, WriteMode mode);

/// Makes a file, for reading and writing. The error file_exists if the name is taken.
llvm::ErrorOr<Descriptor> createNew(StringRef path);

/// Opens a file to lock it, or to write it to the disk. A symbolic link is an error.
llvm::ErrorOr<Descriptor> openToSync(StringRef path);
/// Likewise, for reading and writing.
llvm::ErrorOr<Descriptor> openOwn(StringRef path);

// ---- reading and writing ----

/// Reads up to `size` bytes. 0: the end.
llvm::ErrorOr<size_t> readSome(int descriptor, char *memory, size_t size);
std::error_code writeAll(int descriptor, StringRef bytes);
std::error_code writeAt(int descriptor, uint64_t offset, StringRef bytes);
/// The most pieces that `writePieces` takes.
inline constexpr size_t mostPieces = 1024;
/// Writes all of them, one after the other.
std::error_code writePieces(int descriptor, llvm::ArrayRef<StringRef> pieces);

/// Has the system copy from where both files stand, as far as it can do that better than by reading
/// and writing. Returns the number of bytes; the rest is left to the caller.
llvm::ErrorOr<uint64_t> copyBySystem(int from, int to);

/// Writes the content of a file to the disk.
std::error_code syncFile(int descriptor);
/// Writes the entries of a folder ("": the current one) to the disk.
std::error_code syncFolder(StringRef folder);
/// Has the system begin with the content of a file, if it can, and does not wait for it.
void beginSync(int descriptor);

// ---- names ----

std::error_code removeFile(StringRef path);
/// Gives the file another name, and takes that from the file that has it.
std::error_code renameOver(StringRef from, StringRef to);
/// Gives the file another name. The error file_exists if that is taken.
std::error_code renameNew(StringRef from, StringRef to);
/// Gives the file a second name.
std::error_code linkFile(StringRef path, StringRef to);

std::error_code makeFolder(StringRef path);
/// For this user only.
std::error_code makePrivateFolder(StringRef path);
/// Fails if it is not empty.
std::error_code removeFolder(StringRef path);
/// With all that is in it. What cannot be removed stays.
void removeTree(StringRef folder);
/// The folder for files of a short life.
std::string temporaryFolder();

/// A path as documents have it: with slashes, on any system, and as the system reads it.
std::string pathFromUser(std::string text);

/// An error if file names cannot end so, or would be read as others. Separators are the caller's.
Error checkNameEnd(StringRef end);

/// The same for all spellings of a path that the system's usual file systems take for one:
/// "LIBA.lib" and "liba.lib" where they ignore case.
std::string spellingKey(StringRef path);

/// Enough for the longest path that programs usually pass to the system, and the NUL.
inline constexpr size_t mostPathBytes = 4096;

// ---- locks ----

/// Locks an open file, until it is closed, against other processes that do the same. Does not wait:
/// the error is resource_unavailable_try_again if another has it, and another one if the file
/// system has no locks.
std::error_code lockExclusively(int descriptor);

// ---- attributes ----

/// Gives the open file `descriptor` the permissions, the owner and the extended attributes of the
/// file at `path`, as far as this user may.
std::error_code copyAttributes(StringRef path, int descriptor);

/// Why a file that is here cannot be replaced, which the system would only say later.
Error checkReplaceable(StringRef path);

} // namespace armeld
