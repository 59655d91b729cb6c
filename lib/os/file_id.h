// Whether two names lead to one file.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FileSystem/UniqueID.h"

#include <optional>

namespace armeld {

/// Device and inode: equal for all names of a file or folder, also symbolic links to it.
using FileId = llvm::sys::fs::UniqueID;

/// The id of what `path` leads to; nothing if nothing is there.
std::optional<FileId> idOf(llvm::StringRef path);

/// Whether both paths lead to one file or folder that exists.
bool isSameFile(llvm::StringRef one, llvm::StringRef other);

} // namespace armeld
