// Packing: carries out a plan.
//
// Writes the workspace library and the slimmed libraries, straight from the mapped source
// libraries. It decides nothing: the plan says which member goes where. It trusts nothing either:
// every piece of content is compared with its digest, and every output is complete, before the
// first file gets its name.
//
// One file each: where outputs go (output_paths.h), which members they get (list_members.h), how
// they are written (archive_output.h), checks of edited plans (plan_check.h), and how libraries are
// replaced (put_in_place.h).
#pragma once

#include "base/progress.h"
#include "documents/path_map.h"
#include "pack/output_paths.h"

namespace armeld {

struct PackOptions {
  /// Where the outputs go: this folder, or (unset) in place of the source libraries.
  std::optional<std::string> outDir;
  /// In place: keep each original beside its slimmed library, with this appended to its name.
  std::optional<std::string> backupSuffix;
  /// What to write of the plan, if not all of it. Only the files that this needs are opened, and
  /// the bytes are those of a run that writes all.
  std::optional<PackShare> share;
  /// Where files are that the plan names: they are read there and, in place, written.
  PathMap map;
  /// Folders that ar-extract made: moved objects are taken from there (see stage.h).
  std::vector<std::string> stages;
  /// In place: a folder that an earlier run with `outDir` wrote. Its files are put in place as they
  /// are.
  std::optional<std::string> finished;
  /// Whether the finished files are moved, where the file system can, and not copied. The folder
  /// then belongs to the caller's run: after an error, too, files may be missing from it.
  bool moveFinished = false;
  /// Whether the libraries get symbol tables at once, as llvm-ar would write them. A library with a
  /// member that this build's LLVM cannot read, or crashes on, gets none: symtab-update is for it.
  bool symbolTables = false;
  /// A program and its first arguments that calls `tryReadingSymbols` for the file that is its last
  /// one. Only for systems that cannot copy a process.
  std::vector<std::string> symbolReader;
  /// Whether what is copied from libraries whose size, times and inode are those of the scan is not
  /// hashed: the caller compares what was written with the scan. What is edited is hashed all the
  /// same, since the result cannot be compared with the scan.
  bool trustTimes = false;
  /// In place: the caller has locked the libraries. Else `pack` locks them.
  bool isLocked = false;
  /// Whether to write thin archives, which name the files of their members. The sources must be
  /// thin too.
  bool thin = false;
  unsigned jobs = 0; ///< threads; 0: one per core
  Progress *progress = nullptr;
};

/// Packs. Returns the files that now hold the set, or the share of it, the workspace library, if
/// any, first. Errors name file and cause; after one, no original has been lost: the workspace
/// library is written before the first of them is replaced.
Expected<std::vector<std::string>> pack(const Plan &plan, const PackOptions &options);

} // namespace armeld
