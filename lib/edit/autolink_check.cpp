// Finds directives in objects, and takes them out again. Nothing here is shared with the code that
// puts them in. Fields of COFF (Microsoft, "PE Format") and Mach-O (Apple's <mach-o/loader.h>) are
// read at their places.
#include "edit/autolink.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/MachO.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/ELF.h"

#include <array>

namespace armeld {

namespace object = llvm::object;
namespace endian = llvm::support::endian;

Error checkAutolinkName(StringRef format, Name library) {
  if (library.empty() || library.contains('\0') || library.contains('/'))
    return failure("'" + shown(library) + "' is no name of a file");
  if (format == "macho" &&
      (!library.starts_with("lib") || !library.ends_with(".a") || library.size() < 6))
    return failure("a Mach-O object cannot make linkers load '" + shown(library) +
                   "': LC_LINKER_OPTION names libraries that are called libNAME.a only");
  if (format == "coff" && (library.contains('"') || !library.contains('.')))
    return failure("a COFF object cannot make linkers load '" + shown(library) +
                   "': /DEFAULTLIB names files that have an extension, and no quote in their "
                   "names, only");
  return Error::success();
}

// ---- ELF ----

namespace {

template <class ELFT> bool elfNames(StringRef bytes, Name library) {
  auto file = object::ELFFile<ELFT>::create(bytes);
  if (!file) {
    llvm::consumeError(file.takeError());
    return false;
  }
  auto sections = file->sections();
  if (!sections) {
    llvm::consumeError(sections.takeError());
    return false;
  }
  for (const typename ELFT::Shdr &section : *sections) {
    if (section.sh_type != llvm::ELF::SHT_LLVM_DEPENDENT_LIBRARIES)
      continue;
    auto content = file->getSectionContents(section);
    if (!content) {
      llvm::consumeError(content.takeError());
      continue;
    }
    for (StringRef rest = llvm::toStringRef(*content); !rest.empty();) {
      auto [name, others] = rest.split('\0');
      if (name == library)
        return true;
      rest = others;
    }
  }
  return false;
}

/// Bytes that were put in at one place of a file.
struct Insertion {
  uint64_t begin = 0, size = 0;
  uint64_t end() const { return begin + size; }
};

template <class ELFT> class ElfAutolinkRemoval {
  using Header = typename ELFT::Shdr;
  using FileHeader = typename ELFT::Ehdr;

public:
  ElfAutolinkRemoval(StringRef bytes, Name library) : bytes(bytes), library(library) {}

  Expected<ObjectBytes> run() {
    auto file = object::ELFFile<ELFT>::create(bytes);
    if (!file)
      return file.takeError();
    auto found = file->sections();
    if (!found)
      return found.takeError();
    sections = *found;
    FileHeader header = file->getHeader();
    uint64_t names = header.e_shstrndx;
    if (names == llvm::ELF::SHN_XINDEX && !sections.empty())
      names = sections[0].sh_link;
    if (sections.size() < 2 || names == 0 || names + 1 >= sections.size())
      return failure("has no section .deplibs");
    if (Error error = checkAdded(sections.back(), sections[names]))
      return error;

    Insertion text = {sections.back().sh_offset - 9, 9 + library.size() + 1};
    Insertion last = {header.e_shoff + (sections.size() - 1) * sizeof(Header), sizeof(Header)};
    for (Insertion *insertion : {&text, &last})
      pad(*insertion);
    if (text.begin < last.end() && last.begin < text.end())
      return failure("the section .deplibs overlaps the section headers");
    for (uint64_t i = text.begin + 9 + library.size() + 1; i < text.end(); ++i)
      if (bytes[i] != 0)
        return failure("something follows the section .deplibs");
    for (uint64_t i = last.begin + sizeof(Header); i < last.end(); ++i)
      if (bytes[i] != 0)
        return failure("something follows the section headers");

    auto was = [&](uint64_t place) {
      return place - (place >= text.end() ? text.size : 0) - (place >= last.end() ? last.size : 0);
    };
    std::vector<Header> headers(sections.begin(), sections.end() - 1);
    for (Header &section : headers) {
      uint64_t place = section.sh_offset;
      if (section.sh_type == llvm::ELF::SHT_NULL)
        continue;
      if ((place >= text.begin && place < text.end()) ||
          (place >= last.begin && place < last.end()))
        return failure("a section lies in the section .deplibs or its header");
      section.sh_offset = was(place);
    }
    headers[names].sh_size = headers[names].sh_size - 9;
    // A number of sections that 16 bits do not hold is in the first header.
    if (header.e_shnum == 0 && sections.size() != llvm::ELF::SHN_LORESERVE) {
      headers[0].sh_size = headers.size();
    } else {
      if (header.e_shnum == 0)
        headers[0].sh_size = 0;
      header.e_shnum = uint32_t(headers.size());
    }
    header.e_shoff = was(header.e_shoff);

    ObjectBytes result;
    uint64_t end = 0;
    for (const Insertion &gone :
         text.begin < last.begin ? std::array{text, last} : std::array{last, text}) {
      result.append(bytes.begin() + end, bytes.begin() + gone.begin);
      end = gone.end();
    }
    result.append(bytes.begin() + end, bytes.end());
    std::memcpy(result.data(), &header, sizeof header);
    std::memcpy(result.data() + header.e_shoff, headers.data(), headers.size() * sizeof(Header));
    return result;
  }

private:
  /// The last section is the one that is added.
  Error checkAdded(const Header &added, const Header &names) const {
    Header expected = {};
    expected.sh_name = uint32_t(names.sh_size - 9);
    expected.sh_type = llvm::ELF::SHT_LLVM_DEPENDENT_LIBRARIES;
    expected.sh_flags = llvm::ELF::SHF_MERGE | llvm::ELF::SHF_STRINGS;
    expected.sh_offset = names.sh_offset + names.sh_size;
    expected.sh_size = library.size() + 1;
    expected.sh_addralign = 1;
    expected.sh_entsize = 1;
    if (names.sh_size < 10 || std::memcmp(&added, &expected, sizeof added) != 0)
      return failure("its last section is not the one that loads '" + shown(library) + "'");
    std::string text = std::string(".deplibs\0", 9) + library.str() + '\0';
    if (bytes.substr(names.sh_offset + names.sh_size - 9, text.size()) != text)
      return failure("its section .deplibs has another name or content");
    return Error::success();
  }

  /// What follows was moved by a multiple of its alignment.
  void pad(Insertion &insertion) const {
    if (insertion.end() >= bytes.size())
      return;
    uint64_t alignment = ELFT::Is64Bits ? 8 : 4;
    for (const Header &section : sections)
      if (section.sh_type != llvm::ELF::SHT_NULL && section.sh_type != llvm::ELF::SHT_NOBITS &&
          section.sh_offset >= insertion.end())
        alignment = std::max<uint64_t>(alignment, section.sh_addralign);
    insertion.size = std::min((insertion.size + alignment - 1) / alignment * alignment,
                              bytes.size() - insertion.begin);
  }

  const StringRef bytes;
  const Name library;
  typename ELFT::ShdrRange sections;
};

} // namespace

/// Calls one of four functions, by width and byte order of the file, with it and `library`.
template <class Function>
static auto callByClass(StringRef bytes, Name library, Function le64, Function be64, Function le32,
                        Function be32) {
  bool isLittle = bytes[llvm::ELF::EI_DATA] == llvm::ELF::ELFDATA2LSB;
  if (bytes[llvm::ELF::EI_CLASS] == llvm::ELF::ELFCLASS64)
    return (isLittle ? le64 : be64)(bytes, library);
  return (isLittle ? le32 : be32)(bytes, library);
}

template <class ELFT>
static Expected<ObjectBytes> withoutAutolinkAs(StringRef bytes, Name library) {
  return ElfAutolinkRemoval<ELFT>(bytes, library).run();
}

Expected<ObjectBytes> withoutAutolinkElf(StringRef bytes, Name library) {
  using namespace object;
  if (bytes.size() < llvm::ELF::EI_NIDENT)
    return failure("is shorter than an ELF header");
  return callByClass(bytes, library, withoutAutolinkAs<ELF64LE>, withoutAutolinkAs<ELF64BE>,
                     withoutAutolinkAs<ELF32LE>, withoutAutolinkAs<ELF32BE>);
}

// ---- COFF ----

static std::string coffOption(Name library) {
  bool isPlain = library.find_first_of(" \t,") == StringRef::npos;
  return isPlain ? "-defaultlib:" + library.str() : "-defaultlib:\"" + library.str() + "\"";
}

namespace {

/// The few fields of a COFF object that say where its directives are.
class CoffDirectives {
public:
  explicit CoffDirectives(StringRef bytes) : result(bytes.begin(), bytes.end()) {
    if (bytes.size() < 20)
      return;
    isBig = read16(0) == 0 && read16(2) == 0xffff;
    if (isBig && bytes.size() < 56)
      return;
    table = isBig ? 56 : 20 + read16(16);
    count = isBig ? read32(44) : read16(2);
    isValid = table + uint64_t(count) * 40 <= bytes.size();
  }

