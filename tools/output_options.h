// Options that say where libraries are written: ar-pack has them, and ar-meld, which runs it.
#pragma once

#include "cli.h"

#include "os/files.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

namespace cli {

inline const Option outDirOption = {
    0, "out-dir", folder(), "write the workspace library and the slimmed libraries to this folder"};
inline const Option inPlaceOption = {0, "in-place", flag(), "replace the libraries"};
inline const Option backupOption = {0, "backup", text("SUFFIX"),
                                    "with --in-place: keep the originals, with this suffix"};
inline const Option thinOption = {0, "thin", flag(),
                                  "write thin archives where the libraries are thin archives"};

/// Which of them go together. With `isOptional`, it need not be said where libraries are written.
inline Error checkOutputOptions(const Values &values, bool isOptional = false) {
  bool inPlace = values.has("in-place");
  if (inPlace && values.has("out-dir"))
    return armeld::failure("give one of --out-dir and --in-place");
  if (!inPlace && !values.has("out-dir") && !isOptional)
    return armeld::failure(
        "give --out-dir DIR to write elsewhere, or --in-place to replace the libraries");
  std::optional<std::string> suffix = values.text("backup");
  if (suffix && !inPlace)
    return armeld::failure("--backup goes with --in-place");
  auto isSeparator = [](char c) { return llvm::sys::path::is_separator(c); };
  if (suffix && (suffix->empty() || llvm::any_of(*suffix, isSeparator)))
    return armeld::failure("--backup: the suffix must not be empty or contain '/'");
  if (suffix)
    if (Error error = armeld::checkNameEnd(*suffix))
      return armeld::at("--backup", std::move(error));
  return Error::success();
}

} // namespace cli
