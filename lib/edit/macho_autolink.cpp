#include "edit/autolink.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/MachO.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

namespace {

/// A load command, and in which of its fields are places in the file.
struct PlacesIn {
  uint32_t command;
  std::vector<size_t> fields;
};

const PlacesIn placesIn[] = {
    {MachO::LC_SYMTAB,
     {offsetof(MachO::symtab_command, symoff), offsetof(MachO::symtab_command, stroff)}},
    {MachO::LC_DYSYMTAB,
     {offsetof(MachO::dysymtab_command, tocoff), offsetof(MachO::dysymtab_command, modtaboff),
      offsetof(MachO::dysymtab_command, extrefsymoff),
      offsetof(MachO::dysymtab_command, indirectsymoff),
      offsetof(MachO::dysymtab_command, extreloff), offsetof(MachO::dysymtab_command, locreloff)}},
    {MachO::LC_DATA_IN_CODE, {offsetof(MachO::linkedit_data_command, dataoff)}},
    {MachO::LC_LINKER_OPTIMIZATION_HINT, {offsetof(MachO::linkedit_data_command, dataoff)}},
    {MachO::LC_UUID, {}},
    {MachO::LC_BUILD_VERSION, {}},
    {MachO::LC_VERSION_MIN_MACOSX, {}},
    {MachO::LC_VERSION_MIN_IPHONEOS, {}},
    {MachO::LC_VERSION_MIN_TVOS, {}},
    {MachO::LC_VERSION_MIN_WATCHOS, {}},
    {MachO::LC_LINKER_OPTION, {}},
    {MachO::LC_SOURCE_VERSION, {}},
};

/// Adds a load command behind the others. All else moves.
class MachOAutolink {
public:
  MachOAutolink(StringRef bytes, std::string option)
      : bytes(bytes), option(std::move(option)), result(bytes.begin(), bytes.end()) {}

  Expected<ObjectBytes> run() {
    if (bytes.size() < sizeof(MachO::mach_header_64))
      return failure("is shorter than a Mach-O header");
    uint32_t magic = endian::read32le(bytes.data());
    is64 = magic == MachO::MH_MAGIC_64 || magic == MachO::MH_CIGAM_64;
    if (magic == MachO::MH_CIGAM || magic == MachO::MH_CIGAM_64)
      order = llvm::endianness::big;
    headerSize = is64 ? sizeof(MachO::mach_header_64) : sizeof(MachO::mach_header);
    end = headerSize + read32(offsetof(MachO::mach_header, sizeofcmds));
    distance = uint32_t(llvm::alignTo(sizeof(MachO::linker_option_command) + option.size() + 1, 8));
    bool isThere = false;
    uint32_t count = read32(offsetof(MachO::mach_header, ncmds));
    uint64_t at = headerSize;
    for (uint32_t i = 0; i < count; ++i) {
      if (at > end || end - at < sizeof(MachO::load_command) || end > bytes.size())
        return failure("the load commands run past their end");
      uint32_t size = read32(at + 4);
      if (size < sizeof(MachO::load_command) || size > end - at)
        return failure("load command " + Twine(i) + " has no size");
      isThere |= isSame(bytes.substr(at, size));
      if (Error error = moveIn(at, size))
        return error;
      at += size;
    }
    if (at != end)
      return failure("something follows the load commands");
    if (isThere)
      return ObjectBytes(bytes.begin(), bytes.end());
    return add(count);
  }

private:
  uint32_t read32(uint64_t place) const { return endian::read32(bytes.data() + place, order); }

  bool isSame(StringRef command) const {
    auto field = [&](size_t place) { return endian::read32(command.data() + place, order); };
    return field(0) == MachO::LC_LINKER_OPTION &&
           command.size() > sizeof(MachO::linker_option_command) &&
           field(offsetof(MachO::linker_option_command, count)) == 1 &&
           upToNul(command.drop_front(sizeof(MachO::linker_option_command))) == option;
  }
  static StringRef upToNul(StringRef text) { return text.take_front(text.find('\0')); }

  Expected<ObjectBytes> add(uint32_t count) {
    auto put = [&](size_t place, uint32_t value) {
      endian::write32(result.data() + place, value, order);
    };
    put(offsetof(MachO::mach_header, ncmds), count + 1);
    put(offsetof(MachO::mach_header, sizeofcmds), uint32_t(end - headerSize) + distance);
    std::string command(distance, '\0');
    auto field = [&](size_t place, uint32_t value) {
      endian::write32(command.data() + place, value, order);
    };
    field(offsetof(MachO::linker_option_command, cmd), MachO::LC_LINKER_OPTION);
    field(offsetof(MachO::linker_option_command, cmdsize), distance);
    field(offsetof(MachO::linker_option_command, count), 1);
    llvm::copy(option, command.begin() + sizeof(MachO::linker_option_command));
    result.insert(result.begin() + ptrdiff_t(end), command.begin(), command.end());
    if (result.size() > UINT32_MAX)
      return failure("would get larger than 4 GB");
    return std::move(result);
  }

  /// Moves all places in the file that a load command has.
  Error moveIn(uint64_t at, uint32_t size) {
    uint32_t kind = read32(at);
    if (kind == MachO::LC_SEGMENT)
      return moveSegment<MachO::segment_command, MachO::section>(at, size);
    if (kind == MachO::LC_SEGMENT_64)
      return moveSegment<MachO::segment_command_64, MachO::section_64>(at, size);
    const PlacesIn *known =
        llvm::find_if(placesIn, [&](const PlacesIn &entry) { return entry.command == kind; });
    if (known == std::end(placesIn))
      return failure("has a load command that armeld does not know, 0x" + llvm::utohexstr(kind));
    for (size_t field : known->fields) {
      if (field + 4 > size)
        return failure("a load command is too short");
      move<uint32_t>(at + field);
    }
    return Error::success();
  }

  template <class Segment, class Section> Error moveSegment(uint64_t at, uint32_t size) {
    if (size < sizeof(Segment))
      return failure("a load command is too short");
    uint64_t sections = read32(at + offsetof(Segment, nsects));
    if (sections * sizeof(Section) > size - sizeof(Segment))
      return failure("a segment's sections run past its end");
    move<decltype(Segment::fileoff)>(at + offsetof(Segment, fileoff));
    for (uint64_t i = 0; i < sections; ++i) {
      uint64_t section = at + sizeof(Segment) + i * sizeof(Section);
      move<uint32_t>(section + offsetof(Section, offset));
      move<uint32_t>(section + offsetof(Section, reloff));
    }
    return Error::success();
  }

  /// A place before the end of the load commands is none: 0, of what is not there.
  template <class Field> void move(uint64_t field) {
    uint64_t place = endian::read<Field>(bytes.data() + field, order);
    if (place >= end)
      endian::write<Field>(result.data() + field, Field(place + distance), order);
  }

  const StringRef bytes;
  const std::string option;
  ObjectBytes result;
  bool is64 = false;
  llvm::endianness order = llvm::endianness::little;
  uint64_t headerSize = 0;
  uint64_t end = 0;      ///< of the load commands
  uint32_t distance = 0; ///< by which what follows them moves
};

} // namespace

Expected<ObjectBytes> autolinkMachO(StringRef bytes, Name library) {
  if (Error error = checkAutolinkName("macho", library))
    return error;
  StringRef name = library.drop_front(3).drop_back(2); // of lib and .a
  return MachOAutolink(bytes, ("-l" + name).str()).run();
}

} // namespace armeld