  /// The options are separated by blanks.
  bool hasOption(Name library) const {
    for (uint32_t i = 0; isValid && i < count; ++i) {
      std::string text = " " + directivesIn(i).str() + " ";
      std::replace(text.begin(), text.end(), '\0', ' ');
      if (StringRef(text).contains(" " + coffOption(library) + " "))
        return true;
    }
    return false;
  }

protected:
  uint16_t read16(uint64_t at) const { return endian::read16le(&result[at]); }
  uint32_t read32(uint64_t at) const { return endian::read32le(&result[at]); }
  uint64_t headerAt(uint32_t section) const { return table + uint64_t(section) * 40; }
  /// What the section holds, if it has directives.
  StringRef directivesIn(uint32_t section) const {
    uint64_t begin = read32(headerAt(section) + 20), size = read32(headerAt(section) + 16);
    if (StringRef(&result[headerAt(section)], 8) != ".drectve" || begin > result.size() ||
        size > result.size() - begin)
      return {};
    return {result.data() + begin, size_t(size)};
  }

  ObjectBytes result; ///< the file, as it becomes
  bool isBig = false;
  bool isValid = false;
  uint64_t table = 0; ///< where the section headers are
  uint32_t count = 0; ///< of the sections
};

class CoffAutolinkRemoval : CoffDirectives {
public:
  CoffAutolinkRemoval(StringRef bytes, Name library)
      : CoffDirectives(bytes), option(coffOption(library)) {}

