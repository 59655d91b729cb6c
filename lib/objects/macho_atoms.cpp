#include "objects/macho_atoms.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

MachOAtoms::MachOAtoms(const llvm::object::MachOObjectFile &file, StringRef bytes,
                       llvm::ArrayRef<MachO::nlist_64> symbols, StringRef strings)
    : symbols(symbols), bytes(bytes), strings(strings), left(4 * uint64_t(bytes.size()) + 65536) {
  MachO::mach_header header = file.getHeader();
  isArm = header.cputype == MachO::CPU_TYPE_ARM64;
  isReadable = (isArm || header.cputype == MachO::CPU_TYPE_X86_64) && file.is64Bit() &&
               file.isLittleEndian() && (header.flags & MachO::MH_SUBSECTIONS_VIA_SYMBOLS);
  if (!isReadable)
    return;
  readSections(file);
  sortSymbols();
  readUnwinds();
}

void MachOAtoms::readSections(const llvm::object::MachOObjectFile &file) {
  auto fieldText = [](StringRef field) { return field.take_front(field.find('\0')); };
  for (const llvm::object::SectionRef &ref : file.sections()) {
    MachO::section_64 header = file.getSection64(ref.getRawDataRefImpl());
    Section &section = sections.emplace_back();
    llvm::ArrayRef<char> name = file.getSectionRawName(ref.getRawDataRefImpl());
    section.name = fieldText({name.data(), name.size()});
    section.segment = file.getSectionFinalSegmentName(ref.getRawDataRefImpl());
    section.address = header.addr;
    section.size = header.size;
    section.flags = header.flags;
    section.alignment = header.align;
    switch (section.type()) {
    case MachO::S_ZEROFILL:
    case MachO::S_GB_ZEROFILL:
    case MachO::S_THREAD_LOCAL_ZEROFILL:
      break;
    default:
      section.isOdd = header.offset > bytes.size() || header.size > bytes.size() - header.offset;
      if (!section.isOdd)
        section.content = bytes.substr(header.offset, header.size);
    }
    uint64_t relocationBytes = uint64_t(header.nreloc) * sizeof(MachO::any_relocation_info);
    if (header.nreloc != 0 &&
        (header.reloff > bytes.size() || relocationBytes > bytes.size() - header.reloff))
      section.isOdd = true;
    else if (header.nreloc != 0)
      section.relocation = bytes.substr(header.reloff, relocationBytes);
    section.isOdd |= section.address + section.size < section.address;
    hasFrames |= section.name == "__eh_frame" && section.size != 0;
  }
}

/// Symbols of debug information do not split sections, nor do those marked N_ALT_ENTRY.
void MachOAtoms::sortSymbols() {
  for (uint32_t i = 0; i < symbols.size(); ++i) {
    std::optional<Place> place = placeOf(symbols[i]);
    if (!place)
      continue;
    defined.emplace_back(*place, i);
    if (!(symbols[i].n_desc & MachO::N_ALT_ENTRY))
      begins.push_back(*place);
  }
  llvm::sort(defined);
  llvm::sort(begins);
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
}

std::optional<MachOAtoms::Place> MachOAtoms::placeOf(const MachO::nlist_64 &symbol) const {
  if ((symbol.n_type & MachO::N_STAB) || (symbol.n_type & MachO::N_TYPE) != MachO::N_SECT)
    return std::nullopt;
  return placeAt(symbol.n_sect, symbol.n_value);
}

/// `section` counts from 1.
std::optional<MachOAtoms::Place> MachOAtoms::placeAt(uint32_t section, uint64_t address) const {
  if (section == 0 || section > sections.size())
    return std::nullopt;
  const Section &found = sections[section - 1];
  if (found.isOdd || address < found.address || address - found.address > found.size)
    return std::nullopt;
  return Place(section - 1, address - found.address);
}

std::optional<MachOAtoms::Atom> MachOAtoms::atomAt(Place place) const {
  auto next = llvm::upper_bound(begins, place);
  if (next == begins.begin() || std::prev(next)->first != place.first)
    return std::nullopt;
  Atom atom{place.first, std::prev(next)->second, sections[place.first].size};
  if (next != begins.end() && next->first == place.first)
    atom.end = next->second;
  return atom;
}

