// The check of Mach-O objects without their debug information or bitcode.
//
// It goes through both objects side by side, table by table, and skips in the original what is to
// go. A number of a section or symbol is right if it stands for what the old one did.
#include "edit/macho_sections.h"
#include "objects/macho_tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

namespace {

class MachOStripCheck {
public:
  MachOStripCheck(const MachOTables &was, const MachOTables &is, const Edit &edit)
      : was(was), is(is), edit(edit) {}

  Error run() {
    if (was.machine != is.machine || was.width.word != is.width.word)
      return failure("is for another machine");
    for (auto step : {&MachOStripCheck::pairSections, &MachOStripCheck::pairSymbols})
      if (Error error = (this->*step)())
        return error;
    for (auto step : {&MachOStripCheck::checkCommands, &MachOStripCheck::checkSections,
                      &MachOStripCheck::checkSymbols, &MachOStripCheck::checkIndirect})
      if (Error error = (this->*step)())
        return error;
    return Error::success();
  }

private:
  using Section = MachOTables::Section;
  using Symbol = MachOTables::Symbol;
  static constexpr uint32_t gone = UINT32_MAX;

  bool isToGo(const Section &section) const {
    if (section.segment == "__LLVM")
      return edit.drop_bitcode && (section.name == "__bitcode" || section.name == "__cmdline" ||
                                   section.name == "__swift_cmdline" || section.name == "__asm" ||
                                   section.name == "__bundle");
    return edit.strip_debug && section.segment == "__DWARF";
  }

  // ---- what has become what ----

  Error pairSections() {
    newSection.push_back(0);
    uint32_t next = 0;
    for (const Section &section : was.sections)
      newSection.push_back(isToGo(section) ? gone : ++next);
    return next == is.sections.size() ? Error::success()
                                      : failure("has another number of sections");
  }

  Error pairSymbols() {
    uint32_t next = 0;
    for (const Symbol &symbol : was.symbols) {
      bool goes = symbol.hasSection() && newSection[symbol.section] == gone;
      if (goes && !symbol.isStab() && (symbol.type & MachO::N_EXT))
        return failure("has lost the symbol '" + shown(was.nameAt(symbol.name)) + "'");
      newSymbol.push_back(goes || (edit.strip_debug && symbol.isStab()) ? gone : next++);
    }
    return next == is.symbols.size() ? Error::success() : failure("has another number of symbols");
  }

  // ---- load commands ----

  /// They are the same, but for places in the file and numbers, which other checks compare.
  Error checkCommands() const {
    if (was.commands.size() != is.commands.size() || (was.symtab == 0) != (is.symtab == 0))
      return failure("has another number of load commands");
    std::string header = is.bytes.take_front(is.width.header).str();
    restore(header, was.bytes, offsetof(MachO::mach_header, sizeofcmds), 4);
    if (header != was.bytes.take_front(header.size()))
      return failure("has another header");
    for (size_t i = 0; i < was.commands.size(); ++i)
      if (Error error = checkCommand(was.commands[i], is.commands[i]))
        return error;
    return Error::success();
  }

  static void restore(std::string &text, StringRef from, uint64_t offset, size_t size) {
    llvm::copy(from.substr(offset, size), text.begin() + ptrdiff_t(offset));
  }

