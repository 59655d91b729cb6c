#include "edit/elf_content_check.h"
#include "edit/elf_file.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/Decompressor.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace ELF = llvm::ELF;

template <class ELFT>
Expected<ExpectedTombstones<ELFT>> ExpectedTombstones<ELFT>::of(StringRef object) {
  auto file = llvm::object::ELFObjectFile<ELFT>::create(llvm::MemoryBufferRef(object, ""));
  if (!file)
    return file.takeError();
  return ExpectedTombstones(std::move(*file));
}

/// The number of bytes that a value takes which has all bits of `mask`.
static unsigned widthOf(uint64_t mask) {
  return mask <= 0xff ? 1 : mask <= 0xffff ? 2 : mask <= UINT32_MAX ? 4 : 8;
}

template <class ELFT>
Error ExpectedTombstones<ELFT>::fill(llvm::MutableArrayRef<uint8_t> content,
                                     llvm::ArrayRef<uint8_t> after, StringRef section,
                                     uint64_t offset, uint32_t type,
                                     std::optional<int64_t> addend) const {
  auto isAt = [&](unsigned width) {
    return offset <= after.size() && width <= after.size() - offset;
  };
  auto read = [&](llvm::ArrayRef<uint8_t> from, unsigned width) {
    uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i)
      value |= uint64_t(from[offset + i])
               << 8 * (ELFT::Endianness == llvm::endianness::little ? i : width - 1 - i);
    return value;
  };
  auto copy = [&](unsigned width) {
    std::copy_n(after.begin() + offset, width, content.begin() + offset);
  };
  // Numbers in ULEB128 keep their length; of a difference, one relocation sets the number.
  if (machine == ELF::EM_RISCV && type == ELF::R_RISCV_SET_ULEB128) {
    for (uint64_t at = offset; at < content.size(); ++at) {
      bool isLast = !(content[at] & 0x80);
      content[at] &= 0x80;
      if (isLast)
        return Error::success();
    }
    return failure("a number past the end");
  }
  if ((machine == ELF::EM_RISCV && type == ELF::R_RISCV_SUB_ULEB128) ||
      (machine == ELF::EM_LOONGARCH && type >= ELF::R_LARCH_ADD_ULEB128))
    return Error::success();
  bool isDebug = section.starts_with(".debug");
  uint64_t tombstone = section == ".debug_loc" || section == ".debug_ranges" ? 1
                       : section == ".debug_names"                           ? UINT64_MAX
                                                                             : 0;
  if (!resolver.first || !resolver.first(type)) {
    for (unsigned width : {8, 4, 2, 1})
      if (isAt(width) && read(after, width) == (tombstone & (~uint64_t(0) >> (64 - 8 * width)))) {
        copy(width);
        return Error::success();
      }
    return isDebug ? failure("no tombstone at offset " + Twine(offset)) : Error::success();
  }
  auto resolve = [&](uint64_t symbol, uint64_t there, int64_t added) {
    return resolver.second(type, offset, symbol, there, added);
  };
  unsigned width = widthOf(resolve(UINT64_MAX, 0, 0) | resolve(1, 0, 0));
  if (!ELFT::Is64Bits)
    width = std::min(width, 4u);
  if (!isAt(width))
    return failure("a relocation past the end");
  uint64_t mask = ~uint64_t(0) >> (64 - 8 * width), now = read(after, width);
  bool isTombstone = isDebug && now == (tombstone & mask);
  // Where the address is a part of a difference, the rest of it stays.
  bool isDifference =
      addend &&
      (resolve(0, 1, 0) != resolve(0, 0, 0) ||
       (machine == ELF::EM_RISCV && type >= ELF::R_RISCV_SET6 && type <= ELF::R_RISCV_SET32) ||
       (machine == ELF::EM_RISCV && type == ELF::R_RISCV_SUB6));
  bool isResolved = addend && now == (resolve(0, read(content, width), *addend) & mask);
  if (isDebug && !(isDifference ? isResolved : isTombstone))
    return failure("no tombstone at offset " + Twine(offset));
  if (!isDebug && addend && !isResolved)
    return failure("another value at offset " + Twine(offset));
  if (isDebug || addend)
    copy(width);
  return Error::success();
}