std::optional<StringRef> MachOAtoms::nameOf(const MachO::nlist_64 &symbol) const {
  StringRef from = strings.drop_front(std::min<size_t>(symbol.n_strx, strings.size()));
  size_t end = from.find('\0');
  return end == StringRef::npos ? std::nullopt : std::optional(from.take_front(end));
}

bool MachOAtoms::spend(uint64_t size) {
  left = size > left ? 0 : left - size;
  return left > 0;
}

/// Ordered by the offset that they relocate; those at one offset stay in file order, since some
/// come in pairs.
const std::vector<MachORelocation> &MachOAtoms::relocationsOf(Section &section) {
  if (section.relocations)
    return *section.relocations;
  std::vector<Relocation> &all = section.relocations.emplace();
  if (!spend(section.relocation.size()))
    section.isOdd = true;
  for (StringRef rest = section.isOdd ? StringRef() : section.relocation; !rest.empty();
       rest = rest.drop_front(8))
    all.push_back(Relocation::read(rest));
  llvm::stable_sort(all,
                    [](const Relocation &a, const Relocation &b) { return a.offset < b.offset; });
  return all;
}

/// The target of a relocation without a symbol: the relocation gives the section, and the address
/// is in the relocated bytes of `content`.
std::optional<MachOAtoms::Place> MachOAtoms::targetOf(const Section &section,
                                                      const Relocation &relocation,
                                                      StringRef content) const {
  uint64_t size = uint64_t(1) << relocation.length;
  if (relocation.offset > content.size() || size > content.size() - relocation.offset)
    return std::nullopt;
  const char *at = content.data() + relocation.offset;
  if (relocation.length == 3 && !relocation.isRelative && relocation.type == 0) // *_RELOC_UNSIGNED
    return placeAt(relocation.target, endian::read64le(at));
  if (isArm || relocation.length != 2 || !relocation.isRelative)
    return std::nullopt;
  // Relative to the end of the instruction, which may have more bytes after the operand.
  uint64_t next = section.address + relocation.offset + 4;
  switch (relocation.type) {
  case MachO::X86_64_RELOC_SIGNED:
  case MachO::X86_64_RELOC_BRANCH:
    break;
  case MachO::X86_64_RELOC_SIGNED_1:
    next += 1;
    break;
  case MachO::X86_64_RELOC_SIGNED_2:
    next += 2;
    break;
  case MachO::X86_64_RELOC_SIGNED_4:
    next += 4;
    break;
  default:
    return std::nullopt;
  }
  return placeAt(relocation.target, next + int64_t(int32_t(endian::read32le(at))));
}

// ---- unwinding ----

/// Reads __LD,__compact_unwind: for each function its address, length and encoding, the address of
/// the personality's, and that of its table of exceptions.
void MachOAtoms::readUnwinds() {
  constexpr uint64_t recordBytes = 32;
  size_t found = 0;
  for (Section &section : sections) {
    if (section.segment != "__LD" || section.name != "__compact_unwind")
      continue;
    const std::vector<Relocation> &relocations = relocationsOf(section);
    if (++found > 1 || section.isOdd || section.content.size() % recordBytes != 0 ||
        !spend(section.content.size())) {
      isUnwindOdd = true;
      return;
    }
    size_t next = 0;
    for (uint64_t at = 0; at < section.content.size(); at += recordBytes) {
      Unwind unwind;
      unwind.length = endian::read32le(section.content.data() + at + 8);
      unwind.encoding = endian::read32le(section.content.data() + at + 12);
      std::optional<Place> function;
      for (; next < relocations.size() && relocations[next].offset < at + recordBytes; ++next) {
        const Relocation &relocation = relocations[next];
        std::optional<Place> target;
        if (!relocation.isExternal)
          target = targetOf(section, relocation, section.content);
        else if (relocation.target < symbols.size())
          target = placeOf(symbols[relocation.target]);
        switch (relocation.offset - at) {
        case 0:
          function = target;
          break;
        case 16:
          if (relocation.isExternal)
            unwind.personality = relocation.target;
          else
            isUnwindOdd = true;
          break;
        case 24:
          unwind.exceptions = target;
          isUnwindOdd |= !target;
          break;
        default:
          isUnwindOdd = true;
        }
        isUnwindOdd |= relocation.type != 0 || relocation.length != 3;
      }
      if (!function) {
        isUnwindOdd = true;
        return;
      }
      unwinds[*function].push_back(unwind);
    }
  }
}

