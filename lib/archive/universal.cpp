#include "archive/universal.h"

#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/Archive.h"
#include "llvm/Object/MachOUniversal.h"
#include "llvm/Object/MachOUniversalWriter.h"
#include "llvm/Support/Endian.h"

namespace armeld {

bool isUniversal(StringRef bytes) {
  return llvm::identify_magic(bytes) == llvm::file_magic::macho_universal_binary;
}

Expected<UniversalHeader> readUniversal(StringRef bytes) {
  // LLVM multiplies the number of slices in 32 bits. Source: <mach-o/fat.h>.
  bool wide = bytes.starts_with("\xCA\xFE\xBA\xBF");
  size_t headerSize = 8, entry = wide ? 32 : 20;
  if (bytes.size() < headerSize ||
      llvm::support::endian::read32be(bytes.data() + 4) > (bytes.size() - headerSize) / entry)
    return failure("claims more slices than it has room for");
  // LLVM checks that slices are known, lie inside the file and do not overlap.
  auto file = llvm::object::MachOUniversalBinary::create({bytes, ""});
  if (!file)
    return file.takeError();
  UniversalHeader header;
  header.wide = (*file)->getMagic() == llvm::MachO::FAT_MAGIC_64;
  for (const auto &found : (*file)->objects()) {
    UniversalSlice &slice = header.slices.emplace_back();
    slice.cpuType = found.getCPUType();
    slice.cpuSubtype = found.getCPUSubType();
    slice.alignment = found.getAlign();
    slice.offset = found.getOffset();
    slice.size = found.getSize();
    slice.name = found.getArchFlagName();
    if (slice.name.empty())
      slice.name = ("cpu " + Twine(slice.cpuType) + "." +
                    Twine(slice.cpuSubtype & ~uint32_t(llvm::MachO::CPU_SUBTYPE_MASK)))
                       .str();
  }
  return header;
}

Error writeUniversal(const UniversalHeader &header, llvm::ArrayRef<StringRef> archives,
                     llvm::raw_ostream &out) {
  std::vector<std::unique_ptr<llvm::object::Archive>> opened;
  std::vector<llvm::object::Slice> slices;
  for (size_t i = 0; i < archives.size(); ++i) {
    const UniversalSlice &slice = header.slices[i];
    auto archive = llvm::object::Archive::create({archives[i], slice.name});
    if (!archive)
      return at("slice " + slice.name, archive.takeError());
    opened.push_back(std::move(*archive));
    slices.emplace_back(*opened.back(), slice.cpuType, slice.cpuSubtype, slice.name,
                        slice.alignment);
  }
  return llvm::object::writeUniversalBinaryToStream(slices, out,
                                                    header.wide
                                                        ? llvm::object::FatHeaderType::Fat64Header
                                                        : llvm::object::FatHeaderType::FatHeader);
}

} // namespace armeld
