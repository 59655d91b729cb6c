// Archive walking: any bytes are an archive whose members lie inside the file, or are refused.
#include "archive/archive.h"
#include "archive/archive_size.h"
#include "fuzz.h"

#include <optional>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  using namespace armeld;
  fuzz::forgetNames();
  // A thin archive takes its members from other files, which are none of the fuzzer's.
  StringRef bytes = fuzz::text(input, size);
  if (bytes.starts_with(llvm::object::ThinArchiveMagic) && bytes.contains("/dev/"))
    return -1;
  Expected<ArchiveFile> archive = ArchiveFile::open(fuzz::fileOf(bytes));
  if (!archive) {
    fuzz::require(!text(archive.takeError()).empty(), "an error says why");
    return 0;
  }
  ArchiveSize total(archive->facts.format);
  for (size_t i = 0; i < archive->facts.members.size(); ++i) {
    const Member &member = archive->facts.members[i];
    StringRef content = archive->content(i);
    fuzz::require(content.size() == member.size, "a member is as long as the archive says");
    if (!archive->facts.thin)
      fuzz::require(member.data_offset <= size && member.size <= size - member.data_offset &&
                        content == bytes.substr(member.data_offset, member.size),
                    "a member's content lies where the manifest says");
    total.add(member.name, member.size);
  }
  Expected<std::vector<SymbolTableEntry>> table = archive->symbolTable();
  if (!table)
    llvm::consumeError(table.takeError());
  return 0;
}