  Error checkCommand(const MachOTables::Command &old, const MachOTables::Command &now) const {
    bool isSegment = old.offset == was.segment;
    // The headers of sections are compared one by one.
    StringRef before = was.bytes.substr(old.offset, isSegment ? was.width.segment : old.size);
    std::string after = is.bytes.substr(now.offset, isSegment ? is.width.segment : now.size).str();
    auto ignore = [&](uint64_t offset, size_t size) { restore(after, before, offset, size); };
    if (old.kind != now.kind || before.size() != after.size())
      return failure("has another load command");
    if (isSegment) {
      if (Error error = checkSegment())
        return error;
      ignore(offsetof(MachO::load_command, cmdsize), 4);
      ignore(was.width.segmentSize, 3 * was.width.word);
      ignore(was.width.sectionCount, 4);
    } else if (old.kind == MachO::LC_SYMTAB) {
      ignore(offsetof(MachO::symtab_command, symoff), 16);
    } else if (old.kind == MachO::LC_DYSYMTAB) {
      ignore(offsetof(MachO::dysymtab_command, ilocalsym), 24);
      ignore(offsetof(MachO::dysymtab_command, indirectsymoff), 4);
      for (size_t field : unusedTablePlaces)
        if (is.read32(now.offset + field) == 0)
          ignore(field, 4);
    } else if (MachOTables::hasTable(old.kind)) {
      ignore(offsetof(MachO::linkedit_data_command, dataoff), 4);
      if (was.tableOf(old) != is.tableOf(now))
        return failure("has another list of places in the code");
    }
    return before == after ? Error::success() : failure("has another load command");
  }

  /// The segment goes from the first section to the last one, in memory and in the file.
  Error checkSegment() const {
    const MachOWidth &width = is.width;
    uint64_t base = is.readWord(is.segment + width.segmentSize - width.word), end = base;
    uint64_t begin = is.readWord(is.segment + width.segmentFileOffset), fileEnd = begin;
    for (const Section &section : is.sections) {
      end = std::max(end, section.address + section.size);
      if (section.content.empty())
        continue;
      uint64_t offset = uint64_t(section.content.data() - is.bytes.data());
      fileEnd = std::max(fileEnd, offset + section.content.size());
      if (offset < begin)
        return failure("a section begins before its segment");
    }
    if (is.readWord(is.segment + width.segmentSize) != end - base ||
        is.readWord(is.segment + width.segmentFileSize) != fileEnd - begin ||
        begin != is.commandsEnd)
      return failure("the segment has a wrong size");
    return Error::success();
  }

  // ---- sections ----

  Error checkSections() const {
    for (size_t s = 0; s < was.sections.size(); ++s)
      if (newSection[s + 1] != gone)
        if (Error error = checkSection(was.sections[s], is.sections[newSection[s + 1] - 1]))
          return at("section " + Twine(s + 1) + " '" + shown(was.sections[s].name) + "'",
                    std::move(error));
    return Error::success();
  }

  Error checkSection(const Section &old, const Section &now) const {
    StringRef before = was.bytes.substr(old.headerOffset, was.width.section);
    std::string after = is.bytes.substr(now.headerOffset, is.width.section).str();
    restore(after, before, was.width.sectionOffset, 4);
    restore(after, before, was.width.relocationOffset, 4);
    if (before != after)
      return failure("has another header");
    if (MachOTables::isCallGraph(old) ? !areSameCalls(old.content, now.content)
                                      : old.content != now.content)
      return failure("has changed");
    for (size_t r = 0; r < old.relocations.size(); r += 8)
      if (!isSameRelocation(old.relocations.substr(r, 8), now.relocations.substr(r, 8)))
        return failure("has another reference: relocation " + Twine(r / 8));
    return Error::success();
  }

  bool isNow(uint32_t old, uint32_t now) const { // of symbols
    return newSymbol[old] != gone && newSymbol[old] == now;
  }

  bool areSameCalls(StringRef before, StringRef after) const {
    if (before.size() != after.size())
      return false;
    for (size_t i = 0; i < before.size(); i += MachOTables::callBytes) {
      if (before.substr(i + 8, 8) != after.substr(i + 8, 8))
        return false;
      for (size_t field : {i, i + 4})
        if (!isNow(endian::read32le(before.data() + field), endian::read32le(after.data() + field)))
          return false;
    }
    return true;
  }

