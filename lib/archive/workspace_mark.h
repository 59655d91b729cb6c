// The mark on a workspace library: how armeld recognizes one that it wrote.
//
// The owner and group fields of the member headers hold two fixed numbers, in every member. The ar
// format has these fields in all its variants. Linkers read the name, the size and sometimes the
// time of a member, never its owner or group. Deterministic archives have 0 there.
//
// GNU ranlib keeps the mark. Tools that write deterministic headers (llvm-ranlib, strip, objcopy)
// write 0 and so remove it. The library is then an ordinary one, and dedup-plan needs --existing.
// symtab-update keeps the mark. A member that is added by another tool has no mark, and then the
// archive does not count as a workspace library either.
//
// An archive without members has nothing to mark and counts as a workspace library. That is
// harmless: it holds no object that a run could lose or that a library could depend on.
#pragma once

#include "base/error.h"

#include "llvm/Object/Archive.h"

namespace armeld {

/// The numbers in the owner and group fields, chosen by us. Five digits, because the fields have
/// six bytes and GNU ar reads one without a space at its end together with the next. Above 65535,
/// where systems assign no users by default. Different ones, because many systems give a user a
/// group of the same number.
inline constexpr unsigned workspaceOwner = 76353, workspaceGroup = 86353;

/// Whether this member bears the mark.
bool hasWorkspaceMark(const llvm::object::Archive::Child &member);

/// Whether the library at `path` is a workspace library: all members of all its slices bear the
/// mark. Errors name the cause, not the path.
Expected<bool> isWorkspaceLibrary(StringRef path);

/// Writes the mark into every member header of the archive at `path`, in place. For files that
/// nobody else reads yet. Errors name the cause, not the path.
Error writeWorkspaceMark(StringRef path);

} // namespace armeld