/// Adds how the function that begins the atom is unwound. `length` becomes its own, where it is
/// known: behind it there may be padding.
bool MachOAtoms::addUnwind(Digester &digester, const Atom &atom, uint64_t &length) {
  // From mach-o/compact_unwind_encoding.h: the function has a record in __eh_frame.
  constexpr uint32_t modeMask = 0x0f000000;
  uint32_t frameMode = isArm ? 0x03000000 : 0x04000000;
  auto found = unwinds.find(Place(atom.section, atom.begin));
  auto next = unwinds.upper_bound(Place(atom.section, atom.begin));
  bool isOneOfMany = next != unwinds.end() && next->first.first == atom.section &&
                     atom.contains(next->first.second);
  if (isUnwindOdd || isOneOfMany || (found == unwinds.end() && hasFrames))
    return false;
  if (found == unwinds.end()) {
    digester.text("no unwinding");
    return true;
  }
  if (found->second.size() != 1)
    return false;
  const Unwind &unwind = found->second.front();
  if ((unwind.encoding & modeMask) == frameMode || unwind.length > length)
    return false;
  length = unwind.length;
  digester.number(unwind.encoding);
  if (unwind.personality) {
    if (*unwind.personality >= symbols.size() ||
        !(symbols[*unwind.personality].n_type & MachO::N_EXT))
      return false;
    std::optional<StringRef> name = nameOf(symbols[*unwind.personality]);
    if (!name)
      return false;
    digester.text(*name);
  }
  if (!unwind.exceptions)
    return true;
  std::optional<Atom> table = atomAt(*unwind.exceptions);
  if (!table || sections[table->section].name != "__gcc_except_tab")
    return false;
  digester.number(unwind.exceptions->second - table->begin);
  return addAtom(digester, *table, table->end - table->begin);
}

// ---- atoms ----

std::optional<Digest> MachOAtoms::digest(const MachO::nlist_64 &symbol) {
  std::optional<Place> place = isReadable ? placeOf(symbol) : std::nullopt;
  if (!place)
    return std::nullopt;
  auto [entry, isNew] = known.try_emplace(*place);
  if (isNew)
    entry->second = digestAtom(*place);
  return entry->second;
}

std::optional<Digest> MachOAtoms::digestAtom(Place place) {
  std::optional<Atom> atom = atomAt(place);
  if (left == 0 || !atom || atom->begin != place.second)
    return std::nullopt;
  const Section &section = sections[atom->section];
  if (section.type() != MachO::S_REGULAR && section.type() != MachO::S_COALESCED &&
      section.type() != MachO::S_ZEROFILL)
    return std::nullopt;
  Digester digester;
  uint64_t length = atom->end - atom->begin;
  if (section.isCode() && !addUnwind(digester, *atom, length))
    return std::nullopt;
  if (!addAtom(digester, *atom, length))
    return std::nullopt;
  for (auto at = llvm::lower_bound(defined, std::pair(place, 0u));
       at != defined.end() && at->first.first == place.first && atom->contains(at->first.second);
       ++at) {
    const MachO::nlist_64 &symbol = symbols[at->second];
    if (!(symbol.n_type & MachO::N_EXT))
      continue;
    std::optional<StringRef> name = nameOf(symbol);
    if (!name)
      return std::nullopt;
    digester.text(*name);
    for (uint64_t field :
         {at->first.second - atom->begin, uint64_t(symbol.n_type), uint64_t(symbol.n_desc)})
      digester.number(field);
  }
  return digester.finish();
}

