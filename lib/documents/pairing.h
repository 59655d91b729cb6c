// Which library of the manifest before is which library of the manifest after.
//
// Melding writes the slimmed libraries under other paths (--out-dir) or over the old ones
// (--in-place), and adds the workspace library. Two manifests do not say which is which, so it is
// told by name: an equal path is the same library; else the one that shares the longest end of its
// path ("sdk/gst/libx.a" is "out/gst/libx.a" rather than "out/net/libx.a"), the base name at least.
// The library that is left over is the workspace library. Where names leave a doubt there is no
// guessing: that is an error.
#pragma once

#include "documents/manifest_set.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace armeld {

struct Pairing {
  struct Pair {
    const Library *before;
    const Library *after; ///< null where there is none
  };
  /// All libraries of the manifest before, in its order, but for an older workspace library.
  std::vector<Pair> libraries;
  /// The workspace library's slices, or the one library that it is. Empty where there is none.
  std::vector<const Library *> workspace;
  /// What the manifest before has under the path of the workspace library, if anything.
  std::vector<const Library *> workspaceBefore;
  /// Whether a new workspace library is all that is left of the libraries.
  bool isMerge = false;

  /// The workspace library that is searched when `library` is linked: its slice, or the only
  /// one where either has no slices. Null where there is none.
  const Library *workspaceFor(const Library &library) const;
};

/// Pairs the libraries of two manifests, which must outlive the result. `workspace` is the
/// workspace library's path in the manifest after, where it is known; `workspaceBefore` that of an
/// older one in the manifest before, where it is another path.
Expected<Pairing> pairLibraries(const Manifest &before, const Manifest &after,
                                std::optional<StringRef> workspace,
                                std::optional<StringRef> workspaceBefore = std::nullopt);

/// What meld-verify and meld-report compare. May be moved, not copied.
struct PairedManifests {
  SharedManifest before;
  SharedManifest after;
  Pairing pairing; ///< of these two
};

/// Reads manifests before and after, merges those of each side (see manifest_set.h), and pairs
/// them. If `change` is set, it may replace the manifests in between.
Expected<PairedManifests> readPair(llvm::ArrayRef<std::string> before,
                                   llvm::ArrayRef<std::string> after, const PathMap &map,
                                   std::optional<StringRef> workspace,
                                   std::optional<StringRef> workspaceBefore = std::nullopt,
                                   Progress *progress = nullptr,
                                   llvm::function_ref<Error(PairedManifests &)> change = nullptr);

} // namespace armeld
