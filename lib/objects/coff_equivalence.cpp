// The equivalence digest of COFF objects.
//
// It ignores three things that no linker copies to the image: the header's TimeDateStamp; the .file
// records of the symbol table, which name the source file for debuggers; and a .debug$T section
// that holds a build record and nothing else. The build record tells debuggers the source file, the
// folder and the command line. (rustc's allocator shims differ in just these three.) A linker that
// writes a PDB copies the build record there. A .debug$T section that holds types too counts as a
// whole, because types may refer to the same strings as the build record. Symbols are numbered as
// if there were no .file records: in relocations, in auxiliary records, and in the sections that
// list symbols by index (.llvm_addrsig, .llvm.call-graph-profile, .sxdata, .gfids$y and others).
// File offsets do not count, and names count by their text, not by their offset in the string
// table. Everything else counts, in file order: machine, characteristics; each section's name,
// sizes, characteristics, content, relocations and line numbers; each symbol's name, value,
// section, type, storage class and auxiliary records.
//
// Hashing all of this again would double the cost of a scan. Therefore an object over 64 KiB (but
// for one whose .debug$T is ignored) is digested as it lies in the file, without the time stamp and
// the content of the .file records: the parts of the content's own digest can be used for that.
// For such objects all offsets count, so two of them are equal only if the names of their source
// files take the same number of records.
#include "base/digest.h"
#include "objects/coff_file.h"
#include "objects/inspect.h"

#include "llvm/DebugInfo/CodeView/CodeView.h"

