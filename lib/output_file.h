// Files that appear whole or not at all.
//
// What a tool writes goes to a temporary file in the target's folder, and takes the target's name
// in one rename when it is complete. A failed or killed run leaves the old file, or none.
#pragma once

#include "error.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>

namespace armeld {

/// What becomes of a symbolic link that stands where a file is to be written: the file that it
/// leads to is written, or the link gives way.
enum class SymbolicLink { follow, replace };

class OutputFile {
public:
  /// Makes a temporary file in the folder of the target. Errors name the cause, not the path.
  static Expected<OutputFile> create(StringRef path, SymbolicLink link = SymbolicLink::follow);

  OutputFile(OutputFile &&) = default;
  OutputFile &operator=(OutputFile &&) = delete;
  /// Removes the temporary file unless `commit` was called.
  ~OutputFile();

  int descriptor() const { return temporary->FD; }
  /// Where the file stands until it is committed.
  StringRef temporaryPath() const { return temporary->TmpName; }
  /// The file that `commit` will write or replace, symbolic links followed.
  StringRef targetPath() const { return target; }

  /// Gives the file the permissions, the owner and the extended attributes of the target that it
  /// will replace. What the user may not set (another's ownership, say) is left as it is.
  Error copyAttributesOfTarget();

  /// Takes the file at `path`, in the same folder, as the temporary file instead of the present
  /// one.
  Error adopt(StringRef path);

  /// Gives the file its name. With `durable`, after its bytes are on the disk, and the folder entry
  /// too.
  Error commit(bool durable = false);

private:
  OutputFile(llvm::sys::fs::TempFile file, std::string target)
      : temporary(std::move(file)), target(std::move(target)) {}
  std::optional<llvm::sys::fs::TempFile> temporary;
  std::string target;
};

/// Writes a document to the file at `path`, whole or not at all, or to standard output for "-".
/// Errors name the file.
Error writeDocument(StringRef path, llvm::function_ref<void(llvm::raw_ostream &)> write);

} // namespace armeld