  Expected<ObjectBytes> run() {
    if (!isValid)
      return failure("the section table runs past the end of the file");
    std::optional<uint32_t> last;
    for (uint32_t i = 0; i < count; ++i)
      if (!directivesIn(i).empty())
        last = i;
    if (!last)
      return failure("has no section .drectve");
    const StringRef directives = directivesIn(*last);
    const uint64_t begin = uint64_t(directives.data() - result.data()), size = directives.size();
    // A section of its own lies just behind the headers; its length with its header is a multiple
    // of 8. In one that was there the option is the last one, and its length a multiple of 4.
    std::string text = option;
    text.resize((40 + text.size() + 7) / 8 * 8 - 40, ' ');
    if (*last + 1 == count && begin == headerAt(count) && directives == text)
      return removeSection(size);
    std::string added = " " + option;
    added.resize((added.size() + 3) / 4 * 4, ' ');
    if (size <= added.size() || !directives.ends_with(added))
      return failure("its section .drectve does not end in the option " + option);
    put32(headerAt(*last) + 16, uint32_t(size - added.size()));
    return cut(begin + size - added.size(), added.size());
  }

private:
  void put32(uint64_t at, uint32_t value) { endian::write32le(&result[at], value); }

  Expected<ObjectBytes> removeSection(uint64_t size) {
    --count;
    const uint64_t header = headerAt(count);
    std::string expected(".drectve\0\0\0\0\0\0\0\0", 16);
    expected.resize(24);
    endian::write32le(&expected[16], uint32_t(size));
    endian::write32le(&expected[20], uint32_t(header + 40));
    expected.append(12, '\0');
    // Information for the linker that no program gets, aligned at 1 byte.
    expected.append("\x00\x0a\x10\x00", 4);
    if (StringRef(&result[header], 40) != expected)
      return failure("the header of its section .drectve is not as armeld makes it");
    if (isBig)
      put32(44, count);
    else
      endian::write16le(&result[2], uint16_t(count));
    return cut(header, 40 + size);
  }

  /// Takes bytes out, and moves what follows back.
  Expected<ObjectBytes> cut(uint64_t begin, uint64_t size) {
    std::vector<uint64_t> fields = {uint64_t(isBig ? 48 : 8)};
    for (uint32_t i = 0; i < count; ++i)
      for (uint64_t field : {20, 24, 28})
        fields.push_back(headerAt(i) + field);
    for (uint64_t field : fields) {
      uint64_t place = read32(field);
      if (place >= begin && place < begin + size)
        return failure("something else lies in the option");
      if (place >= begin + size)
        put32(field, uint32_t(place - size));
    }
    result.erase(result.begin() + ptrdiff_t(begin), result.begin() + ptrdiff_t(begin + size));
    return std::move(result);
  }

  const std::string option;
};

} // namespace

Expected<ObjectBytes> withoutAutolinkCoff(StringRef bytes, Name library) {
  return CoffAutolinkRemoval(bytes, library).run();
}

// ---- Mach-O ----

namespace {

/// The load commands of an object.
class MachOCommands {
public:
  /// A load command, and where it is in the file.
  struct Command {
    uint32_t kind = 0;
    uint64_t begin = 0, size = 0;
  };

  explicit MachOCommands(StringRef bytes) : bytes(bytes) {
    if (bytes.size() < 32)
      return;
    StringRef magic = bytes.take_front(4);
    bool isBig = magic.starts_with("\xfe");
    order = isBig ? llvm::endianness::big : llvm::endianness::little;
    is64 = magic[isBig ? 3 : 0] == '\xcf';
    uint64_t at = is64 ? 32 : 28;
    for (uint32_t i = 0; i < read(16); ++i) {
      if (bytes.size() - at < 8 || read(at + 4) < 8 || read(at + 4) > bytes.size() - at)
        return;
      commands.push_back({read(at), at, read(at + 4)});
      at += commands.back().size;
    }
    isValid = true;
  }

