// The native libraries that Rust code needs: what rustc prints of them, in one list.
//
// `rustc --print=native-static-libs` ends the build of each static library with a line
//
//   note: native-static-libs: -lgcc_s -lutil -lrt -lpthread -lm -ldl -lc
//
// and cargo has the same note in its JSON messages. The order of such a list is that of a link
// line: a library is listed before those that it needs. Lists of several libraries become the
// shortest list that has each of them as a subsequence. Linkers that search a library once, in
// order, then find with it what they would find with each list alone; a repeat is left out only
// where that stays so. To keep only the last of several occurrences would be shorter, but the
// library's own needs may then come before it.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <string>
#include <vector>

namespace armeld {

/// A linker flag of one word, "-lm", or of two: "-framework Security".
struct LinkFlag {
  std::string word;
  std::string value; ///< the second word, or empty

  std::string text() const { return value.empty() ? word : word + " " + value; }
  /// What -l names, or nothing.
  StringRef library() const {
    StringRef name = word;
    return name.consume_front("-l") ? name : StringRef();
  }
  bool operator==(const LinkFlag &) const = default;
};

using LinkFlags = std::vector<LinkFlag>;

/// The flags that these words are: names like kernel32.lib, which MSVC's tools take, become -l, and
/// /DEFAULTLIB is left out, which names the C library that the compiler chooses anyway. A repeat
/// next to its like is left out, too.
LinkFlags linkFlags(llvm::ArrayRef<std::string> words);

/// The flags, with the import libraries put right that only Cargo finds:
/// - `-lwinapi_kernel32`, of crate winapi, becomes `-lkernel32`, the system's library for that DLL.
/// - `-lwindows.0.52.0`, of crates windows-sys and windows-targets, is one library for all DLLs. If
///   it is in `folder` it stays. Else those of the system that Rust code uses are in its place.
LinkFlags putRight(llvm::ArrayRef<LinkFlag> flags, StringRef folder);

/// What `putRight` has in the place of one flag: often itself.
LinkFlags rightFor(const LinkFlag &flag, StringRef folder);

/// Makes `flags` the shortest list that has it and `more` as subsequences; where there are several,
/// with its own flags first. An error if one of them has thousands.
Error mergeInto(LinkFlags &flags, const LinkFlags &more);

/// Reads the list in the file at `path` ("-": standard input): the notes in the output of rustc or
/// cargo; JSON messages of cargo, with the notes or else the `linked_libs` of build scripts; or
/// just flags, in lines that may have comments after #. Errors name file, line and cause.
Expected<LinkFlags> readNativeLibs(StringRef path);

} // namespace armeld