namespace armeld {

namespace COFF = llvm::COFF;
using llvm::object::coff_relocation;
using llvm::object::coff_section;
namespace endian = llvm::support::endian;

namespace {

/// Whether CodeView type information has a build record (LF_BUILDINFO) and the strings that it
/// refers to, and nothing else. Source: LLVM's llvm/DebugInfo/CodeView/CodeView.h and its
/// documentation "CodeView Type Records": a signature, then records of a 16-bit length, which
/// does not count itself, and a 16-bit kind.
bool isBuildRecord(StringRef types) {
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

class EquivalenceDigester {
public:
  EquivalenceDigester(const CoffFile &file, llvm::ArrayRef<PartDigest> parts)
      : file(file), parts(parts) {}

  Expected<Digest> run() {
    bool isInPlace = canBeDigestedInPlace();
    Digester digester;
    digester.text("armeld COFF equivalence 3");
    digester.number(isInPlace);
    if (Error error = isInPlace ? digestInPlace(digester) : digestByMeaning(digester))
      return error;
    return digester.finishPadded();
  }

private:
  static bool isBuildRecord(const CoffSection &section) {
    return section.name == ".debug$T" && section.relocations.empty() &&
           !(section.header->Characteristics & COFF::IMAGE_SCN_LNK_COMDAT) &&
           armeld::isBuildRecord(section.content);
  }

  bool canBeDigestedInPlace() const {
    constexpr size_t large = 65536;
    if (file.bytes.size() <= large)
      return false;
    // What is ignored must not be part of something else that counts.
    auto isAside = [&](uint64_t offset, uint64_t size) {
      return size == 0 || (offset >= file.headerBytes && offset + size <= file.symbolTableOffset);
    };
    return file.symbolTableOffset >= file.headerBytes &&
           llvm::all_of(file.sections, [&](const CoffSection &section) {
             const coff_section &header = *section.header;
             return !isBuildRecord(section) &&
                    isAside(header.PointerToRawData, section.content.size()) &&
                    isAside(header.PointerToRelocations,
                            section.relocations.size() * sizeof(coff_relocation)) &&
                    isAside(header.PointerToLinenumbers, header.NumberOfLinenumbers * 6);
           });
  }

  Error digestInPlace(Digester &digester) {
    std::string header = file.bytes.take_front(file.headerBytes).str();
    endian::write32le(header.data() + file.timeStampOffset, 0);
    digester.bytes(header);
    digester.place(file.bytes, file.headerBytes, file.symbolTableOffset, parts);
    // The names of source files are in the table itself.
    uint64_t next = file.symbolTableOffset;
    Error error = file.forEachSymbol([&](uint32_t index, const CoffSymbol &symbol) {
      if (symbol.isSourceFile()) {
        uint64_t auxiliary = file.symbolTableOffset + (index + 1) * file.symbolBytes;
        digester.bytes(file.bytes.slice(next, auxiliary));
        next = auxiliary + symbol.auxiliary.size();
      }
      return Error::success();
    });
    digester.bytes(file.bytes.substr(next));
    return error;
  }

  Error digestByMeaning(Digester &digester) {
    numberRecords();
    for (uint64_t field : {uint64_t(file.isBig), uint64_t(file.machine),
                           uint64_t(file.characteristics), uint64_t(file.sectionCount)})
      digester.number(field);
    for (const CoffSection &section : file.sections)
      if (Error error = digestSection(digester, section))
        return error;
    return file.forEachSymbol(
        [&](uint32_t, const CoffSymbol &symbol) { return digestSymbol(digester, symbol); });
  }

  Error digestSection(Digester &digester, const CoffSection &section) {
    const coff_section &header = *section.header;
    digester.text(section.name);
    for (uint64_t field : {uint64_t(header.VirtualSize), uint64_t(header.VirtualAddress),
                           isBuildRecord(section) ? 0 : uint64_t(header.SizeOfRawData),
                           uint64_t(header.Characteristics), uint64_t(section.relocations.size()),
                           uint64_t(header.NumberOfLinenumbers)})
      digester.number(field);
    if (isBuildRecord(section))
      digester.text("build record");
    else if (Error error = digestContent(digester, section))
      return at("section '" + shown(section.name) + "'", std::move(error));
    digestRelocations(digester, section.relocations);
    if (header.NumberOfLinenumbers == 0)
      return Error::success();
    Expected<StringRef> lines = file.slice(
        header.PointerToLinenumbers, uint64_t(header.NumberOfLinenumbers) * 6, "line numbers");
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

  Error digestContent(Digester &digester, const CoffSection &section) {
    StringRef name = section.name;
    if (name == ".llvm_addrsig")
      return digestSymbolIndices(digester, section.content,
                                 [&](uint32_t index) { return renumbered(index); });
    // Pairs of symbols, and how often one calls the other (LLVM Extensions,
    // "SHT_LLVM_CALL_GRAPH").
    if (name == ".llvm.call-graph-profile")
      return digestIndices(digester, section.content, {true, true, false, false});
    // Lists of symbol indices for SafeSEH and Control Flow Guard.
    if (name == ".sxdata" || name.starts_with(".gfids$") || name.starts_with(".giats$") ||
        name.starts_with(".gljmp$") || name.starts_with(".gehcont$"))
      return digestIndices(digester, section.content, {true});
    digester.bytes(section.content);
    return Error::success();
  }

  /// Words of 4 bytes. `isIndex`, which is repeated, says which of them are symbol indices.
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

  Error digestSymbol(Digester &digester, const CoffSymbol &symbol) {
    if (symbol.isSourceFile())
      return Error::success();
    Expected<StringRef> name = file.nameOf(symbol);
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
    // The section's length and checksum follow from the build record, which is ignored.
    if (symbol.isSectionDefinition() && isBuildRecord(file.sections[symbol.section - 1]))
      records.clear();
    // Auxiliary records that point to symbols: "Auxiliary Symbol Records", formats 1 to 3.
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

  /// Gives each record the index that it would have without the .file records.
  void numberRecords() {
    newIndex.assign(file.symbolCount, 0);
    uint32_t next = 0;
    bool isSourceFile = false; // of the record, or of the one before its auxiliary records
    for (uint32_t i = 0; i < file.symbolCount; ++i) {
      if (file.isRecord[i])
        isSourceFile = file.symbols[i].isSourceFile();
      newIndex[i] = next;
      next += !isSourceFile;
    }
  }

  uint32_t renumbered(uint32_t index) const {
    return index < file.symbolCount ? newIndex[index] : index;
  }

  const CoffFile &file;
  llvm::ArrayRef<PartDigest> parts; ///< of the whole file
  std::vector<uint32_t> newIndex;   ///< by record
};

} // namespace

Expected<Digest> coffEquivalence(const CoffFile &file, llvm::ArrayRef<PartDigest> parts) {
  return EquivalenceDigester(file, parts).run();
}

} // namespace armeld
