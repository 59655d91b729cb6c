// COMDATs of COFF objects: which sections belong to one, and what it holds.
//
// If two COMDATs of one name have equal digests, it makes no difference which of them the linker
// keeps. The digest covers the content of the sections (but not debug info, which goes with the
// code that is kept), the symbols that they define, and the targets of their relocations: an
// external symbol by name, a location in the group by its offset. A relocation may also refer to a
// local symbol outside of the group, which has no name in other objects; such a group is equal to
// no other.
#include "base/digest.h"
#include "objects/coff_file.h"

#include "llvm/ADT/DenseMap.h"

namespace armeld {

namespace COFF = llvm::COFF;
using llvm::object::coff_aux_section_definition;
using llvm::object::coff_relocation;

namespace {

class ComdatReader {
public:
  explicit ComdatReader(CoffFile &file) : file(file) {}

  Error run() {
    if (Error error = readSelections())
      return error;
    for (uint32_t i = 0; i < file.sectionCount; ++i)
      if (file.sections[i].selection != 0)
        if (std::optional<uint32_t> root = file.comdatRoot(i))
          file.sections[*root].members.push_back(i);
    if (Error error = listGlobals())
      return error;
    for (CoffSection &section : file.sections)
      if (!section.members.empty() && section.selection != COFF::IMAGE_COMDAT_SELECT_NODUPLICATES)
        if (Error error = digestGroup(section))
          return error;
    return Error::success();
  }

private:
  /// The section's definition comes first; the next symbol of that section names the COMDAT.
  Error readSelections() {
    return file.forEachSymbol([&](uint32_t i, const CoffSymbol &symbol) -> Error {
      if (symbol.section <= 0)
        return Error::success();
      CoffSection &section = file.sections[symbol.section - 1];
      if (!(section.header->Characteristics & COFF::IMAGE_SCN_LNK_COMDAT))
        return Error::success();
      if (symbol.isSectionDefinition() && section.selection == 0) {
        const auto *definition = symbol.record<coff_aux_section_definition>();
        section.selection = definition->Selection;
        if (section.selection == COFF::IMAGE_COMDAT_SELECT_ASSOCIATIVE)
          section.parent = uint32_t(definition->getNumber(file.isBig));
      } else if (section.selection != 0 && !section.leader) {
        section.leader = i;
      }
      return Error::success();
    });
  }

  Error listGlobals() {
    globals.resize(file.sectionCount);
    return file.forEachSymbol([&](uint32_t i, const CoffSymbol &symbol) -> Error {
      if (symbol.section > 0 && symbol.isExternal())
        globals[symbol.section - 1].push_back(i);
      return Error::success();
    });
  }

  Error digestGroup(CoffSection &root) const {
    Digester digester;
    digester.number(root.selection);
    Places places;
    for (size_t place = 0; place < root.members.size(); ++place)
      places[int64_t(root.members[place]) + 1] = place;
    for (uint32_t member : root.members) {
      const CoffSection &section = file.sections[member];
      if (section.name.starts_with(".debug"))
        continue;
      digester.text(section.name);
      digester.number(section.header->Characteristics);
      digester.number(section.header->SizeOfRawData);
      digester.bytes(section.content);
      Expected<bool> comparable = digestRelocations(digester, places, section);
      if (!comparable)
        return comparable.takeError();
      if (!*comparable)
        return Error::success();
      for (size_t index : globals[member]) {
        Expected<StringRef> name = file.nameOf(file.symbols[index]);
        if (!name)
          return name.takeError();
        digester.text(*name);
        digester.number(file.symbols[index].value);
      }
    }
    root.group = digester.finishPadded();
    return Error::success();
  }

  /// Where sections, counted from 1, stand in a group. It may have as many as the object.
  using Places = llvm::DenseMap<int64_t, size_t>;

  /// False if a relocation points to something that cannot be compared.
  Expected<bool> digestRelocations(Digester &digester, const Places &places,
                                   const CoffSection &section) const {
    digester.number(section.relocations.size());
    for (const coff_relocation &relocation : section.relocations) {
      uint32_t index = relocation.SymbolTableIndex;
      if (!file.hasSymbol(index))
        return false;
      digester.number(relocation.VirtualAddress);
      digester.number(relocation.Type);
      const CoffSymbol &symbol = file.symbols[index];
      if (symbol.isExternal() || symbol.isWeakExternal()) {
        Expected<StringRef> name = file.nameOf(symbol);
        if (!name)
          return name.takeError();
        digester.text(*name);
        continue;
      }
      auto place = places.find(symbol.section);
      if (place == places.end())
        return false;
      digester.number(place->second);
      digester.number(symbol.value);
    }
    return true;
  }

  CoffFile &file;
  std::vector<std::vector<size_t>> globals; ///< external symbols, by section
};

} // namespace

Error readCoffComdats(CoffFile &file) { return ComdatReader(file).run(); }

std::optional<Comdat> comdatOf(const CoffFile &file, uint32_t section) {
  // An associative section is treated as the section that it belongs to.
  std::optional<uint32_t> root = file.comdatRoot(section);
  switch (file.sections[root.value_or(section)].selection) {
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

} // namespace armeld
