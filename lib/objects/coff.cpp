// COFF relocatable objects, with 16- and 32-bit section numbers (/bigobj).
//
// Source: Microsoft, "PE Format", sections "COFF File Header (Object and Image)", "Section Table",
// "COFF Relocations", "COFF Symbol Table", "COMDAT Sections (Object Only)", "The .drectve Section";
// LLVM's llvm/Object/COFF.h for the layout of records, and lld/COFF/InputFiles.cpp for what a
// linker makes of them. Records are read here and not through COFFObjectFile, which trusts indices
// and counts that a broken file may hold.
//
// The equivalence digest of a COFF object leaves out three things that no linker reads into the
// image it writes: the header's TimeDateStamp; the .file records of the symbol table, which name
// the source file for debuggers; and a .debug$T section that has nothing but a build record in it,
// which says for the same readers from which source file, in which folder and by which command the
// object was compiled. (rustc's allocator shims differ in just these.) A linker that writes a PDB
// copies the build record there. Where a .debug$T section has types too, all of it counts, because
// types may refer to what the build record does. Symbols count as if the .file records were not
// there: in relocations, in auxiliary records, and in the sections that list symbols by index
// (.llvm_addrsig, .llvm.call-graph-profile, .sxdata, .gfids$y and their like). File offsets are
// where bytes happen to stand, and names count by their text, not by their place in the string
// table. All else counts in the order in which it stands: machine, characteristics; each section's
// name, sizes, characteristics, content, relocations and line numbers; each symbol's name, value,
// section, type, storage class and auxiliary records.
//
// Hashing all that once more would double the cost of a scan. So of objects over 64 KiB, but for
// those with a .debug$T that is left out, the digest takes the file as it lies, which the parts of
// the content's own digest stand for already, without the time stamp and what the .file records
// hold. Of these objects all places count: equal are those whose source file's name takes as many
// records.
//
// Weak externals are all the weakness that COFF has: a symbol and a default that it falls back to.
// How far a linker looks before it falls back is in the characteristics. A library is searched for
// SEARCH_LIBRARY, as for any reference, and not for SEARCH_NOLIBRARY. SEARCH_ALIAS defines the
// symbol, weakly (LLVM writes it for weak definitions and for weak references alike); what defines
// it elsewhere takes its place if something brings that in. ANTI_DEPENDENCY is ARM64EC's: a call of
// f is written as one of f that falls back to #f, and one of #f that falls back to a thunk. Those
// are references, but for the plain name of a function that the object itself defines as #f.
#include "base/digest.h"
#include "base/names.h"
#include "documents/import_tables.h"
#include "objects/inspect.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/DebugInfo/CodeView/CodeView.h"
#include "llvm/IR/Mangler.h"
#include "llvm/Object/COFF.h"

namespace armeld {

namespace COFF = llvm::COFF;
using llvm::object::coff_aux_section_definition;
using llvm::object::coff_aux_weak_external;
using llvm::object::coff_relocation;
using llvm::object::coff_section;
namespace endian = llvm::support::endian;

std::string coffMachineName(uint16_t machine) {
  switch (machine) {
  case COFF::IMAGE_FILE_MACHINE_AMD64:
    return "x86_64";
  case COFF::IMAGE_FILE_MACHINE_I386:
    return "i386";
  case COFF::IMAGE_FILE_MACHINE_ARMNT:
    return "thumb";
  case COFF::IMAGE_FILE_MACHINE_ARM64:
    return "aarch64";
  case COFF::IMAGE_FILE_MACHINE_ARM64EC:
    return "arm64ec";
  case COFF::IMAGE_FILE_MACHINE_ARM64X:
    return "arm64x";
  default:
    return ("coff machine " + Twine(machine)).str();
  }
}

namespace {

/// One record of the symbol table, as both widths of it say the same.
struct Symbol {
  StringRef nameField; ///< 8 bytes: the name, or where it stands in the string table
  uint32_t value = 0;
  int32_t section = 0; ///< from 1; 0 and below are no sections
  uint16_t type = 0;
  uint8_t storageClass = 0;
  uint8_t auxiliaries = 0;
  StringRef auxiliary; ///< the records that follow

