// Which sections of an ELF object an edit removes.
#pragma once

#include "documents/edits.h"
#include "objects/elf_object.h"

namespace armeld {

/// "section 5 '.text.f'", as messages name sections.
std::string sectionPlace(size_t index, StringRef name);

/// By section: whether it goes. With what `edit` lists go its relocations, groups that lose all
/// their sections, and sections in link order with it that no program loads (.stack_sizes,
/// .llvm_bb_addr_map). An error if that would tear a group, or separate a section from the one that
/// it is in link order with.
template <class ELFT>
Expected<std::vector<uint8_t>> chooseElfSections(const ElfObject<ELFT> &elf, const Edit &edit);

} // namespace armeld