/// Adds the first `length` bytes of an atom, with what they refer to. False if that cannot be
/// compared.
bool MachOAtoms::addAtom(Digester &digester, const Atom &atom, uint64_t length) {
  Section &section = sections[atom.section];
  const std::vector<Relocation> &relocations = relocationsOf(section);
  if (section.isOdd || !spend(section.content.empty() ? 0 : length))
    return false;
  uint64_t alignment = std::min(section.alignment, 63u); // a broken object may say anything
  while (alignment > 0 && atom.begin % (uint64_t(1) << alignment) != 0)
    --alignment;
  digester.text(section.segment);
  digester.text(section.name);
  for (uint64_t field : {uint64_t(section.flags), alignment, length})
    digester.number(field);
  std::string content = section.content.substr(atom.begin, length).str();
  auto first = llvm::partition_point(
      relocations, [&](const Relocation &relocation) { return relocation.offset < atom.begin; });
  for (auto relocation = first; relocation != relocations.end() && relocation->offset < atom.end;
       ++relocation)
    if (!addRelocation(digester, atom, *relocation, content))
      return false;
  digester.text(content);
  return true;
}

bool MachOAtoms::addRelocation(Digester &digester, const Atom &atom, const Relocation &relocation,
                               std::string &content) {
  uint64_t offset = relocation.offset - atom.begin, size = uint64_t(1) << relocation.length;
  if (offset > content.size() || size > content.size() - offset)
    return false;
  for (uint64_t field : {offset, uint64_t(relocation.type), uint64_t(relocation.length),
                         uint64_t(relocation.isRelative), uint64_t(relocation.isExternal)})
    digester.number(field);
  // No target, but what the next relocation adds to it.
  if (isArm && relocation.type == MachO::ARM64_RELOC_ADDEND) {
    digester.number(relocation.target);
    return true;
  }
  if (!relocation.isExternal) {
    const Section &section = sections[atom.section];
    std::optional<Place> place = targetOf(section, relocation, section.content);
    if (!place)
      return false;
    std::fill_n(content.begin() + offset, size, '\0'); // an address in this object
    return addPlace(digester, atom, *place);
  }
  if (relocation.target >= symbols.size())
    return false;
  const MachO::nlist_64 &symbol = symbols[relocation.target];
  if ((symbol.n_type & MachO::N_STAB) || !(symbol.n_type & MachO::N_EXT)) {
    std::optional<Place> place = placeOf(symbol);
    return place && addPlace(digester, atom, *place);
  }
  std::optional<StringRef> name = nameOf(symbol);
  if (name)
    digester.text(*name);
  return name.has_value();
}

bool MachOAtoms::addPlace(Digester &digester, const Atom &atom, Place place) {
  if (place.first != atom.section || !atom.contains(place.second))
    return addLiteral(digester, place);
  digester.text("here");
  digester.number(place.second - atom.begin);
  return true;
}

/// Adds the whole content of a literal, because code may step back from the address.
bool MachOAtoms::addLiteral(Digester &digester, Place place) {
  const Section &section = sections[place.first];
  uint64_t begin = 0, size = 0;
  switch (section.type()) {
  case MachO::S_CSTRING_LITERALS:
    if (place.second >= section.content.size())
      return false;
    if (place.second > 0)
      begin = section.content.rfind('\0', place.second) + 1;
    size = section.content.drop_front(begin).find('\0');
    if (size == StringRef::npos)
      return false;
    break;
  case MachO::S_4BYTE_LITERALS:
    size = 4;
    break;
  case MachO::S_8BYTE_LITERALS:
    size = 8;
    break;
  case MachO::S_16BYTE_LITERALS:
    size = 16;
    break;
  default:
    return false;
  }
  if (section.type() != MachO::S_CSTRING_LITERALS)
    begin = place.second / size * size;
  if (section.isOdd || !section.relocation.empty() || begin > section.content.size() ||
      size > section.content.size() - begin || !spend(size))
    return false;
  digester.text("literal");
  digester.number(section.type());
  digester.number(place.second - begin);
  digester.text(section.content.substr(begin, size));
  return true;
}

} // namespace armeld