  bool isExternal() const { return storageClass == COFF::IMAGE_SYM_CLASS_EXTERNAL; }
  bool isWeakExternal() const {
    return storageClass == COFF::IMAGE_SYM_CLASS_WEAK_EXTERNAL && auxiliaries > 0;
  }
  bool isSourceFile() const { return storageClass == COFF::IMAGE_SYM_CLASS_FILE; }
  bool isSectionDefinition() const {
    return storageClass == COFF::IMAGE_SYM_CLASS_STATIC && auxiliaries > 0 && section > 0;
  }
  template <class T> const T *record() const {
    return reinterpret_cast<const T *>(auxiliary.data());
  }
};

/// What is known of a section besides its header.
struct Section {
  const coff_section *header = nullptr;
  StringRef name;
  StringRef content; ///< empty where it takes no room in the file
  bool isBuildRecord = false;
  llvm::ArrayRef<coff_relocation> relocations;
  uint8_t selection = 0;         ///< of a COMDAT
  uint32_t parent = 0;           ///< of an associative COMDAT: the section it lives and dies with
  std::optional<size_t> leader;  ///< the symbol that names the COMDAT
  std::vector<uint32_t> members; ///< of a COMDAT that has a leader: itself, and what goes with it
  std::optional<Digest> group;   ///< what the linker keeps or leaves as one
};

class CoffInspector {
public:
  CoffInspector(StringRef bytes, llvm::ArrayRef<PartDigest> parts, Object &object)
      : bytes(bytes), parts(parts), object(object) {}

  Error inspect() {
    for (auto step :
         {&CoffInspector::readHeader, &CoffInspector::readSections, &CoffInspector::readSymbols,
          &CoffInspector::readComdats, &CoffInspector::listSymbols, &CoffInspector::readDirectives,
          &CoffInspector::listImportParts, &CoffInspector::computeEquivalence})
      if (Error error = (this->*step)())
        return error;
    return Error::success();
  }

private:
  /// `size` bytes from `offset` on, or an error that calls them `what`.
  Expected<StringRef> slice(uint64_t offset, uint64_t size, const Twine &what) const {
    if (offset > bytes.size() || size > bytes.size() - offset)
      return failure(what + " runs past the end of the file");
    return bytes.substr(offset, size);
  }

  Error readHeader() {
    using Small = llvm::object::coff_file_header;
    using Big = llvm::object::coff_bigobj_file_header;
    if (bytes.size() < sizeof(Small))
      return failure("is shorter than a COFF header");
    const auto *small = reinterpret_cast<const Small *>(bytes.data());
    isBig = small->Machine == COFF::IMAGE_FILE_MACHINE_UNKNOWN && small->NumberOfSections == 0xffff;
    if (isBig) {
      if (bytes.size() < sizeof(Big))
        return failure("is shorter than a COFF header");
      const auto *big = reinterpret_cast<const Big *>(bytes.data());
      machine = big->Machine;
      sectionCount = big->NumberOfSections;
      symbolTableOffset = big->PointerToSymbolTable;
      symbolCount = big->NumberOfSymbols;
      headerBytes = sizeof(Big);
      timeStampOffset = offsetof(Big, TimeDateStamp);
      symbolBytes = sizeof(llvm::object::coff_symbol32);
    } else {
      machine = small->Machine;
      sectionCount = small->NumberOfSections;
      symbolTableOffset = small->PointerToSymbolTable;
      symbolCount = small->NumberOfSymbols;
      characteristics = small->Characteristics;
      headerBytes = sizeof(Small) + small->SizeOfOptionalHeader;
      timeStampOffset = offsetof(Small, TimeDateStamp);
      symbolBytes = sizeof(llvm::object::coff_symbol16);
    }
    object.machine = keep(coffMachineName(machine));
    Expected<StringRef> table =
        slice(headerBytes, uint64_t(sectionCount) * sizeof(coff_section), "the section table");
    if (!table)
      return table.takeError();
    const auto *headers = reinterpret_cast<const coff_section *>(table->data());
    sections.resize(sectionCount);
    for (uint32_t i = 0; i < sectionCount; ++i)
      sections[i].header = headers + i;
    if (symbolTableOffset == 0) {
      symbolCount = 0;
      return Error::success();
    }
    uint64_t tableBytes = uint64_t(symbolCount) * symbolBytes;
    Expected<StringRef> records = slice(symbolTableOffset, tableBytes, "the symbol table");
    if (!records)
      return records.takeError();
    symbolTable = *records;
    // The string table stands behind the symbol table, its size, which counts itself, in front.
    StringRef rest = bytes.drop_front(symbolTableOffset + tableBytes);
    if (rest.size() < 4)
      return Error::success(); // then no name can need it
    uint64_t stringBytes = std::max<uint32_t>(4, endian::read32le(rest.data()));
    if (stringBytes > rest.size())
      return failure("the string table runs past the end of the file");
    strings = rest.take_front(stringBytes);
    return Error::success();
  }

