// What stands in a section that no program loads where a relocation referred to a removed section.
//
// Linkers that collect sections leave a value there which consumers of debug information know to
// skip, a tombstone. This follows lld (ELF/InputSection.cpp, relocateNonAlloc): 1 in .debug_loc and
// .debug_ranges, where two zeros end a list; all ones in .debug_names; 0 in other debug sections;
// and elsewhere the addend, as if the symbol's address were 0.
#pragma once

#include "base/error.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>

namespace armeld {

/// How a relocation changes the bytes at its place.
struct RelocatedField {
  enum class Kind {
    absolute,  ///< the address, or an offset in thread-local storage, stands there
    set,       ///< the address, to subtract another from it
    added,     ///< the address is added to what stands there
    subtracted ///< it is subtracted
  };
  unsigned bits; ///< 6, 8, 16, 32, 64; 0 for ULEB128
  Kind kind;
};

/// The field of a relocation by type and ELF machine; nothing if the type depends on more than the
/// symbol's address.
std::optional<RelocatedField> relocatedField(uint16_t machine, uint32_t type);

/// Fills in the relocation at `offset` of the section `name`. `addend` is empty where it stands in
/// the content.
Error writeTombstone(llvm::MutableArrayRef<uint8_t> content, StringRef name, uint64_t offset,
                     RelocatedField field, std::optional<int64_t> addend, llvm::endianness order);

} // namespace armeld
