#include "edit/edit.h"

#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"

namespace armeld {

namespace {

/// What does the edits of a format.
struct Editor {
  Expected<ObjectBytes> (*edit)(StringRef bytes, const Edit &edit);
  Error (*check)(StringRef before, StringRef after, const Edit &edit);
};

} // namespace

static Expected<Editor> editorFor(StringRef bytes) {
  using llvm::file_magic;
  switch (llvm::identify_magic(bytes)) {
  case file_magic::elf_relocatable:
    return Editor{editElf, checkEditedElf};
  case file_magic::coff_object:
    return Editor{editCoff, checkEditedCoff};
  case file_magic::macho_object:
    return Editor{editMachO, checkEditedMachO};
  default:
    return failure("is no object of a format that armeld edits (elf, coff, macho)");
  }
}

Error checkEdited(StringRef before, StringRef after, const Edit &edit) {
  Expected<Editor> editor = editorFor(before);
  if (!editor)
    return editor.takeError();
  return editor->check(before, after, edit);
}

Expected<std::unique_ptr<llvm::MemoryBuffer>> editObject(StringRef bytes, const Edit &edit) {
  Expected<Editor> editor = editorFor(bytes);
  if (!editor)
    return editor.takeError();
  bool keepsNames = !edit.anchor.empty() || !edit.need.empty();
  if (keepsNames && llvm::identify_magic(bytes) != llvm::file_magic::elf_relocatable)
    return failure("is no ELF object, and armeld keeps names without sections in these only");
  Expected<ObjectBytes> result = editor->edit(bytes, edit);
  if (!result)
    return result.takeError();
  StringRef edited(result->data(), result->size());
  if (Error error = editor->check(bytes, edited, edit)) {
    // An object that is broken in itself equals not even itself.
    if (Error broken = editor->check(bytes, bytes, Edit())) {
      llvm::consumeError(std::move(error));
      return broken;
    }
    // Of sections, a broken object may be read in two ways.
    return at(edit.changesSections()
                  ? "the edited object is not what the plan asks for; the object is broken, or "
                    "armeld has a fault"
                  : "a fault of armeld: the edited object is not what the plan asks for",
              std::move(error));
  }
  return std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(*result),
                                                         /*RequiresNullTerminator=*/false);
}

} // namespace armeld