  Expected<StringRef> stringAt(uint64_t offset) const {
    if (offset < 4 || offset >= strings.size())
      return failure("a name stands outside of the string table");
    StringRef from = strings.drop_front(offset);
    size_t end = from.find('\0');
    if (end == StringRef::npos)
      return failure("a name runs past the end of the string table");
    return from.take_front(end);
  }

  static StringRef upToNul(StringRef field) { return field.take_front(field.find('\0')); }

  Expected<StringRef> sectionName(const coff_section &header) const {
    StringRef name = upToNul({header.Name, COFF::NameSize});
    if (!name.consume_front("/"))
      return name;
    uint64_t offset = 0;
    if (name.consume_front("/")) {
      // "//" and six digits to the base 64, for tables that decimal digits do not reach into.
      for (char digit : name) {
        static constexpr StringRef digits =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        size_t value = digits.find(digit);
        if (value == StringRef::npos)
          return failure("a section's name has no place in the string table");
        offset = offset * 64 + value;
      }
    } else if (name.getAsInteger(10, offset)) {
      return failure("a section's name has no place in the string table");
    }
    return stringAt(offset);
  }

  Error readSections() {
    for (uint32_t i = 0; i < sectionCount; ++i) {
      Section &section = sections[i];
      const coff_section &header = *section.header;
      Expected<StringRef> name = sectionName(header);
      if (!name)
        return name.takeError();
      section.name = *name;
      if (!(header.Characteristics & COFF::IMAGE_SCN_CNT_UNINITIALIZED_DATA) &&
          header.PointerToRawData) {
        Expected<StringRef> content =
            slice(header.PointerToRawData, header.SizeOfRawData, "section " + Twine(i + 1));
        if (!content)
          return content.takeError();
        section.content = *content;
      }
      if (Error error = readRelocations(section))
        return at("section " + Twine(i + 1), std::move(error));
      section.isBuildRecord = section.name == ".debug$T" && section.relocations.empty() &&
                              !(header.Characteristics & COFF::IMAGE_SCN_LNK_COMDAT) &&
                              isBuildRecord(section.content);
      bool isEmpty = header.SizeOfRawData == 0;
      object.has_debug_info |=
          !isEmpty && (*name == ".debug$S" || *name == ".debug$T" || *name == ".debug_info");
      object.has_bitcode |= *name == ".llvmbc" || *name == ".llvm.lto";
      // The linker sorts such sections by name; what has one name runs in link order. MinGW's
      // constructors go by the names that they have in ELF.
      if (!isEmpty && (name->starts_with(".CRT$X") || isOrPriorityOf(".ctors", *name) ||
                       isOrPriorityOf(".dtors", *name)))
        object.initialisers.push_back(keep(*name));
    }
    llvm::sort(object.initialisers);
    object.initialisers.erase(std::unique(object.initialisers.begin(), object.initialisers.end()),
                              object.initialisers.end());
    return Error::success();
  }

  /// Whether CodeView type information has a build record (LF_BUILDINFO) and the strings that it
  /// refers to, and nothing else. Source: LLVM's llvm/DebugInfo/CodeView/CodeView.h and its
  /// documentation "CodeView Type Records": a signature, then records of a 16-bit length, which
  /// does not count itself, and a 16-bit kind.
  static bool isBuildRecord(StringRef types) {
    if (types.size() < 4 || endian::read32le(types.data()) != COFF::DEBUG_SECTION_MAGIC)
      return false;
    types = types.drop_front(4);
    bool found = false;
    while (types.size() >= 4) {
      uint64_t recordBytes = 2 + uint64_t(endian::read16le(types.data()));
      uint16_t kind = endian::read16le(types.data() + 2);
      if (recordBytes < 4 || recordBytes > types.size() ||
          (kind != llvm::codeview::LF_STRING_ID && kind != llvm::codeview::LF_BUILDINFO))
        return false;
      found |= kind == llvm::codeview::LF_BUILDINFO;
      types = types.drop_front(recordBytes);
    }
    return found && types.empty();
  }

  static bool isOrPriorityOf(StringRef base, StringRef name) {
    return name.consume_front(base) && (name.empty() || name.front() == '.');
  }

