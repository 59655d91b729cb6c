#include "edit/autolink.h"
#include "edit/elf_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

constexpr llvm::StringLiteral sectionName(".deplibs");

/// Adds a section behind the others. Its name and content follow the names of the sections, and its
/// header the other headers. At both places what comes behind makes room.
template <class ELFT> class ElfAutolink {
  using Header = typename ELFT::Shdr;
  using FileHeader = typename ELFT::Ehdr;

public:
  ElfAutolink(StringRef bytes, const ElfObject<ELFT> &elf, Name library)
      : bytes(bytes), elf(elf), library(library) {}

  Expected<ObjectBytes> run() {
    if (isThere())
      return ObjectBytes(bytes.begin(), bytes.end());
    FileHeader header = elf.file.getHeader();
    uint32_t strings = header.e_shstrndx;
    if (strings == ELF::SHN_XINDEX && !elf.sections.empty())
      strings = elf.sections[0].sh_link;
    if (header.e_phnum != 0)
      return failure("has program headers");
    if (strings == 0 || strings >= elf.sections.size() || elf.sections[strings].sh_size == 0)
      return failure("its sections have no names");
    const Header &names = elf.sections[strings];
    uint64_t namesEnd = names.sh_offset + names.sh_size;
    uint64_t headersEnd = header.e_shoff + elf.sections.size() * sizeof(Header);
    if (Error error = refuseInside(namesEnd, headersEnd))
      return error;

    std::string text = sectionName.str() + '\0' + library.str() + '\0';
    uint64_t room = roomFor(text.size(), namesEnd);
    uint64_t headerRoom = roomFor(sizeof(Header), headersEnd);
    auto moved = [&](uint64_t place) {
      return place + (place >= namesEnd ? room : 0) + (place >= headersEnd ? headerRoom : 0);
    };

    std::vector<Header> headers(elf.sections.begin(), elf.sections.end());
    for (Header &section : headers)
      if (section.sh_type != ELF::SHT_NULL)
        section.sh_offset = moved(section.sh_offset);
    Header added = {};
    added.sh_name = uint32_t(names.sh_size);
    added.sh_type = ELF::SHT_LLVM_DEPENDENT_LIBRARIES;
    added.sh_flags = ELF::SHF_MERGE | ELF::SHF_STRINGS;
    headers[strings].sh_size += sectionName.size() + 1;
    added.sh_offset = headers[strings].sh_offset + headers[strings].sh_size;
    added.sh_size = library.size() + 1;
    added.sh_addralign = 1;
    added.sh_entsize = 1;
    headers.push_back(added);
    // A number that 16 bits do not hold is in the first section header (gABI, "Sections").
    header.e_shoff = moved(header.e_shoff);
    if (header.e_shnum == 0 || headers.size() >= ELF::SHN_LORESERVE) {
      header.e_shnum = 0;
      headers[0].sh_size = headers.size();
    } else {
      header.e_shnum = uint32_t(headers.size());
    }

    ObjectBytes result(bytes.begin(), bytes.end());
    auto insert = [&](uint64_t at, StringRef inserted, uint64_t size) {
      std::string padded = inserted.str();
      padded.resize(size);
      result.insert(result.begin() + ptrdiff_t(at), padded.begin(), padded.end());
    };
    // The place that is farther back first: it leaves the other one where it is.
    if (headersEnd > namesEnd)
      insert(headersEnd, "", headerRoom);
    insert(namesEnd, text, room);
    if (headersEnd <= namesEnd)
      insert(headersEnd, "", headerRoom);
    std::memcpy(result.data(), &header, sizeof header);
    std::memcpy(result.data() + header.e_shoff, headers.data(), headers.size() * sizeof(Header));
    return result;
  }

private:
  static bool isInFile(const Header &section) {
    return section.sh_type != ELF::SHT_NOBITS && section.sh_type != ELF::SHT_NULL;
  }

  bool isThere() const {
    return llvm::any_of(elf.sections, [&](const Header &section) {
      if (section.sh_type != ELF::SHT_LLVM_DEPENDENT_LIBRARIES)
        return false;
      auto content = elf.file.getSectionContents(section);
      if (!content) {
        llvm::consumeError(content.takeError());
        return false;
      }
      llvm::SmallVector<StringRef> libraries;
      llvm::toStringRef(*content).split(libraries, '\0');
      return llvm::is_contained(libraries, library);
    });
  }

  /// Nothing may lie where room is made.
  Error refuseInside(uint64_t namesEnd, uint64_t headersEnd) const {
    uint64_t headersBegin = elf.file.getHeader().e_shoff;
    if (headersBegin < sizeof(FileHeader))
      return failure("its section headers overlap the file header");
    if (headersBegin < namesEnd && namesEnd < headersEnd)
      return failure("its section headers overlap the names of the sections");
    for (const Header &section : elf.sections) {
      if (!isInFile(section))
        continue;
      // Powers of two in objects that linkers accept.
      if (section.sh_addralign > bytes.size() ||
          (section.sh_addralign != 0 && !llvm::isPowerOf2_64(section.sh_addralign)))
        return failure("a section has an alignment that is none");
      uint64_t begin = section.sh_offset, end = begin + section.sh_size;
      if (begin < namesEnd && namesEnd < end)
        return failure("a section overlaps the names of the sections");
      if (begin < headersEnd && headersBegin < end && begin != end)
        return failure("a section overlaps the section headers");
    }
    return Error::success();
  }

  /// How far what lies at `place` or behind it moves for `size` bytes: what was aligned stays so.
  uint64_t roomFor(uint64_t size, uint64_t place) const {
    if (place >= bytes.size())
      return size;
    uint64_t alignment = ELFT::Is64Bits ? 8 : 4;
    for (const Header &section : elf.sections)
      if (isInFile(section) && section.sh_offset >= place)
        alignment = std::max<uint64_t>(alignment, section.sh_addralign);
    return llvm::alignTo(size, alignment);
  }

  const StringRef bytes;
  const ElfObject<ELFT> &elf;
  const Name library;
};

template <class ELFT> Expected<ObjectBytes> autolinkAs(StringRef bytes, Name library) {
  auto opened = openElf<ELFT>(bytes);
  if (!opened)
    return opened.takeError();
  return ElfAutolink<ELFT>(bytes, (*opened)->elf, library).run();
}

} // namespace

Expected<ObjectBytes> autolinkElf(StringRef bytes, Name library) {
  using namespace llvm::object;
  return dispatchElf(bytes, autolinkAs<ELF32LE>, autolinkAs<ELF32BE>, autolinkAs<ELF64LE>,
                     autolinkAs<ELF64BE>, library);
}

} // namespace armeld
