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

class OutputFile {
public:
  /// Makes a temporary file beside `path`. Where `path` is a symbolic link, the file that it leads
  /// to is the target, and the link stays. Errors name the cause, not the path.
  static Expected<OutputFile> create(StringRef path);

  OutputFile(OutputFile &&) = default;
  OutputFile &operator=(OutputFile &&) = delete;
  /// Removes the temporary file unless `commit` was called.
  ~OutputFile();

  int descriptor() const { return temporary->FD; }
  /// Where the file stands until it is committed.
  StringRef temporaryPath() const { return temporary->TmpName; }

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
