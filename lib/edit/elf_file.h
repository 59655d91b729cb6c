// An ELF object with its tables read, and the choice among the four classes and byte orders.
#pragma once

#include "base/error.h"
#include "objects/elf_object.h"

namespace armeld {

/// An object with its tables read.
template <class ELFT> struct OpenedElf {
  explicit OpenedElf(const llvm::object::ELFFile<ELFT> &from) : file(from), elf(file) {}
  OpenedElf(const OpenedElf &) = delete;

  llvm::object::ELFFile<ELFT> file;
  ElfObject<ELFT> elf; ///< refers to `file`
};

template <class ELFT> Expected<std::unique_ptr<OpenedElf<ELFT>>> openElf(StringRef bytes) {
  auto file = llvm::object::ELFFile<ELFT>::create(bytes);
  if (!file)
    return file.takeError();
  auto opened = std::make_unique<OpenedElf<ELFT>>(*file);
  if (Error error = opened->elf.read())
    return error;
  return opened;
}

/// Calls one of four functions, by class and byte order of the file.
template <class Function, class... Arguments>
auto dispatchElf(StringRef bytes, Function le32, Function be32, Function le64, Function be64,
                 Arguments &&...arguments) {
  bool isLittle = bytes[llvm::ELF::EI_DATA] == llvm::ELF::ELFDATA2LSB;
  if (bytes[llvm::ELF::EI_CLASS] == llvm::ELF::ELFCLASS64)
    return (isLittle ? le64 : be64)(bytes, arguments...);
  return (isLittle ? le32 : be32)(bytes, arguments...);
}

/// Whether a section can have had `plain` bytes that is `compressed` bytes now. A header that
/// claims more must not cost the memory. zlib compresses to no less than a thousandth; zstd's
/// blocks of one repeated byte have 4 bytes for 128 kB.
inline bool isPlainSize(uint64_t plain, uint64_t compressed, bool isZlib) {
  uint64_t ratio = isZlib ? 2000 : 33000;
  return plain <= 65536 || (plain / ratio <= compressed && plain <= uint64_t(4) << 30);
}

} // namespace armeld