  Error readRelocations(Section &section) const {
    const coff_section &header = *section.header;
    uint64_t count = header.NumberOfRelocations;
    if (count == 0)
      return Error::success();
    Expected<StringRef> table =
        slice(header.PointerToRelocations, count * sizeof(coff_relocation), "its relocations");
    if (!table)
      return table.takeError();
    size_t first = 0;
    if (header.hasExtendedRelocations()) {
      // More than 16 bits can say: the first record bears the count, itself included.
      count = reinterpret_cast<const coff_relocation *>(table->data())->VirtualAddress;
      first = 1;
      if (count == 0)
        return failure("its relocations are too few");
      table =
          slice(header.PointerToRelocations, count * sizeof(coff_relocation), "its relocations");
      if (!table)
        return table.takeError();
    }
    const auto *relocations = reinterpret_cast<const coff_relocation *>(table->data());
    section.relocations = {relocations + first, relocations + count};
    return Error::success();
  }

  Symbol recordAt(size_t index) const {
    StringRef record = symbolTable.substr(index * symbolBytes, symbolBytes);
    Symbol symbol;
    symbol.nameField = record.take_front(COFF::NameSize);
    auto read = [&](const auto &from) {
      symbol.value = from.Value;
      symbol.type = from.Type;
      symbol.storageClass = from.StorageClass;
      symbol.auxiliaries = from.NumberOfAuxSymbols;
    };
    if (isBig) {
      const auto &from = *reinterpret_cast<const llvm::object::coff_symbol32 *>(record.data());
      read(from);
      symbol.section = int32_t(from.SectionNumber);
    } else {
      const auto &from = *reinterpret_cast<const llvm::object::coff_symbol16 *>(record.data());
      read(from);
      // Section numbers up to 0xfeff are numbers; above they are negative.
      uint16_t number = from.SectionNumber;
      symbol.section = number <= COFF::MaxNumberOfSections16 ? number : int16_t(number);
    }
    return symbol;
  }

  Error readSymbols() {
    symbols.resize(symbolCount);
    isRecord.assign(symbolCount, false);
    newIndex.assign(symbolCount, 0);
    uint32_t next = 0;
    for (uint32_t i = 0; i < symbolCount; ++i) {
      Symbol symbol = recordAt(i);
      if (symbol.auxiliaries >= symbolCount - i)
        return failure("symbol " + Twine(i) + "'s auxiliary records run past the symbol table");
      if (symbol.section > 0 && uint32_t(symbol.section) > sectionCount)
        return failure("symbol " + Twine(i) + " is in section " + Twine(symbol.section) + " of " +
                       Twine(sectionCount));
      symbol.auxiliary =
          symbolTable.substr((i + 1) * symbolBytes, symbol.auxiliaries * symbolBytes);
      for (uint32_t record = 0; record <= symbol.auxiliaries; ++record) {
        newIndex[i + record] = next;
        next += !symbol.isSourceFile();
      }
      symbols[i] = symbol;
      isRecord[i] = true;
      i += symbol.auxiliaries;
    }
    return Error::success();
  }

  Expected<StringRef> nameOf(const Symbol &symbol) const {
    if (endian::read32le(symbol.nameField.data()) == 0)
      return stringAt(endian::read32le(symbol.nameField.data() + 4));
    return upToNul(symbol.nameField);
  }

  template <class Body> Error forEachSymbol(Body body) {
    for (uint32_t i = 0; i < symbolCount; ++i)
      if (isRecord[i])
        if (Error error = body(i, symbols[i]))
          return error;
    return Error::success();
  }

  // ---- COMDATs ----

  Error readComdats() {
    // The section's definition comes first; the next symbol of that section names the COMDAT.
    Error error = forEachSymbol([&](uint32_t i, const Symbol &symbol) -> Error {
      if (symbol.section <= 0)
        return Error::success();
      Section &section = sections[symbol.section - 1];
      if (!(section.header->Characteristics & COFF::IMAGE_SCN_LNK_COMDAT))
        return Error::success();
      if (symbol.isSectionDefinition() && section.selection == 0) {
        const auto *definition = symbol.record<coff_aux_section_definition>();
        section.selection = definition->Selection;
        if (section.selection == COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE)
          section.parent = uint32_t(definition->getNumber(isBig));
      } else if (section.selection != 0 && !section.leader) {
        section.leader = i;
      }
      return Error::success();
    });
    if (error)
      return error;
    for (uint32_t i = 0; i < sectionCount; ++i)
      if (sections[i].selection != 0)
        if (std::optional<uint32_t> root = rootOf(i))
          sections[*root].members.push_back(i);
    std::vector<std::vector<size_t>> globals(sectionCount);
    error = forEachSymbol([&](uint32_t i, const Symbol &symbol) -> Error {
      if (symbol.section > 0 && symbol.isExternal())
        globals[symbol.section - 1].push_back(i);
      return Error::success();
    });
    if (error)
      return error;
    for (Section &section : sections)
      if (!section.members.empty() && section.selection != COFF::IMAGE_COMDAT_SELECT_NODUPLICATES)
        if (Error fault = digestGroup(section, globals))
          return fault;
    return Error::success();
  }