  bool isSameRelocation(StringRef before, StringRef after) const {
    MachOTables::Target old = was.targetOf(before), now = is.targetOf(after);
    constexpr size_t number = 4, numberBytes = 3, type = 7;
    if (before.take_front(number) != after.take_front(number) || before[type] != after[type] ||
        old.kind != now.kind)
      return false;
    switch (old.kind) {
    case MachOTables::Target::symbol:
      return isNow(old.number, now.number);
    case MachOTables::Target::section:
      return newSection[old.number] == now.number;
    case MachOTables::Target::address:
      return old.number == now.number && !isGoneAddress(old.number);
    case MachOTables::Target::none:
      break;
    }
    return before.substr(number, numberBytes) == after.substr(number, numberBytes);
  }

  bool isGoneAddress(uint64_t address) const {
    return llvm::any_of(was.sections, [&](const Section &section) {
      return isToGo(section) && section.address <= address &&
             address < section.address + section.size;
    });
  }

  // ---- symbols ----

  Error checkSymbols() const {
    for (size_t i = 0; i < was.symbols.size(); ++i)
      if (newSymbol[i] != gone && !isSameSymbol(i, newSymbol[i]))
        return failure("symbol '" + shown(was.nameAt(was.symbols[i].name)) + "' has changed");
    if (was.dysymtab == 0)
      return Error::success();
    // The symbols of each sort begin where they did, and are as many as are left of them.
    auto countOf = [&](uint64_t from, uint64_t to) {
      return llvm::count_if(llvm::ArrayRef(newSymbol).slice(from, to - from),
                            [](uint32_t symbol) { return symbol != gone; });
    };
    for (size_t field = offsetof(MachO::dysymtab_command, ilocalsym);
         field < offsetof(MachO::dysymtab_command, tocoff); field += 8) {
      uint64_t first = was.read32(was.dysymtab + field);
      uint64_t count = was.read32(was.dysymtab + field + 4);
      if (is.read32(is.dysymtab + field) != countOf(0, first) ||
          is.read32(is.dysymtab + field + 4) != countOf(first, first + count))
        return failure("counts its symbols wrongly");
    }
    return Error::success();
  }

  bool isSameSymbol(size_t oldIndex, size_t nowIndex) const {
    const Symbol &old = was.symbols[oldIndex], &now = is.symbols[nowIndex];
    constexpr size_t desc = offsetof(MachO::nlist, n_desc);
    auto descOf = [](const MachOTables &tables, size_t index) {
      return tables.symbolTable.substr(index * tables.width.symbol + desc, 2);
    };
    return old.type == now.type && descOf(was, oldIndex) == descOf(is, nowIndex) &&
           was.nameAt(old.name) == is.nameAt(now.name) &&
           now.section == (old.hasSection() ? newSection[old.section] : old.section) &&
           (old.isAlias() ? was.nameAt(old.value) == is.nameAt(now.value) : old.value == now.value);
  }

  Error checkIndirect() const {
    if (was.indirect.size() != is.indirect.size())
      return failure("has another number of indirect symbols");
    for (size_t i = 0; i < was.indirect.size(); i += 4) {
      uint32_t old = endian::read32le(was.indirect.data() + i);
      uint32_t now = endian::read32le(is.indirect.data() + i);
      bool isNone = old & (MachO::INDIRECT_SYMBOL_LOCAL | MachO::INDIRECT_SYMBOL_ABS);
      if (isNone ? old != now : !isNow(old, now))
        return failure("indirect symbol " + Twine(i / 4) + " has changed");
    }
    return Error::success();
  }

  const MachOTables &was, &is;
  const Edit &edit;
  std::vector<uint32_t> newSection; ///< by number, from 1
  std::vector<uint32_t> newSymbol;  ///< by index
};

} // namespace

Error checkStrippedMachO(StringRef before, StringRef after, const Edit &edit) {
  MachOTables was, is;
  if (Error error = was.read(before))
    return error;
  if (Error error = is.read(after))
    return error;
  return MachOStripCheck(was, is, edit).run();
}

} // namespace armeld
