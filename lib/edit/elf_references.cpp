#include "edit/elf_references.h"
#include "edit/elf_section_choice.h"
#include "edit/elf_tombstones.h"

#include "llvm/Support/LEB128.h"

namespace armeld {

namespace ELF = llvm::ELF;

Error forEachSignificantSymbol(StringRef table, llvm::function_ref<void(uint64_t)> function) {
  const uint8_t *at = table.bytes_begin();
  while (at != table.bytes_end()) {
    unsigned length = 0;
    const char *error = nullptr;
    uint64_t index = llvm::decodeULEB128(at, &length, table.bytes_end(), &error);
    if (error)
      return failure(Twine("a symbol index in .llvm_addrsig: ") + error);
    function(index);
    at += length;
  }
  return Error::success();
}

namespace {

constexpr const char *liveReference = "a live reference to what is removed: ";

template <class ELFT> class ReferenceEditor {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

public:
  explicit ReferenceEditor(ElfChanges<ELFT> &changes)
      : changes(changes), elf(changes.elf), mips64(elf.file.isMips64EL()) {}

  Error run() {
    if (Error error = findRelocations())
      return error;
    for (uint32_t i = 1; i < elf.sections.size(); ++i)
      if (elf.names[i] == ".eh_frame" && (elf.sections[i].sh_flags & ELF::SHF_ALLOC) &&
          elf.sections[i].sh_type != ELF::SHT_NOBITS)
        if (Error error = decideFrames(i))
          return at(place(i), std::move(error));
    if (Error error = markGoneSymbols())
      return error;
    for (uint32_t i = 1; i < elf.sections.size(); ++i)
      if (Error error = editSection(i))
        return error;
    return Error::success();
  }

private:
  static constexpr llvm::endianness order = ELFT::Endianness;

  std::string place(size_t section) const { return sectionPlace(section, elf.names[section]); }

  bool isRelocations(uint32_t section) const {
    uint32_t type = elf.sections[section].sh_type;
    return type == ELF::SHT_REL || type == ELF::SHT_RELA;
  }

  /// "'f' in section 5 '.text.f'"
  std::string target(uint32_t symbol) const {
    uint32_t section = elf.sectionIndex(symbol);
    std::string where = section < elf.names.size() ? place(section) : "";
    auto name = elf.symbols[symbol].getName(elf.symbolNames);
    if (!name)
      llvm::consumeError(name.takeError());
    else if (!name->empty())
      return "'" + shown(*name) + "' in " + where;
    return where;
  }

  Expected<llvm::ArrayRef<uint8_t>> contentOf(uint32_t section) const {
    if (elf.sections[section].sh_type == ELF::SHT_NOBITS)
      return llvm::ArrayRef<uint8_t>();
    return elf.file.getSectionContents(elf.sections[section]);
  }

  Error findRelocations() {
    for (uint32_t i = 1; i < elf.sections.size(); ++i) {
      if (!isRelocations(i))
        continue;
      const Header &section = elf.sections[i];
      uint32_t relocated = section.sh_info;
      if (relocated == 0 || relocated >= elf.sections.size() || isRelocations(relocated))
        return failure(place(i) + " relocates no section");
      if (elf.symbolTable ? section.sh_link != uint32_t(elf.symbolTable - elf.sections.begin())
                          : section.sh_link != 0)
        return failure(place(i) + " has another symbol table");
      if (changes.relocationsOf[relocated])
        return failure(place(relocated) + " has two sections with relocations");
      changes.relocationsOf[relocated] = i;
    }
    return Error::success();
  }

  Error checkSymbol(uint32_t relocations, uint32_t symbol) const {
    if (symbol == 0 || symbol < changes.symbols.size())
      return Error::success();
    return failure(place(relocations) + " refers to symbol " + Twine(symbol) + " of " +
                   Twine(changes.symbols.size()));
  }

  // ---- .eh_frame ----

  Error decideFrames(uint32_t section) {
    auto content = contentOf(section);
    if (!content)
      return content.takeError();
    Expected<FrameTable> table = FrameTable::read(*content, order);
    if (!table)
      return table.takeError();
    auto functions = functionsOf(section, *table);
    if (!functions)
      return functions.takeError();
    bool leavesOut = false;
    for (size_t i = 0; i < table->entries.size(); ++i) {
      FrameEntry &entry = table->entries[i];
      if (entry.kind != FrameEntry::Kind::fde)
        continue;
      uint32_t function = (*functions)[i];
      uint32_t defined = function ? elf.sectionIndex(function) : 0;
      entry.stays = defined >= changes.goes.size() || !changes.goes[defined];
      if (entry.stays && changes.goes[section])
        return failure("is removed, and describes the frame of " +
                       (function ? target(function) : "an unknown function") + ", which stays");
      leavesOut |= !entry.stays;
    }
    if (!leavesOut || changes.goes[section])
      return Error::success();
    table->place();
    changes.contents[section] = table->written(*content, order);
    changes.frames[section] = std::move(*table);
    return Error::success();
  }

  /// By entry: the symbol of its first relocation, or 0.
  Expected<std::vector<uint32_t>> functionsOf(uint32_t section, const FrameTable &table) const {
    std::vector<uint32_t> functions(table.entries.size());
    uint32_t relocations = changes.relocationsOf[section];
    if (!relocations)
      return functions;
    std::vector<uint64_t> first(table.entries.size(), UINT64_MAX);
    Error error = withRelocations(elf, elf.sections[relocations], [&](auto all) -> Error {
      for (const auto &relocation : all) {
        std::optional<size_t> entry = table.find(relocation.r_offset);
        if (!entry)
          return failure("a relocation at offset " + Twine(uint64_t(relocation.r_offset)) +
                         ", past the end");
        uint32_t symbol = relocation.getSymbol(mips64);
        if (Error error = checkSymbol(relocations, symbol))
          return error;
        if (relocation.r_offset < first[*entry]) {
          first[*entry] = relocation.r_offset;
          functions[*entry] = symbol;
        }
      }
      return Error::success();
    });
    if (error)
      return error;
    return functions;
  }

  /// Relocations of entries that go are left out; the others move along.
  template <class Relocation> Error editFrames(uint32_t section, llvm::ArrayRef<Relocation> all) {
    const FrameTable &table = changes.frames[section];
    std::vector<Relocation> kept;
    kept.reserve(all.size());
    for (Relocation relocation : all) {
      const FrameEntry &entry = table.entries[*table.find(relocation.r_offset)];
      uint32_t symbol = relocation.getSymbol(mips64);
      if (symbol)
        changes.symbols[symbol].mentioned = true;
      if (!entry.stays)
        continue;
      if (Error error = use(section, relocation))
        return error;
      relocation.r_offset = relocation.r_offset - entry.begin + entry.newBegin;
      kept.push_back(relocation);
    }
    setRelocations(section, kept);
    return Error::success();
  }

  // ---- symbols ----

  Error markGoneSymbols() {
    for (uint32_t i = 1; i < changes.symbols.size(); ++i) {
      const Sym &symbol = elf.symbols[i];
      uint32_t section = elf.sectionIndex(i);
      if (section >= changes.goes.size() || (symbol.st_shndx == ELF::SHN_XINDEX && section == 0))
        return failure("symbol " + Twine(i) + " is in section " + Twine(section) + " of " +
                       Twine(changes.goes.size()));
      SymbolState &state = changes.symbols[i];
      state.gone = changes.goes[section] || (state.isAnchor && section == 0);
      if (changes.frames.empty() || state.gone)
        continue;
      auto frames = changes.frames.find(section);
      if (frames == changes.frames.end())
        continue;
      state.inFrames = true;
      if (symbol.getType() == ELF::STT_SECTION || frames->second.moved(symbol.st_value))
        continue;
      if (symbol.getBinding() != ELF::STB_LOCAL)
        return failure(target(i) + " is in a frame description of a removed function");
      state.gone = true;
    }
    return Error::success();
  }

  /// Notes that something in `section` refers to the symbol of a relocation.
  template <class Relocation> Error use(uint32_t section, const Relocation &relocation) {
    uint32_t index = relocation.getSymbol(mips64);
    if (index == 0)
      return Error::success();
    SymbolState &state = changes.symbols[index];
    state.mentioned = state.used = true;
    if (state.gone)
      return failure(liveReference + place(section) + " refers to " + target(index));
    if (!state.inFrames)
      return Error::success();
    // The place that the reference means is that of the symbol, but for what an instruction's own
    // length takes from a relative address.
    int64_t addend = 0;
    bool isKnown = elf.symbols[index].getType() != ELF::STT_SECTION;
    if constexpr (requires { relocation.r_addend; }) {
      addend = relocation.r_addend;
      isKnown = true;
    }
    if (!isKnown || addend > 0 || addend < -8)
      return failure(place(section) + " refers to a place inside of " + target(index) +
                     ", which moves");
    return Error::success();
  }

  Error useSymbol(uint32_t section, uint32_t index) {
    if (Error error = checkSymbol(section, index))
      return error;
    if (index == 0)
      return Error::success();
    if (changes.symbols[index].gone)
      return failure(liveReference + place(section) + " refers to " + target(index));
    changes.symbols[index].mentioned = changes.symbols[index].used = true;
    return Error::success();
  }

  // ---- sections ----

  Error editSection(uint32_t i) {
    const Header &section = elf.sections[i];
    if (section.sh_type == ELF::SHT_GROUP && !changes.goes[i])
      return useSymbol(i, section.sh_info);
    // Without a link a tool that does not know the section has changed the symbol table, and
    // linkers ignore what it says (lld/ELF/InputFiles.cpp).
    if (section.sh_type == ELF::SHT_LLVM_ADDRSIG && !changes.goes[i])
      return section.sh_link == 0 ? Error::success() : editSignificant(i);
    if (!isRelocations(i))
      return section.sh_type == ELF::SHT_LLVM_CALL_GRAPH_PROFILE && !changes.relocationsOf[i] &&
                     changes.removesAny
                 ? failure(place(i) + " has no relocations; armeld cannot edit it")
                 : Error::success();
    return withRelocations(elf, section, [&](auto all) -> Error {
      for (const auto &relocation : all)
        if (Error error = checkSymbol(i, relocation.getSymbol(mips64)))
          return error;
      return editRelocations(section.sh_info, all);
    });
  }

  template <class Relocation>
  Error editRelocations(uint32_t section, llvm::ArrayRef<Relocation> all) {
    const Header &relocated = elf.sections[section];
    if (changes.goes[section]) {
      for (const Relocation &relocation : all)
        if (uint32_t symbol = relocation.getSymbol(mips64))
          changes.symbols[symbol].mentioned = true;
      return Error::success();
    }
    if (changes.frames.contains(section))
      return editFrames(section, all);
    bool referToGone = false;
    for (const Relocation &relocation : all) {
      uint32_t symbol = relocation.getSymbol(mips64);
      referToGone |= symbol && changes.symbols[symbol].gone;
    }
    if (referToGone && !(relocated.sh_flags & ELF::SHF_ALLOC))
      return relocated.sh_type == ELF::SHT_LLVM_CALL_GRAPH_PROFILE
                 ? editProfile(section, all)
                 : at(place(section), leaveTombstones(section, all));
    for (const Relocation &relocation : all)
      if (Error error = use(section, relocation))
        return error;
    return Error::success();
  }

  template <class Relocation>
  void setRelocations(uint32_t section, const std::vector<Relocation> &kept) {
    auto *bytes = reinterpret_cast<const char *>(kept.data());
    changes.contents[changes.relocationsOf[section]].assign(bytes, bytes + kept.size() *
                                                                               sizeof(Relocation));
  }

  /// Each entry is a number of calls, with a relocation for the caller and one for the callee (LLVM
  /// Extensions, "SHT_LLVM_CALL_GRAPH_PROFILE").
  template <class Relocation> Error editProfile(uint32_t section, llvm::ArrayRef<Relocation> all) {
    auto content = contentOf(section);
    if (!content)
      return content.takeError();
    if (content->size() % 8 != 0 || all.size() != content->size() / 8 * 2)
      return failure(place(section) + " has not two relocations for each entry");
    std::vector<Relocation> kept;
    ObjectBytes bytes;
    for (size_t i = 0; i < all.size(); i += 2) {
      bool stays = true;
      for (const Relocation &relocation : all.slice(i, 2)) {
        if (relocation.r_offset != i * 4)
          return failure(place(section) + " has not two relocations for each entry");
        SymbolState &state = changes.symbols[relocation.getSymbol(mips64)];
        state.mentioned = true;
        stays &= !state.gone;
      }
      if (!stays)
        continue;
      for (Relocation relocation : all.slice(i, 2)) {
        if (Error error = use(section, relocation))
          return error;
        relocation.r_offset = bytes.size();
        kept.push_back(relocation);
      }
      bytes.append(content->begin() + i * 4, content->begin() + i * 4 + 8);
    }
    setRelocations(section, kept);
    changes.contents[section] = std::move(bytes);
    return Error::success();
  }

  template <class Relocation>
  Error leaveTombstones(uint32_t section, llvm::ArrayRef<Relocation> all) {
    auto content = contentOf(section);
    if (!content)
      return content.takeError();
    ObjectBytes *bytes = nullptr;
    if (elf.sections[section].sh_flags & ELF::SHF_COMPRESSED) {
      Expected<PlainContent> plain = decompressElf<ELFT>(*content);
      if (!plain)
        return plain.takeError();
      bytes = &changes.plain.try_emplace(section, std::move(*plain)).first->second.bytes;
    } else {
      bytes = &changes.contents[section];
      bytes->assign(content->begin(), content->end());
    }
    llvm::MutableArrayRef<uint8_t> patched(reinterpret_cast<uint8_t *>(bytes->data()),
                                           bytes->size());
    std::vector<Relocation> kept;
    kept.reserve(all.size());
    for (size_t i = 0; i < all.size(); ++i) {
      uint32_t symbol = all[i].getSymbol(mips64);
      if (symbol == 0 || !changes.symbols[symbol].gone) {
        if (Error error = use(section, all[i]))
          return error;
        kept.push_back(all[i]);
        continue;
      }
      changes.symbols[symbol].mentioned = true;
      if (Error error = leaveTombstone(section, all, i, patched))
        return at("relocation " + Twine(i) + ", to " + target(symbol), std::move(error));
    }
    setRelocations(section, kept);
    return Error::success();
  }

  template <class Relocation>
  Error leaveTombstone(uint32_t section, llvm::ArrayRef<Relocation> all, size_t i,
                       llvm::MutableArrayRef<uint8_t> patched) {
    uint32_t type = all[i].getType(mips64);
    if (!lastField || lastType != type)
      lastField = relocatedField(elf.file.getHeader().e_machine, type);
    lastType = type;
    if (!lastField)
      return failure("armeld does not know what relocation type " + Twine(type) + " fills in");
    // The difference of two numbers in ULEB128 takes both.
    for (size_t other : {i - 1, i + 1})
      if (lastField->bits == 0 && other < all.size() && all[other].r_offset == all[i].r_offset) {
        uint32_t symbol = all[other].getSymbol(mips64);
        if (symbol == 0 || !changes.symbols[symbol].gone)
          return failure("the other address of a difference stays");
      }
    std::optional<int64_t> addend;
    if constexpr (requires { all[i].r_addend; })
      addend = all[i].r_addend;
    return writeTombstone(patched, elf.names[section], all[i].r_offset, *lastField, addend, order);
  }

  /// The symbols get their new indices later; those that go are left out. The symbol of a section
  /// stands for symbols that only this object knows, so it stays without other references.
  Error editSignificant(uint32_t section) {
    auto content = contentOf(section);
    if (!content)
      return content.takeError();
    bool isInRange = true;
    Error error = forEachSignificantSymbol(llvm::toStringRef(*content), [&](uint64_t index) {
      isInRange &= index < changes.symbols.size();
      if (isInRange && elf.symbols[index].getType() == ELF::STT_SECTION)
        changes.symbols[index].used |= !changes.symbols[index].gone;
    });
    if (error)
      return error;
    return isInRange ? Error::success() : failure(place(section) + " names no symbol");
  }

  ElfChanges<ELFT> &changes;
  const ElfObject<ELFT> &elf;
  const bool mips64;
  std::optional<RelocatedField> lastField; ///< of `lastType`
  uint32_t lastType = 0;
};

} // namespace

template <class ELFT> Error followElfReferences(ElfChanges<ELFT> &changes) {
  return ReferenceEditor<ELFT>(changes).run();
}

using namespace llvm::object;
template Error followElfReferences(ElfChanges<ELF32LE> &);
template Error followElfReferences(ElfChanges<ELF32BE> &);
template Error followElfReferences(ElfChanges<ELF64LE> &);
template Error followElfReferences(ElfChanges<ELF64BE> &);

} // namespace armeld
