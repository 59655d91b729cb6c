#include "edit/autolink.h"
#include "objects/coff_file.h"

#include "llvm/Support/MathExtras.h"

namespace armeld {

namespace COFF = llvm::COFF;
namespace endian = llvm::support::endian;
using llvm::object::coff_bigobj_file_header;
using llvm::object::coff_file_header;
using llvm::object::coff_section;

namespace {

constexpr llvm::StringLiteral directivesName(".drectve");

bool isSeparator(char c) { return c == ' ' || c == '\0'; }

/// Adds an option to the last section of directives, or such a section.
class CoffAutolink {
public:
  CoffAutolink(const CoffFile &file, std::string option)
      : file(file), option(std::move(option)), result(file.bytes.begin(), file.bytes.end()) {}

  Expected<ObjectBytes> run() {
    std::optional<size_t> last;
    for (size_t i = 0; i < file.sections.size(); ++i) {
      if (file.sections[i].name != directivesName || file.sections[i].content.empty())
        continue;
      if (isIn(file.sections[i].content))
        return result;
      last = i;
    }
    if (Error error = last ? extend(*last) : addSection())
      return error;
    if (result.size() > UINT32_MAX)
      return failure("would get larger than 4 GB");
    return std::move(result);
  }

private:
  bool isIn(StringRef directives) const {
    for (size_t at = directives.find(option); at != StringRef::npos;
         at = directives.find(option, at + 1)) {
      StringRef rest = directives.drop_front(at + option.size());
      if ((at == 0 || isSeparator(directives[at - 1])) && (rest.empty() || isSeparator(rest[0])))
        return true;
    }
    return false;
  }

  static uint64_t headerSize(const CoffFile &file) {
    return file.headerBytes + file.sections.size() * sizeof(coff_section);
  }

  uint64_t placeOf(const CoffSection &section) const {
    return uint64_t(section.content.data() - file.bytes.data());
  }

  coff_section *headersInResult() {
    return reinterpret_cast<coff_section *>(result.data() + file.headerBytes);
  }

  /// What follows the section moves by a multiple of 4, as linkers like it.
  Error extend(size_t index) {
    const CoffSection &directives = file.sections[index];
    if (directives.header->NumberOfRelocations != 0)
      return failure("the section .drectve has relocations");
    std::string added = " " + option;
    added.resize(llvm::alignTo(added.size(), 4), ' ');
    if (Error error =
            makeRoom(placeOf(directives) + directives.content.size(), uint32_t(added.size())))
      return error;
    coff_section &header = headersInResult()[index];
    header.SizeOfRawData = uint32_t(directives.content.size() + added.size());
    uint64_t end = placeOf(directives) + directives.content.size();
    result.insert(result.begin() + ptrdiff_t(end), added.begin(), added.end());
    return Error::success();
  }

  /// The header of the section follows the others, and its content follows it.
  Error addSection() {
    uint64_t end = headerSize(file);
    uint32_t most = file.isBig ? uint32_t(INT32_MAX) : uint32_t(COFF::MaxNumberOfSections16);
    if (file.sectionCount >= most)
      return failure("has no room for another section");
    std::string text = option;
    text.resize(llvm::alignTo(sizeof(coff_section) + text.size(), 8) - sizeof(coff_section), ' ');
    coff_section header = {};
    llvm::copy(directivesName, header.Name);
    header.SizeOfRawData = uint32_t(text.size());
    header.PointerToRawData = uint32_t(end + sizeof header);
    header.Characteristics =
        COFF::IMAGE_SCN_LNK_INFO | COFF::IMAGE_SCN_LNK_REMOVE | COFF::IMAGE_SCN_ALIGN_1BYTES;
    std::string added(reinterpret_cast<const char *>(&header), sizeof header);
    added += text;
    if (Error error = makeRoom(end, uint32_t(added.size())))
      return error;
    if (file.isBig)
      endian::write32le(result.data() + offsetof(coff_bigobj_file_header, NumberOfSections),
                        file.sectionCount + 1);
    else
      endian::write16le(result.data() + offsetof(coff_file_header, NumberOfSections),
                        uint16_t(file.sectionCount + 1));
    result.insert(result.begin() + ptrdiff_t(end), added.begin(), added.end());
    return Error::success();
  }

  /// Adds `distance` to all places in the file from `place` on. An error if something lies across.
  Error makeRoom(uint64_t place, uint32_t distance) {
    auto isAcross = [&](StringRef part) {
      uint64_t begin = uint64_t(part.data() - file.bytes.data());
      return !part.empty() && begin < place && place < begin + part.size();
    };
    uint64_t tables = file.symbolTableOffset;
    if (place < headerSize(file) || (tables != 0 && tables < headerSize(file)) ||
        (tables < place && place < tables + file.symbolTable.size() + file.strings.size()))
      return failure("its tables overlap");
    coff_section *headers = headersInResult();
    for (size_t i = 0; i < file.sections.size(); ++i) {
      StringRef relocations(reinterpret_cast<const char *>(file.sections[i].relocations.data()),
                            file.sections[i].relocations.size() *
                                sizeof(llvm::object::coff_relocation));
      if (isAcross(file.sections[i].content) || isAcross(relocations))
        return failure("a section overlaps another part of the file");
      for (auto field : {&coff_section::PointerToRawData, &coff_section::PointerToRelocations,
                         &coff_section::PointerToLinenumbers})
        if (headers[i].*field >= place)
          headers[i].*field += distance;
    }
    if (tables >= place)
      endian::write32le(result.data() +
                            (file.isBig ? offsetof(coff_bigobj_file_header, PointerToSymbolTable)
                                        : offsetof(coff_file_header, PointerToSymbolTable)),
                        uint32_t(tables + distance));
    return Error::success();
  }

  const CoffFile &file;
  const std::string option;
  ObjectBytes result;
};

} // namespace

Expected<ObjectBytes> autolinkCoff(StringRef bytes, Name library) {
  if (Error error = checkAutolinkName("coff", library))
    return error;
  CoffFile file;
  if (Error error = file.read(bytes))
    return error;
  bool isQuoted = library.find_first_of(" \t,") != StringRef::npos;
  StringRef quote = isQuoted ? "\"" : "";
  return CoffAutolink(file, ("-defaultlib:" + quote + library + quote).str()).run();
}

} // namespace armeld
