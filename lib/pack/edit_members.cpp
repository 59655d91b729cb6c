#include "pack/edit_members.h"

#include "base/names.h"
#include "edit/edit.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

/// Puts edited contents into the members, and takes them out again at its end.
class EditedMembers {
public:
  EditedMembers() = default;
  EditedMembers(const EditedMembers &) = delete;
  ~EditedMembers() {
    for (auto &[member, original] : originals)
      member->Buf = std::move(original);
  }

  Error edit(OutputArchive &archive) {
    for (size_t i = 0; i < archive.members.size(); ++i) {
      if (!archive.edits[i])
        continue;
      llvm::NewArchiveMember &member = archive.members[i];
      auto content = editObject(member.Buf->getBuffer(), *archive.edits[i]);
      if (!content)
        return at("member '" + shown(member.MemberName) + "'", content.takeError());
      // The archive takes the member's name from its buffer.
      auto named = llvm::MemoryBuffer::getMemBuffer((*content)->getBuffer(), member.MemberName,
                                                    /*RequiresNullTerminator=*/false);
      contents.push_back(std::move(*content));
      originals.emplace_back(&member, std::exchange(member.Buf, std::move(named)));
    }
    return Error::success();
  }

private:
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> contents;
  std::vector<std::pair<llvm::NewArchiveMember *, std::unique_ptr<llvm::MemoryBuffer>>> originals;
};

} // namespace

Expected<bool> writeEdited(Output &output, int descriptor, Table table) {
  EditedMembers edited;
  for (OutputArchive &archive : output.archives)
    if (Error error = edited.edit(archive))
      return error;
  return writeOutput(output, descriptor, table);
}

} // namespace armeld
