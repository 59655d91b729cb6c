// Edits of objects: symbols get other names, or hidden visibility.
//
// Only what an edit names changes. The file stays as it lies otherwise: new names are appended to
// the string table, and what follows moves by as much. So an edit costs little more than a copy,
// and can be checked byte for byte (`checkEdited`), which `edit` does before it returns. (LLVM's
// objcopy lays the whole file out anew.) Names that are not used any more stay in the string table,
// since others may end in the same letters.
//
// The formats have a file each. What cannot be edited right is refused; see `canBeEdited`.
#pragma once

#include "base/error.h"
#include "documents/edits.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"

namespace armeld {

/// The object `bytes`, edited. Errors say what is in the way.
Expected<std::unique_ptr<llvm::MemoryBuffer>> editObject(StringRef bytes, const Edit &edit);

/// An error unless `after` is `before` with the edit done and nothing else changed, byte for byte.
/// It reads both anew, and shares nothing with the code that edits. Where that takes two steps,
/// with an object in between (Mach-O, stripped), it has that made again, and checks both steps.
Error checkEdited(StringRef before, StringRef after, const Edit &edit);

// One editor and one check per format, called by the functions above according to the magic.
using ObjectBytes = llvm::SmallVector<char, 0>;
Expected<ObjectBytes> editElf(StringRef bytes, const Edit &edit);
Expected<ObjectBytes> editCoff(StringRef bytes, const Edit &edit);
Expected<ObjectBytes> editMachO(StringRef bytes, const Edit &edit);
Error checkEditedElf(StringRef before, StringRef after, const Edit &edit);
Error checkEditedCoff(StringRef before, StringRef after, const Edit &edit);
Error checkEditedMachO(StringRef before, StringRef after, const Edit &edit);

/// New names, each once, as they are appended to a string table that ends at `end`.
class AppendedNames {
public:
  explicit AppendedNames(uint64_t end) : end(end) {}

  /// Where the name stands in the table.
  uint64_t offsetOf(Name name) {
    auto [entry, isNew] = offsets.try_emplace(name, end + bytes.size());
    if (isNew) {
      bytes.append(name.begin(), name.end());
      bytes.push_back('\0');
    }
    return entry->second;
  }

  std::string bytes;

private:
  uint64_t end;
  llvm::DenseMap<Name, uint64_t> offsets;
};

} // namespace armeld
