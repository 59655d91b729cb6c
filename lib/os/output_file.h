// Files that appear whole or not at all.
//
// What a tool writes goes to a temporary file in the target's folder, and takes the target's name
// in one rename when it is complete. A failed or killed run leaves the old file, or none.
#pragma once

#include "base/error.h"
#include "os/kept_lock.h"
#include "os/symbolic_link.h"
#include "os/temporary_files.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace armeld {

class OutputFile {
public:
  /// Makes a temporary file in the folder of the target. Errors name the cause, not the path.
  static Expected<OutputFile> create(StringRef path, SymbolicLink link = SymbolicLink::follow);
  /// Takes the file at `from` instead of making one (see `moveToTemporaryFile`), for the target at
  /// `path`.
  static Expected<OutputFile> moved(const std::string &from, StringRef path);

  OutputFile(OutputFile &&other) noexcept;
  OutputFile &operator=(OutputFile &&) = delete;
  /// Removes the temporary file unless `commit` was called.
  ~OutputFile();

  /// Until `finish` is called.
  int descriptor() const { return file.descriptor.get(); }
  /// Where the file stands until it is committed.
  StringRef temporaryPath() const { return file.path; }
  /// The file that `commit` will write or replace, symbolic links followed.
  StringRef targetPath() const { return target; }

  /// Gives the file the permissions, the owner and the extended attributes of another, if that
  /// exists. What the user may not set (another's ownership, say) stays as it is.
  Error copyAttributesOf(const std::string &path);
  /// Those of the target that it will replace.
  Error copyAttributesOfTarget() { return copyAttributesOf(target); }

  /// Says that the content and the attributes are complete: the file is closed, and stays locked,
  /// so that there can be more of them than a process may have open.
  void finish();

  /// Has the system begin to write the content to the disk, if it can, and does not wait for it.
  void startSync() const;
  /// Writes the content to the disk.
  Error sync() const;

  /// Gives the file its name. With `durable`, after its bytes are on the disk, and the folder entry
  /// too. After an error the target is what it was, unless it is the folder that could not be
  /// written to the disk.
  Error commit(bool durable = false);

private:
  OutputFile(TemporaryFile file, std::string target)
      : file(std::move(file)), target(std::move(target)) {}
  TemporaryFile file; ///< its path is empty when it has got its name
  KeptLock lock;      ///< when it is finished
  std::string target;
};

/// What `writeDocument` gives where the reader of standard output, a pipe, has gone away.
class BrokenPipe : public llvm::ErrorInfo<BrokenPipe> {
public:
  static char ID;
  void log(llvm::raw_ostream &out) const override;
  std::error_code convertToErrorCode() const override;
};

/// Writes a document to the file at `path`, whole or not at all, or to standard output for "-".
/// Errors name the file.
Error writeDocument(StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write,
                    SymbolicLink link = SymbolicLink::follow);

} // namespace armeld
