// Scanning: from library files to a manifest.
//
// A member is hashed and, when its object was not met before, inspected at once, while its pages
// are warm. One that has the name and size of an earlier one is compared with that first, which is
// cheaper. Work is spread over all cores by member, so one big library takes no longer than many
// small ones.
#pragma once

#include "manifest.h"

#include <atomic>

namespace armeld {

/// How far a long step is. The step adds to it; a progress display reads it.
struct Progress {
  std::atomic<uint64_t> doneBytes = 0;
  std::atomic<uint64_t> totalBytes = 0;
};

struct ScanOptions {
  unsigned jobs = 0;            ///< threads; 0: one per core
  Progress *progress = nullptr; ///< may be null
};

struct ScanResult {
  Manifest manifest;
  /// Members that could not be inspected and what that means, one line each, for standard error.
  std::vector<std::string> warnings;
};

/// Scans the libraries at `paths`. An error names the library, the member and the cause; nothing is
/// left out in silence.
Expected<ScanResult> scan(llvm::ArrayRef<std::string> paths, const ScanOptions &options);

} // namespace armeld
