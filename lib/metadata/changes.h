// The files that a run will write: first all are worked out, then all are written.
//
// A fault in the last file that is read stops the run before the first one changes. A file that
// would get the content that it has is left alone.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace armeld {

struct Change {
  std::string path;
  std::string content;
};

class Changes {
public:
  /// Plans to write a file. An error if it is planned already with another content.
  Error add(std::string path, std::string content);

  /// Plans to write a file that is wholly ours. An error if there is one that does not bear `mark`,
  /// since somebody else has written it.
  Error addOwn(std::string path, std::string content, StringRef mark);

  /// What is not wrong, but should be known.
  void warn(std::string text) { warnings.push_back(std::move(text)); }

  llvm::ArrayRef<Change> all() const { return changes; }
  llvm::ArrayRef<std::string> allWarnings() const { return warnings; }

  /// Writes the files, and the folders that they need. No file gets its name before all are
  /// complete. Errors name the file.
  Error write() const;

private:
  std::vector<Change> changes;
  std::vector<std::string> warnings;
};

/// The sentence in the files that are wholly ours.
inline constexpr llvm::StringLiteral writtenMark = "Written by link-metadata";

} // namespace armeld