/// Whether the section is compressed, and then the fields of its header.
template <class ELFT>
static Expected<const typename ELFT::Chdr *> compressionOf(const ElfObject<ELFT> &elf,
                                                           size_t section) {
  if (!(elf.sections[section].sh_flags & ELF::SHF_COMPRESSED))
    return nullptr;
  auto content = elf.file.getSectionContents(elf.sections[section]);
  if (!content)
    return content.takeError();
  if (content->size() < sizeof(typename ELFT::Chdr))
    return failure("its header of compression is cut off");
  return reinterpret_cast<const typename ELFT::Chdr *>(content->data());
}

template <class ELFT>
Expected<std::vector<uint8_t>> plainContent(const ElfObject<ELFT> &elf, size_t section) {
  const auto &header = elf.sections[section];
  if (header.sh_type == ELF::SHT_NOBITS)
    return std::vector<uint8_t>();
  auto content = elf.file.getSectionContents(header);
  if (!content)
    return content.takeError();
  if (!(header.sh_flags & ELF::SHF_COMPRESSED))
    return content->vec();
  auto decompressor = llvm::object::Decompressor::create(
      elf.names[section], llvm::toStringRef(*content), ELFT::Endianness == llvm::endianness::little,
      ELFT::Is64Bits);
  if (!decompressor)
    return decompressor.takeError();
  bool isZlib = reinterpret_cast<const typename ELFT::Chdr *>(content->data())->ch_type ==
                ELF::ELFCOMPRESS_ZLIB;
  if (!isPlainSize(decompressor->getDecompressedSize(), content->size(), isZlib))
    return failure("its size without compression is too large");
  std::vector<uint8_t> plain(decompressor->getDecompressedSize());
  if (Error error = decompressor->decompress(plain))
    return error;
  return plain;
}

template <class ELFT>
Error checkCompression(const ElfObject<ELFT> &before, size_t was, const ElfObject<ELFT> &after,
                       size_t is, std::optional<Compression> wanted) {
  auto old = compressionOf(before, was);
  if (!old)
    return old.takeError();
  auto now = compressionOf(after, is);
  if (!now)
    return now.takeError();
  uint64_t plainAlignment =
      *old ? uint64_t((*old)->ch_addralign) : uint64_t(before.sections[was].sh_addralign);
  const auto &header = after.sections[is];
  if (!*now)
    return header.sh_addralign == plainAlignment ? Error::success()
                                                 : failure("its alignment differs");
  uint32_t type = (*now)->ch_type;
  uint32_t expected = wanted ? (*wanted == Compression::zlib ? uint32_t(ELF::ELFCOMPRESS_ZLIB)
                                                             : uint32_t(ELF::ELFCOMPRESS_ZSTD))
                      : *old ? uint32_t((*old)->ch_type)
                             : 0;
  if (type != expected)
    return failure("is compressed in another way");
  bool isOwn = header.sh_addralign == (ELFT::Is64Bits ? 8 : 4);
  bool isOld = *old && header.sh_addralign == before.sections[was].sh_addralign;
  if ((*now)->ch_addralign != plainAlignment || !(isOwn || isOld))
    return failure("its alignment differs");
  return Error::success();
}

#define INSTANTIATE(ELFT)                                                                          \
  template class ExpectedTombstones<llvm::object::ELFT>;                                           \
  template Expected<std::vector<uint8_t>> plainContent(const ElfObject<llvm::object::ELFT> &,      \
                                                       size_t);                                    \
  template Error checkCompression(const ElfObject<llvm::object::ELFT> &, size_t,                   \
                                  const ElfObject<llvm::object::ELFT> &, size_t,                   \
                                  std::optional<Compression>);
INSTANTIATE(ELF32LE)
INSTANTIATE(ELF32BE)
INSTANTIATE(ELF64LE)
INSTANTIATE(ELF64BE)
#undef INSTANTIATE

} // namespace armeld
