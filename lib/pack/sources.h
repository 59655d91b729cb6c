// The libraries that a plan or a manifest copies from, opened again and compared with what was
// scanned.
//
// Between scan and copy a library may have been rebuilt. Every piece of content that is taken is
// hashed once more before anything is written, so what a plan says of an object is what the copy
// holds.
#pragma once

#include "base/progress.h"
#include "documents/plan.h"
#include "os/mapped_file.h"

#include "llvm/ADT/StringMap.h"

namespace armeld {

/// One piece of content to take: where it stands, and what it must be.
struct SourcePiece {
  Name library;
  std::optional<Name> file; ///< of a thin archive: the file that holds the content
  Name member;
  Digest object;
  uint64_t offset = 0; ///< bytes from the start of the library (or `file`)
  uint64_t size = 0;   ///< bytes
};

class Sources {
public:
  /// Opens the library (or member file of a thin archive) at `path` unless it is open. Errors name
  /// it.
  Error open(Name path);
  /// Opens the library at `path` and compares its size with that at the time of the scan. Errors
  /// name it.
  Error open(Name path, uint64_t expectedSize);
  /// Closes all files.
  void close() { files.clear(); }
  bool isOpen(Name path) const { return files.contains(path); }
  /// All of the open file.
  StringRef bytes(Name path) const { return files.find(path)->second.bytes(); }
  /// The open file's identity.
  const FileIdentity &identity(Name path) const { return files.find(path)->second.identity(); }

  /// The content of `piece`. An error, which names library and member, if it lies outside the file.
  Expected<StringRef> content(const SourcePiece &piece) const;

  /// Hashes all `pieces` on `jobs` threads and compares them with their digests. The error names
  /// the first that differs. Contents are checked for lying inside their files on the way.
  Error check(llvm::ArrayRef<SourcePiece> pieces, unsigned jobs, Progress *progress) const;

private:
  llvm::StringMap<MappedFile> files;
};

} // namespace armeld