  /// The section that decides about section `index`: itself, or the one it is associated with, from
  /// one to the next. None if that leads in a circle, out of the file, or too far to be meant.
  std::optional<uint32_t> rootOf(uint32_t index) const {
    for (int steps = 0; steps < 100; ++steps) {
      const Section &section = sections[index];
      if (section.selection != COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE)
        return index;
      if (section.parent == 0 || section.parent > sectionCount)
        return std::nullopt;
      index = section.parent - 1;
    }
    return std::nullopt;
  }

  /// Equal digests say that it makes no difference which of two COMDATs of a name the linker keeps.
  /// A group is what its sections hold (but for debug info, which goes with the code that is kept),
  /// the symbols that they define, and what their relocations point to: an external symbol by its
  /// name, a place in the group by its place. A relocation to something local outside of the group
  /// has no name that means the same elsewhere; such a group is like no other.
  Error digestGroup(Section &root, llvm::ArrayRef<std::vector<size_t>> globals) {
    Digester digester;
    digester.number(root.selection);
    for (uint32_t place = 0; place < root.members.size(); ++place) {
      const Section &section = sections[root.members[place]];
      if (section.name.starts_with(".debug"))
        continue;
      digester.text(section.name);
      digester.number(section.header->Characteristics);
      digester.number(section.header->SizeOfRawData);
      digester.bytes(section.content);
      digester.number(section.relocations.size());
      for (const coff_relocation &relocation : section.relocations) {
        uint32_t index = relocation.SymbolTableIndex;
        if (index >= symbolCount || !isRecord[index])
          return Error::success();
        digester.number(relocation.VirtualAddress);
        digester.number(relocation.Type);
        const Symbol &symbol = symbols[index];
        if (symbol.isExternal() || symbol.isWeakExternal()) {
          Expected<StringRef> name = nameOf(symbol);
          if (!name)
            return name.takeError();
          digester.text(*name);
          continue;
        }
        auto member = llvm::find(root.members, uint32_t(symbol.section - 1));
        if (member == root.members.end())
          return Error::success();
        digester.number(uint64_t(member - root.members.begin()));
        digester.number(symbol.value);
      }
      for (size_t index : globals[root.members[place]]) {
        Expected<StringRef> name = nameOf(symbols[index]);
        if (!name)
          return name.takeError();
        digester.text(*name);
        digester.number(symbols[index].value);
      }
    }
    root.group = digester.finishPadded();
    return Error::success();
  }

  static std::optional<Comdat> comdatOf(uint8_t selection) {
    switch (selection) {
    case COFF::IMAGE_COMDAT_SELECT_NODUPLICATES:
      return Comdat::noduplicates;
    case COFF::IMAGE_COMDAT_SELECT_ANY:
      return Comdat::any;
    case COFF::IMAGE_COMDAT_SELECT_SAME_SIZE:
      return Comdat::samesize;
    case COFF::IMAGE_COMDAT_SELECT_EXACT_MATCH:
      return Comdat::exactmatch;
    case COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE:
      return Comdat::associative;
    case COFF::IMAGE_COMDAT_SELECT_LARGEST:
      return Comdat::largest;
    case COFF::IMAGE_COMDAT_SELECT_NEWEST:
      return Comdat::newest;
    default:
      return std::nullopt;
    }
  }

  // ---- symbols ----

  Error listSymbols() {
    return forEachSymbol([&](uint32_t, const Symbol &symbol) -> Error {
      if (!symbol.isExternal() && !symbol.isWeakExternal())
        return Error::success();
      Expected<StringRef> name = nameOf(symbol);
      if (!name)
        return name.takeError();
      if (symbol.isWeakExternal())
        return listWeakExternal(symbol, *name);
      if (symbol.section == COFF::IMAGE_SYM_UNDEFINED && symbol.value == 0)
        object.references.push_back(keep(*name));
      // C++/CLI's "appdomain" globals are absolute and have a section definition; they are no
      // symbols for anybody else.
      else if (symbol.section != COFF::IMAGE_SYM_ABSOLUTE || symbol.auxiliaries == 0)
        listDefinition(symbol, *name);
      return Error::success();
    });
  }

