#include "archive/workspace_mark.h"

#include "archive/archive.h"
#include "os/descriptor.h"

#include "llvm/ADT/STLExtras.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace armeld {

bool hasWorkspaceMark(const llvm::object::Archive::Child &member) {
  auto is = [](Expected<unsigned> field, unsigned expected) {
    if (field)
      return *field == expected;
    llvm::consumeError(field.takeError()); // no number is no mark
    return false;
  };
  return is(member.getUID(), workspaceOwner) && is(member.getGID(), workspaceGroup);
}

Expected<bool> isWorkspaceLibrary(StringRef path) {
  Expected<std::vector<ArchiveFile>> archives = ArchiveFile::openAll(path);
  if (!archives)
    return archives.takeError();
  return llvm::all_of(*archives,
                      [](const ArchiveFile &archive) { return archive.facts.workspace; });
}

static Error writeAt(int file, uint64_t offset, StringRef bytes) {
  for (size_t done = 0; done < bytes.size();) {
    ssize_t written = pwrite(file, bytes.data() + done, bytes.size() - done, off_t(offset + done));
    if (written < 0 && errno != EINTR)
      return systemFailure(errno);
    done += written < 0 ? 0 : size_t(written);
  }
  return Error::success();
}

Error writeWorkspaceMark(StringRef path) {
  Expected<ArchiveFile> archive = ArchiveFile::open(path);
  if (!archive)
    return archive.takeError();
  Descriptor file(open(path.str().c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.isOpen())
    return systemFailure(errno);
  // The two fields are adjacent. Sources: ar(5) of the BSDs, struct ar_hdr: ar_uid and ar_gid, 6
  // bytes each; AIX, "ar File Format (Big)": ar_uid and ar_gid, 12 bytes each.
  bool big = archive->facts.format == ArchiveFormat::bigarchive;
  uint64_t place = big ? 72 : 28;
  size_t width = big ? 12 : 6;
  auto field = [&](unsigned number) {
    std::string text = std::to_string(number);
    return text + std::string(width - text.size(), ' ');
  };
  std::string fields = field(workspaceOwner) + field(workspaceGroup);
  for (const Member &member : archive->facts.members)
    if (Error error = writeAt(file.get(), member.header_offset + place, fields))
      return error;
  return Error::success();
}

} // namespace armeld
