// Files that appear whole or not at all.
//
// What a tool writes goes to a temporary file in the target's folder, and takes the target's name
// in one rename when it is complete. A failed or killed run leaves the old file, or none.
#pragma once

#include "base/error.h"
#include "os/symbolic_link.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace armeld {

class OutputFile {
public:
  /// Makes a temporary file in the folder of the target. Errors name the cause, not the path.
  static Expected<OutputFile> create(StringRef path, SymbolicLink link = SymbolicLink::follow);

  OutputFile(OutputFile &&other) noexcept;
  OutputFile &operator=(OutputFile &&) = delete;
  /// Removes the temporary file unless `commit` was called.
  ~OutputFile();

  int descriptor() const { return fd; }
  /// Where the file stands until it is committed.
  StringRef temporaryPath() const { return temporary; }
  /// The file that `commit` will write or replace, symbolic links followed.
  StringRef targetPath() const { return target; }

  /// Gives the file the permissions, the owner and the extended attributes of another, if that is
  /// there. What the user may not set (another's ownership, say) is left as it is.
  Error copyAttributesOf(const std::string &path);
  /// Those of the target that it will replace.
  Error copyAttributesOfTarget() { return copyAttributesOf(target); }

  /// Takes the file at `path`, in the same folder, as the temporary file instead of the present
  /// one.
  Error adopt(StringRef path);

  /// Gives the file its name. With `durable`, after its bytes are on the disk, and the folder entry
  /// too. After an error the target is what it was, unless it is the folder that could not be
  /// written to the disk.
  Error commit(bool durable = false);

private:
  OutputFile(int fd, std::string temporary, std::string target)
      : fd(fd), temporary(std::move(temporary)), target(std::move(target)) {}
  int fd;
  std::string temporary; ///< empty when it has got its name
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