  uint32_t read(uint64_t place) const { return endian::read32(bytes.data() + place, order); }

  /// Whether it is LC_LINKER_OPTION with one word, the library.
  bool loads(const Command &command, StringRef option) const {
    StringRef words =
        bytes.substr(command.begin, command.size).drop_front(std::min<size_t>(12, command.size));
    return command.kind == llvm::MachO::LC_LINKER_OPTION && words.size() > option.size() &&
           read(command.begin + 8) == 1 && words.take_front(words.find('\0')) == option;
  }

  const StringRef bytes;
  std::vector<Command> commands;
  llvm::endianness order = llvm::endianness::little;
  bool is64 = false;
  bool isValid = false;
};

std::string machOOption(Name library) {
  return library.size() < 6 ? "" : "-l" + library.substr(3, library.size() - 5).str();
}

/// The fields of a load command that have places in the file, by their places in it.
std::vector<uint64_t> placesIn(const MachOCommands &file, const MachOCommands::Command &command) {
  std::vector<uint64_t> fields;
  switch (command.kind) {
  case llvm::MachO::LC_SYMTAB:
    return {8, 16};
  case llvm::MachO::LC_DYSYMTAB:
    return {32, 40, 48, 56, 64, 72};
  case llvm::MachO::LC_DATA_IN_CODE:
  case llvm::MachO::LC_LINKER_OPTIMIZATION_HINT:
    return {8};
  case llvm::MachO::LC_SEGMENT:
    if (command.size < 56)
      return {};
    fields = {32};
    for (uint64_t i = 0, count = file.read(command.begin + 48);
         i < count && 56 + i * 68 < command.size; ++i)
      fields.insert(fields.end(), {56 + i * 68 + 40, 56 + i * 68 + 48});
    return fields;
  case llvm::MachO::LC_SEGMENT_64:
    if (command.size < 72)
      return {};
    // Of 64 bits of a segment's place in the file, those that are used.
    fields = {uint64_t(file.order == llvm::endianness::big ? 44 : 40)};
    for (uint64_t i = 0, count = file.read(command.begin + 64);
         i < count && 72 + i * 80 < command.size; ++i)
      fields.insert(fields.end(), {72 + i * 80 + 48, 72 + i * 80 + 56});
    return fields;
  default:
    return {};
  }
}

} // namespace

Expected<ObjectBytes> withoutAutolinkMachO(StringRef bytes, Name library) {
  const MachOCommands file(bytes);
  if (!file.isValid || file.commands.empty())
    return failure("has no load commands");
  const MachOCommands::Command &last = file.commands.back();
  const std::string option = machOOption(library);
  if (!file.loads(last, option) || last.size != (12 + option.size() + 1 + 7) / 8 * 8)
    return failure("its last load command is not the one that loads '" + shown(library) + "'");
  const uint64_t end = last.begin + last.size;
  if (bytes.slice(last.begin + 12 + option.size(), end).find_first_not_of('\0') != StringRef::npos)
    return failure("something follows the name in the load command");

  ObjectBytes result(bytes.begin(), bytes.end());
  auto put = [&](uint64_t field, uint64_t value) {
    endian::write32(&result[field], uint32_t(value), file.order);
  };
  for (const MachOCommands::Command &command : file.commands)
    for (uint64_t field : placesIn(file, command)) {
      if (field + 4 > command.size)
        return failure("a load command is too short");
      uint64_t place = file.read(command.begin + field);
      if (place >= last.begin && place < end)
        return failure("something else lies in the load command");
      if (place >= end)
        put(command.begin + field, place - last.size);
    }
  put(16, file.read(16) - 1);
  put(20, file.read(20) - last.size);
  result.erase(result.begin() + ptrdiff_t(last.begin), result.begin() + ptrdiff_t(end));
  return result;
}

// ---- all ----

bool namesLibrary(StringRef bytes, Name library) {
  switch (llvm::identify_magic(bytes)) {
  case llvm::file_magic::elf_relocatable:
    return callByClass(bytes, library, elfNames<object::ELF64LE>, elfNames<object::ELF64BE>,
                       elfNames<object::ELF32LE>, elfNames<object::ELF32BE>);
  case llvm::file_magic::coff_object:
    return CoffDirectives(bytes).hasOption(library);
  case llvm::file_magic::macho_object: {
    const MachOCommands file(bytes);
    return llvm::any_of(file.commands, [&](const MachOCommands::Command &command) {
      return file.loads(command, machOOption(library));
    });
  }
  default:
    return false;
  }
}

} // namespace armeld