  Error listWeakExternal(const Symbol &symbol, StringRef name) {
    const auto &record = *symbol.record<coff_aux_weak_external>();
    Name kept = keep(name);
    switch (record.Characteristics) {
    case COFF::IMAGE_WEAK_EXTERN_SEARCH_LIBRARY:
      object.references.push_back(kept);
      return Error::success();
    case COFF::IMAGE_WEAK_EXTERN_ANTI_DEPENDENCY: {
      Expected<bool> isOwn = isPlainNameOfOwn(name, record.TagIndex);
      if (!isOwn)
        return isOwn.takeError();
      if (!*isOwn)
        object.references.push_back(kept);
      return Error::success();
    }
    case COFF::IMAGE_WEAK_EXTERN_SEARCH_ALIAS: {
      Definition &definition = object.defines.emplace_back();
      definition.name = kept;
      definition.binding = Binding::weak;
      [[fallthrough]];
    }
    default:
      object.weak_references.push_back(kept);
      return Error::success();
    }
  }

  /// Whether `name` falls back to a function that this object defines under the name that ARM64EC
  /// gives to `name`.
  Expected<bool> isPlainNameOfOwn(StringRef name, uint32_t index) const {
    if (index >= symbolCount || !isRecord[index] || symbols[index].section <= 0)
      return false;
    Expected<StringRef> target = nameOf(symbols[index]);
    if (!target)
      return target.takeError();
    return !target->empty() && llvm::getArm64ECDemangledFunctionName(*target) == name.str();
  }

  void listDefinition(const Symbol &symbol, StringRef name) {
    Definition &definition = object.defines.emplace_back();
    definition.name = keep(name);
    if (symbol.section == COFF::IMAGE_SYM_UNDEFINED)
      definition.binding = Binding::common;
    if (symbol.section <= 0)
      return;
    const Section &section = sections[symbol.section - 1];
    if (section.selection == 0)
      return;
    // What is associated with a section is treated as that one is.
    std::optional<uint32_t> root = rootOf(uint32_t(symbol.section) - 1);
    definition.comdat = comdatOf(root ? sections[*root].selection : section.selection);
    if (root)
      definition.content = sections[*root].group;
  }

  // ---- .drectve ----

  /// Options for the linker. /INCLUDE is a reference by another name, and so is the right side of
  /// /ALTERNATENAME. The others (/EXPORT, /DEFAULTLIB, /MERGE ...) do the same wherever the object
  /// comes from.
  Error readDirectives() {
    for (const Section &section : sections) {
      if (section.name != ".drectve")
        continue;
      StringRef options = section.content;
      options.consume_front("\xef\xbb\xbf");
      while (!options.empty()) {
        std::string option = nextOption(options);
        StringRef text = option;
        if (!text.consume_front("/") && !text.consume_front("-"))
          continue;
        auto [name, value] = text.split(':');
        if (name.equals_insensitive("include") && !value.empty())
          object.references.push_back(keep(value));
        else if (name.equals_insensitive("alternatename"))
          if (StringRef target = value.split('=').second; !target.empty())
            object.references.push_back(keep(target));
      }
    }
    return Error::success();
  }

  /// The text up to the next blank outside of quotes, the quotes left out.
  static std::string nextOption(StringRef &options) {
    options = options.ltrim(StringRef(" \t\r\n\0", 5));
    std::string option;
    bool quoted = false;
    size_t at = 0;
    for (; at < options.size(); ++at) {
      char c = options[at];
      if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'))
        break;
      else
        option += c;
    }
    options = options.drop_front(at);
    return option;
  }

  // ---- import tables ----

  /// Import libraries of the long form, as GNU dlltool makes them, build a DLL's import table out
  /// of ordinary objects: a head, an entry for each function, and a tail that ends the table. Their
  /// .idata$N sections must come to lie next to each other in that order. The head defines
  /// _head_TABLE and needs TABLE_iname, which the tail defines; an entry needs _head_TABLE. The
  /// tail's .idata$7 is the DLL's name.
  ///
  /// Of the three objects that go with short import objects, the descriptor is the table's head and
  /// the null thunk its tail. The null descriptor ends the list of tables, and is part of none.
  Error listImportParts() {
    bool hasTable = llvm::any_of(
        sections, [](const Section &section) { return section.name.starts_with(".idata$"); });
    if (!hasTable)
      return Error::success();
    for (const Definition &definition : object.defines) {
      if (!isImportCompanion(definition.name))
        continue;
      StringRef dll = definition.name;
      if (dll.consume_front("__IMPORT_DESCRIPTOR_") ||
          (dll.consume_front("\x7f") && dll.consume_back("_NULL_THUNK_DATA")))
        object.import_parts.push_back(dll);
      if (isImportTail(object))
        object.import_dll = dll;
      return Error::success();
    }
    std::optional<std::string> table;
    for (const Definition &definition : object.defines)
      if (!table)
        table = tableNamedBy(definition.name);
    for (Name reference : object.references)
      if (!table)
        table = tableNamedBy(reference);
    object.import_parts.push_back(keep(table.value_or("unknown DLL")));
    if (isImportTail(object))
      for (const Section &section : sections)
        if (section.name == ".idata$7")
          object.import_dll = keep(upToNul(section.content));
    return Error::success();
  }

