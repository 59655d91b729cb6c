// Scanning: from library files to a manifest.
//
// A member is hashed and, when its object was not met before, inspected at once, while its pages
// are warm. One that has the name and size of an earlier one is compared with that first, which is
// cheaper. Work is spread over all cores by member, so one big library takes no longer than many
// small ones.
#pragma once

#include "base/progress.h"
#include "documents/sections.h"

namespace armeld {

struct ScanOptions {
  unsigned jobs = 0;               ///< threads; 0: one per core
  bool sections = false;           ///< list the sections of objects as well
  const Manifest *known = nullptr; ///< what it says of an object is taken over; may be null
  Progress *progress = nullptr;    ///< may be null
};

struct ScanResult {
  Manifest manifest;
  Sections sections; ///< if they are wanted
  /// Members that could not be inspected and what that means, one line a library, for standard
  /// error.
  std::vector<std::string> warnings;
};

/// Scans the libraries at `paths`. An error names the library, the member and the cause; nothing is
/// omitted silently.
Expected<ScanResult> scan(llvm::ArrayRef<std::string> paths, const ScanOptions &options);

} // namespace armeld
