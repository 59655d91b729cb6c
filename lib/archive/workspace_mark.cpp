#include "archive/workspace_mark.h"

#include "archive/archive.h"
#include "os/files.h"

#include "llvm/ADT/STLExtras.h"

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

Error writeWorkspaceMark(StringRef path) {
  Expected<ArchiveFile> archive = ArchiveFile::open(path);
  if (!archive)
    return archive.takeError();
  llvm::ErrorOr<Descriptor> file = openToWrite(path, WriteMode::overwrite);
  if (!file)
    return systemFailure(file.getError());
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
    if (std::error_code code = writeAt(file->get(), member.header_offset + place, fields))
      return systemFailure(code);
  return Error::success();
}

} // namespace armeld
