#include "edit/edit.h"

#include "edit/autolink.h"

#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"

namespace armeld {

namespace {

/// What does the edits of a format.
struct Editor {
  Expected<ObjectBytes> (*edit)(StringRef bytes, const Edit &edit);
  Error (*check)(StringRef before, StringRef after, const Edit &edit);
  Expected<ObjectBytes> (*autolink)(StringRef bytes, Name library);
  Expected<ObjectBytes> (*withoutAutolink)(StringRef bytes, Name library);
};

StringRef textOf(const ObjectBytes &bytes) { return {bytes.data(), bytes.size()}; }

/// The edit without its directive.
Edit besidesAutolink(Edit edit) {
  edit.autolink.reset();
  return edit;
}

/// The directive comes last.
Expected<ObjectBytes> editWith(const Editor &editor, StringRef bytes, const Edit &edit) {
  if (!edit.autolink)
    return editor.edit(bytes, edit);
  Edit first = besidesAutolink(edit);
  if (first.isEmpty())
    return editor.autolink(bytes, *edit.autolink);
  Expected<ObjectBytes> result = editor.edit(bytes, first);
  return result ? editor.autolink(textOf(*result), *edit.autolink) : std::move(result);
}

/// So the check takes it out first. An object that had it before has it still, and once.
Error checkWith(const Editor &editor, StringRef before, StringRef after, const Edit &edit) {
  if (!edit.autolink)
    return editor.check(before, after, edit);
  if (!namesLibrary(after, *edit.autolink))
    return failure("does not name the library '" + shown(*edit.autolink) + "'");
  Edit first = besidesAutolink(edit);
  ObjectBytes without;
  if (!namesLibrary(before, *edit.autolink)) {
    Expected<ObjectBytes> taken = editor.withoutAutolink(after, *edit.autolink);
    if (!taken)
      return taken.takeError();
    without = std::move(*taken);
    after = textOf(without);
  }
  if (first.isEmpty() && before != after)
    return failure("more than a directive has changed");
  return editor.check(before, after, first);
}

} // namespace

static Expected<Editor> editorFor(StringRef bytes) {
  using llvm::file_magic;
  switch (llvm::identify_magic(bytes)) {
  case file_magic::elf_relocatable:
    return Editor{editElf, checkEditedElf, autolinkElf, withoutAutolinkElf};
  case file_magic::coff_object:
    return Editor{editCoff, checkEditedCoff, autolinkCoff, withoutAutolinkCoff};
  case file_magic::macho_object:
    return Editor{editMachO, checkEditedMachO, autolinkMachO, withoutAutolinkMachO};
  default:
    return failure("is no object of a format that armeld edits (elf, coff, macho)");
  }
}

Error checkEdited(StringRef before, StringRef after, const Edit &edit) {
  Expected<Editor> editor = editorFor(before);
  if (!editor)
    return editor.takeError();
  return checkWith(*editor, before, after, edit);
}

Expected<std::unique_ptr<llvm::MemoryBuffer>> editObject(StringRef bytes, const Edit &edit) {
  Expected<Editor> editor = editorFor(bytes);
  if (!editor)
    return editor.takeError();
  bool keepsNames = !edit.anchor.empty() || !edit.need.empty();
  if (keepsNames && llvm::identify_magic(bytes) != llvm::file_magic::elf_relocatable)
    return failure("is no ELF object, and armeld keeps names without sections in these only");
  Expected<ObjectBytes> result = editWith(*editor, bytes, edit);
  if (!result)
    return result.takeError();
  if (Error error = checkWith(*editor, bytes, textOf(*result), edit)) {
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
