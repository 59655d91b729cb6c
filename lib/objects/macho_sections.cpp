// The atoms of Mach-O objects, and what refers to what.
//
// An object with MH_SUBSECTIONS_VIA_SYMBOLS is made of atoms: the bytes from a symbol to the next
// one, or a literal. To gc-plan they are what sections are in other formats, numbered as in
// macho_file.h. Records of unwinding are no atoms: they let their function refer to what they
// mention. Of an object that is not understood, bytes are counted by kind, and it stays whole.
//
// Which atoms linkers keep without a reference: Apple's ld(1), "-dead_strip"; lld/MachO/
// MarkLive.cpp. Programs find sections of unusual names by getsectiondata or section$start.
//
// Source: Apple's <mach-o/loader.h>.
#include "objects/macho_parts.h"
#include "objects/sections.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/MachO.h"
#include "llvm/Object/MachO.h"

namespace armeld {

namespace MachO = llvm::MachO;

namespace {

SectionKind kindOf(StringRef segment, StringRef name, uint32_t flags) {
  if (segment == "__DWARF")
    return SectionKind::debug;
  if (segment == "__LLVM")
    return SectionKind::bitcode;
  if (segment == "__LD" || name == "__eh_frame" || name == "__gcc_except_tab")
    return SectionKind::unwind;
  switch (flags & MachO::SECTION_TYPE) {
  case MachO::S_ZEROFILL:
  case MachO::S_GB_ZEROFILL:
  case MachO::S_THREAD_LOCAL_ZEROFILL:
    return SectionKind::bss;
  case MachO::S_MOD_INIT_FUNC_POINTERS:
  case MachO::S_MOD_TERM_FUNC_POINTERS:
  case MachO::S_INIT_FUNC_OFFSETS:
    return SectionKind::initialiser;
  }
  if (flags & (MachO::S_ATTR_PURE_INSTRUCTIONS | MachO::S_ATTR_SOME_INSTRUCTIONS))
    return SectionKind::code;
  return segment == "__TEXT" || name == "__const" ? SectionKind::rodata : SectionKind::data;
}

class MachOAtomLister {
public:
  MachOAtomLister(const MachOParts &parts, const Object &object, ObjectSections &sections)
      : parts(parts), file(parts.file), object(object), sections(sections) {}

  Error run() {
    found.resize(parts.division->atoms.size() + 1);
    for (uint32_t s = 0; s < file.sections.size(); ++s)
      listSection(s);
    if (Error error = placeSymbols())
      return error;
    for (uint32_t s = 0; s < file.sections.size(); ++s)
      listReferences(s);
    listUnwinding();
    listUnrelocated(found, object0, object, sections);
    setColumns(std::move(found), sections);
    sums.finish(sections);
    return Error::success();
  }

private:
  void listSection(uint32_t s) {
    const MachOSection &section = file.sections[s];
    SectionKind kind = kindOf(section.segment, section.name, section.flags);
    if (!section.isAtoms()) {
      sums.count(section.role == MachORole::addresses ? SectionKind::metadata : kind, section.size);
      return;
    }
    std::optional<KeepReason> reason = reasonToKeep(section);
    auto [first, last] = parts.division->numbersOf(s);
    for (uint32_t number = first; number < last; ++number) {
      FoundSection &atom = found[number];
      atom.kind = kind;
      atom.index = number;
      atom.size = parts.division->atom(number).size();
      atom.name = section.name;
      if (reason)
        sums.keep(*reason, number);
    }
  }

  static std::optional<KeepReason> reasonToKeep(const MachOSection &section) {
    if (section.role == MachORole::divided)
      return std::nullopt;
    switch (section.type()) {
    case MachO::S_MOD_INIT_FUNC_POINTERS:
    case MachO::S_MOD_TERM_FUNC_POINTERS:
    case MachO::S_INIT_FUNC_OFFSETS:
    case MachO::S_THREAD_LOCAL_INIT_FUNCTION_POINTERS:
      return KeepReason::initialiser;
    case MachO::S_REGULAR:
    case MachO::S_COALESCED:
    case MachO::S_ZEROFILL:
    case MachO::S_CSTRING_LITERALS:
    case MachO::S_LITERAL_POINTERS:
      break;
    default:
      return KeepReason::type;
    }
    return section.flags & (MachO::S_ATTR_NO_DEAD_STRIP | MachO::S_ATTR_LIVE_SUPPORT)
               ? KeepReason::retain
               : KeepReason::c_identifier;
  }

  // ---- symbols ----