  static std::optional<std::string> tableNamedBy(StringRef symbol) {
    // How many underscores stand in front depends on the machine and on the tool.
    StringRef name = symbol.ltrim('_');
    if (!name.consume_front("head_") && !name.consume_back("_iname"))
      return std::nullopt;
    return name.ltrim('_').str();
  }

  // ---- equivalence ----

  uint32_t renumbered(uint32_t index) const {
    return index < symbolCount ? newIndex[index] : index;
  }

  Error computeEquivalence() {
    bool isInPlace = canBeDigestedInPlace();
    Digester digester;
    digester.text("armeld COFF equivalence 3");
    digester.number(isInPlace);
    if (Error error = isInPlace ? digestInPlace(digester) : digestByMeaning(digester))
      return error;
    object.equivalence = digester.finishPadded();
    return Error::success();
  }

  bool canBeDigestedInPlace() const {
    constexpr size_t large = 65536;
    if (bytes.size() <= large)
      return false;
    // What is left out may not be part of something else that counts.
    auto isAside = [&](uint64_t offset, uint64_t size) {
      return size == 0 || (offset >= headerBytes && offset + size <= symbolTableOffset);
    };
    return symbolTableOffset >= headerBytes && llvm::all_of(sections, [&](const Section &section) {
             const coff_section &header = *section.header;
             return !section.isBuildRecord &&
                    isAside(header.PointerToRawData, section.content.size()) &&
                    isAside(header.PointerToRelocations,
                            section.relocations.size() * sizeof(coff_relocation)) &&
                    isAside(header.PointerToLinenumbers, header.NumberOfLinenumbers * 6);
           });
  }

  Error digestInPlace(Digester &digester) {
    std::string header = bytes.take_front(headerBytes).str();
    endian::write32le(header.data() + timeStampOffset, 0);
    digester.bytes(header);
    digester.place(bytes, headerBytes, symbolTableOffset, parts);
    // The names of source files lie in the table itself.
    uint64_t next = symbolTableOffset;
    Error error = forEachSymbol([&](uint32_t index, const Symbol &symbol) {
      if (symbol.isSourceFile()) {
        uint64_t auxiliary = symbolTableOffset + (index + 1) * symbolBytes;
        digester.bytes(bytes.slice(next, auxiliary));
        next = auxiliary + symbol.auxiliary.size();
      }
      return Error::success();
    });
    digester.bytes(bytes.substr(next));
    return error;
  }

  Error digestByMeaning(Digester &digester) {
    for (uint64_t field :
         {uint64_t(isBig), uint64_t(machine), uint64_t(characteristics), uint64_t(sectionCount)})
      digester.number(field);
    for (const Section &section : sections)
      if (Error error = digestSection(digester, section))
        return error;
    return forEachSymbol(
        [&](uint32_t, const Symbol &symbol) { return digestSymbol(digester, symbol); });
  }

  Error digestSection(Digester &digester, const Section &section) {
    const coff_section &header = *section.header;
    digester.text(section.name);
    for (uint64_t field : {uint64_t(header.VirtualSize), uint64_t(header.VirtualAddress),
                           section.isBuildRecord ? 0 : uint64_t(header.SizeOfRawData),
                           uint64_t(header.Characteristics), uint64_t(section.relocations.size()),
                           uint64_t(header.NumberOfLinenumbers)})
      digester.number(field);
    if (section.isBuildRecord)
      digester.text("build record");
    else if (Error error = digestContent(digester, section))
      return at("section '" + shown(section.name) + "'", std::move(error));
    digestRelocations(digester, section.relocations);
    if (header.NumberOfLinenumbers == 0)
      return Error::success();
    Expected<StringRef> lines = slice(header.PointerToLinenumbers,
                                      uint64_t(header.NumberOfLinenumbers) * 6, "line numbers");
    if (!lines)
      return lines.takeError();
    digester.bytes(*lines);
    return Error::success();
  }

