// Compressed sections (gABI, "Section Compression"): a header with the size and the alignment of
// what is compressed, and a stream of zlib or zstd.
#pragma once

#include "base/error.h"
#include "documents/edits.h"
#include "edit/edit.h"
#include "edit/elf_file.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELFTypes.h"
#include "llvm/Support/Compression.h"

namespace armeld {

/// A section's content without compression.
struct PlainContent {
  ObjectBytes bytes;
  uint64_t alignment;
  Compression compression; ///< how it was compressed
};

template <class ELFT> Expected<PlainContent> decompressElf(llvm::ArrayRef<uint8_t> content) {
  using Chdr = typename ELFT::Chdr;
  if (content.size() < sizeof(Chdr))
    return failure("its header of compression runs past the end");
  const Chdr &header = *reinterpret_cast<const Chdr *>(content.data());
  content = content.drop_front(sizeof(Chdr));
  if (header.ch_type != llvm::ELF::ELFCOMPRESS_ZLIB &&
      header.ch_type != llvm::ELF::ELFCOMPRESS_ZSTD)
    return failure("is compressed in an unknown way, " + Twine(uint32_t(header.ch_type)));
  PlainContent plain;
  plain.alignment = header.ch_addralign;
  bool isZlib = header.ch_type == llvm::ELF::ELFCOMPRESS_ZLIB;
  plain.compression = isZlib ? Compression::zlib : Compression::zstd;
  auto format = isZlib ? llvm::compression::Format::Zlib : llvm::compression::Format::Zstd;
  if (const char *reason = llvm::compression::getReasonIfUnsupported(format))
    return failure(reason);
  if (!isPlainSize(header.ch_size, content.size(), isZlib))
    return failure("its size without compression, " + Twine(uint64_t(header.ch_size)) +
                   ", is too large to be true");
  llvm::SmallVector<uint8_t, 0> bytes;
  if (Error error = llvm::compression::decompress(format, content, bytes, header.ch_size))
    return error;
  if (bytes.size() != header.ch_size)
    return failure("its size without compression is not what its header says");
  plain.bytes.assign(bytes.begin(), bytes.end());
  return plain;
}

/// The content compressed, with its header, at LLVM's default level.
template <class ELFT>
ObjectBytes compressElf(StringRef plain, uint64_t alignment, Compression compression) {
  typename ELFT::Chdr header;
  std::memset(&header, 0, sizeof header);
  bool isZlib = compression == Compression::zlib;
  header.ch_type = isZlib ? llvm::ELF::ELFCOMPRESS_ZLIB : llvm::ELF::ELFCOMPRESS_ZSTD;
  header.ch_size = plain.size();
  header.ch_addralign = alignment;
  llvm::SmallVector<uint8_t, 0> stream;
  llvm::compression::compress(isZlib ? llvm::compression::Format::Zlib
                                     : llvm::compression::Format::Zstd,
                              llvm::arrayRefFromStringRef(plain), stream);
  ObjectBytes result;
  result.reserve(sizeof header + stream.size());
  result.append(reinterpret_cast<const char *>(&header),
                reinterpret_cast<const char *>(&header) + sizeof header);
  result.append(stream.begin(), stream.end());
  return result;
}

} // namespace armeld
