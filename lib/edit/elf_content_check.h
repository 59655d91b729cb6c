// What sections without SHF_ALLOC hold, for the check of edited objects. It shares nothing with the
// code that edits.
#pragma once

#include "documents/edits.h"
#include "objects/elf_object.h"

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/RelocationResolver.h"

namespace armeld {

/// Fills in a copy of a section what is to stand where relocations are left out.
template <class ELFT> class ExpectedTombstones {
public:
  static Expected<ExpectedTombstones> of(StringRef object);

  /// `after` is the section as edited. An error if the relocation may not be left out.
  Error fill(llvm::MutableArrayRef<uint8_t> content, llvm::ArrayRef<uint8_t> after,
             StringRef section, uint64_t offset, uint32_t type,
             std::optional<int64_t> addend) const;

private:
  explicit ExpectedTombstones(llvm::object::ELFObjectFile<ELFT> file)
      : machine(file.getELFFile().getHeader().e_machine),
        resolver(llvm::object::getRelocationResolver(file)) {}

  uint16_t machine;
  std::pair<bool (*)(uint64_t), uint64_t (*)(uint64_t, uint64_t, uint64_t, uint64_t, int64_t)>
      resolver;
};

/// The content of a section without compression.
template <class ELFT>
Expected<std::vector<uint8_t>> plainContent(const ElfObject<ELFT> &elf, size_t section);

/// An error unless the header of the section says that it is or may be compressed as asked.
/// `alignment` is that of the section without compression.
template <class ELFT>
Error checkCompression(const ElfObject<ELFT> &before, size_t was, const ElfObject<ELFT> &after,
                       size_t is, std::optional<Compression> wanted);

} // namespace armeld