  void digestRelocations(Digester &digester, llvm::ArrayRef<coff_relocation> relocations) {
    RecordDigester<coff_relocation> records(digester);
    for (const coff_relocation &relocation : relocations)
      records.add(relocation).SymbolTableIndex = renumbered(relocation.SymbolTableIndex);
  }

  Error digestContent(Digester &digester, const Section &section) {
    StringRef name = section.name;
    if (name == ".llvm_addrsig")
      return digestSymbolIndices(digester, section.content,
                                 [&](uint32_t index) { return renumbered(index); });
    // Pairs of symbols, and how often one calls the other (LLVM Extensions, "SHT_LLVM_CALL_GRAPH").
    if (name == ".llvm.call-graph-profile")
      return digestIndices(digester, section.content, {true, true, false, false});
    // Lists of symbol indices for SafeSEH and Control Flow Guard.
    if (name == ".sxdata" || name.starts_with(".gfids$") || name.starts_with(".giats$") ||
        name.starts_with(".gljmp$") || name.starts_with(".gehcont$"))
      return digestIndices(digester, section.content, {true});
    digester.bytes(section.content);
    return Error::success();
  }

  /// Words of 4 bytes, of which those are symbol indices that `isIndex`, over and over, says.
  Error digestIndices(Digester &digester, StringRef content,
                      std::initializer_list<bool> isIndex) const {
    size_t position = 0;
    for (; content.size() >= 4; content = content.drop_front(4)) {
      uint32_t word = endian::read32le(content.data());
      digester.number(isIndex.begin()[position] ? renumbered(word) : word);
      position = (position + 1) % isIndex.size();
    }
    digester.bytes(content);
    return Error::success();
  }

  Error digestSymbol(Digester &digester, const Symbol &symbol) {
    if (symbol.isSourceFile())
      return Error::success();
    Expected<StringRef> name = nameOf(symbol);
    if (!name)
      return name.takeError();
    digester.text(*name);
    for (uint64_t field :
         {uint64_t(symbol.value), uint64_t(uint32_t(symbol.section)), uint64_t(symbol.type),
          uint64_t(symbol.storageClass), uint64_t(symbol.auxiliaries)})
      digester.number(field);
    std::string records = symbol.auxiliary.str();
    auto renumber = [&](size_t offset) {
      if (offset + 4 <= records.size())
        endian::write32le(records.data() + offset,
                          renumbered(endian::read32le(records.data() + offset)));
    };
    // The length and checksum of a build record are no more than it is.
    if (symbol.isSectionDefinition() && sections[symbol.section - 1].isBuildRecord)
      records.clear();
    // Where auxiliary records point to symbols: "Auxiliary Symbol Records", formats 1 to 3.
    if (symbol.isWeakExternal()) {
      renumber(0);
    } else if (symbol.isExternal() && symbol.auxiliaries > 0 && symbol.section > 0) {
      renumber(0);
      renumber(12);
      if (records.size() >= 12)
        endian::write32le(records.data() + 8, 0); // a file offset
    } else if (symbol.storageClass == COFF::IMAGE_SYM_CLASS_FUNCTION) {
      renumber(12);
    }
    digester.bytes(records);
    return Error::success();
  }

  StringRef bytes;
  llvm::ArrayRef<PartDigest> parts; ///< of `bytes`
  Object &object;
  bool isBig = false;
  uint64_t headerBytes = 0; ///< the optional header included
  size_t timeStampOffset = 0;
  uint16_t machine = 0;
  uint16_t characteristics = 0;
  uint32_t sectionCount = 0;
  uint32_t symbolCount = 0; ///< records, auxiliary ones included
  uint64_t symbolTableOffset = 0;
  size_t symbolBytes = 0; ///< of one record
  StringRef symbolTable;
  StringRef strings; ///< with the 4 bytes of its size in front
  std::vector<Section> sections;
  std::vector<Symbol> symbols; ///< by record; auxiliary ones are empty
  std::vector<bool> isRecord;  ///< whether it is a symbol's own record
  std::vector<uint32_t> newIndex;
};

} // namespace

Error inspectCoff(StringRef bytes, llvm::ArrayRef<PartDigest> parts, Object &object) {
  object.format = "coff";
  return CoffInspector(bytes, parts, object).inspect();
}

} // namespace armeld