  /// Symbols have the numbers that the lists of the manifest give them (see MachOInspector).
  Error placeSymbols() {
    numbers.assign(file.symbols.size(), none);
    uint32_t defined = 0, undefined = 0;
    for (const MachO::nlist_64 &symbol : file.symbols)
      defined += (symbol.n_type & MachO::N_EXT) && !isUndefined(symbol);
    if (defined != object.defines.size() || !object.weak_references.empty())
      return failure("has other symbols than the manifest says");
    for (size_t i = 0; i < file.symbols.size(); ++i) {
      const MachO::nlist_64 &symbol = file.symbols[i];
      std::optional<MachOPlace> place = file.placeOf(symbol);
      uint32_t atom = place ? parts.atomAt(*place) : 0;
      if (symbol.n_type & MachO::N_EXT) {
        if (isUndefined(symbol)) {
          numbers[i] = defined + undefined++;
          continue;
        }
        numbers[i] = uint32_t(sections.defined_in.size());
        sections.defined_in.push_back(atom);
      }
      if (atom == 0)
        continue;
      nameAfter(symbol, found[atom]);
      // It may be one of a whole section, which stays for another reason.
      if ((symbol.n_desc & (MachO::N_NO_DEAD_STRIP | MachO::REFERENCED_DYNAMICALLY)) &&
          file.sections[place->section].role == MachORole::divided && retained.insert(atom).second)
        sums.keep(KeepReason::retain, atom);
    }
    if (undefined != object.references.size())
      return failure("has other symbols than the manifest says");
    for (FoundSection &atom : found)
      atom.name = keep(atom.name);
    return Error::success();
  }

  static bool isUndefined(const MachO::nlist_64 &symbol) {
    return (symbol.n_type & MachO::N_TYPE) == MachO::N_UNDF && symbol.n_value == 0;
  }

  /// Local functions and variables give their atoms names that people know, unless the compiler
  /// has numbered them. External ones are listed anyway.
  void nameAfter(const MachO::nlist_64 &symbol, FoundSection &atom) const {
    StringRef name = file.nameOf(symbol);
    if (symbol.n_type & MachO::N_EXT)
      atom.name = "";
    else if (!atom.name.empty() && !name.empty() && !name.starts_with("l") &&
             !name.starts_with("GCC_except_table"))
      atom.name = name;
  }

  // ---- what refers to what ----

  void addSymbol(FoundSection &from, uint32_t index) {
    if (numbers[index] != none)
      from.symbols.push_back(numbers[index]);
    else if (std::optional<MachOPlace> place = file.placeOf(file.symbols[index]))
      addPlace(from, *place);
  }

  void addPlace(FoundSection &from, MachOPlace place) {
    if (uint32_t atom = parts.atomAt(place))
      from.sections.push_back(atom);
  }

  void addReference(FoundSection &from, const MachOReference &reference) {
    for (std::optional<uint32_t> symbol : {reference.symbol, reference.subtrahend})
      if (symbol)
        addSymbol(from, *symbol);
    if (reference.place)
      addPlace(from, *reference.place);
  }

  void listReferences(uint32_t s) {
    for (const MachOReference &reference : parts.references[s]) {
      if (file.sections[s].isAtoms())
        addReference(found[parts.atomAt({s, reference.offset})], reference);
      else if (file.sections[s].role == MachORole::debug && reference.symbol &&
               !file.placeOf(file.symbols[*reference.symbol]))
        addSymbol(object0, *reference.symbol); // it stays undefined
    }
  }

  void listUnwinding() {
    for (const MachOUnwind &unwind : parts.unwinds)
      for (const MachOReference *reference : unwind.references)
        addReference(found[parts.atomAt(unwind.function)], *reference);
    llvm::DenseMap<uint64_t, uint32_t> personalities; // by CIE
    for (const MachOFrame &frame : parts.frames)
      if (frame.personality)
        personalities[frame.begin] = *frame.personality;
    for (const MachOFrame &frame : parts.frames) {
      if (!frame.function)
        continue;
      FoundSection &from = found[parts.atomAt(frame.function->target)];
      if (auto personality = personalities.find(frame.cie); personality != personalities.end())
        addSymbol(from, personality->second);
      if (frame.exceptions)
        addPlace(from, frame.exceptions->target);
    }
  }

  static constexpr uint32_t none = UINT32_MAX;
  const MachOParts &parts;
  const MachOFile &file;
  const Object &object;
  ObjectSections &sections;
  SectionSums sums;
  std::vector<FoundSection> found; ///< by number
  FoundSection object0;            ///< what the object itself refers to
  std::vector<uint32_t> numbers;   ///< by index in the symbol table
  llvm::DenseSet<uint32_t> retained;
};

} // namespace

static Error countBytes(StringRef bytes, ObjectSections &sections) {
  auto file = llvm::object::ObjectFile::createMachOObjectFile(llvm::MemoryBufferRef(bytes, ""));
  if (!file)
    return file.takeError();
  SectionSums sums;
  for (const llvm::object::SectionRef &section : (*file)->sections()) {
    llvm::object::DataRefImpl place = section.getRawDataRefImpl();
    uint32_t flags =
        (*file)->is64Bit() ? (*file)->getSection64(place).flags : (*file)->getSection(place).flags;
    llvm::ArrayRef<char> field = (*file)->getSectionRawName(place);
    StringRef name(field.data(), field.size());
    sums.count(
        kindOf((*file)->getSectionFinalSegmentName(place), name.take_front(name.find('\0')), flags),
        section.getSize());
  }
  sums.finish(sections);
  return Error::success();
}

Error listMachOSections(StringRef bytes, const Object &object, ObjectSections &sections) {
  MachOParts parts;
  Error error = parts.read(bytes);
  if (!error)
    error = MachOAtomLister(parts, object, sections).run();
  if (!error)
    return Error::success();
  llvm::consumeError(std::move(error));
  sections = {};
  return countBytes(bytes, sections);
}

} // namespace armeld
