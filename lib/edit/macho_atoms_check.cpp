// The check of Mach-O objects with atoms removed.
//
// It derives what is to be there from the original and the edit, with nothing of the code that
// writes, and compares with the result record by record. Both objects are read with the same code
// (objects/macho_parts.h), which finds out what each field refers to; so a reference is right if it
// leads to the place that its old target has become.
#include "edit/macho_atoms.h"
#include "edit/macho_debug_check.h"
#include "objects/macho_parts.h"
#include "objects/macho_tables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

namespace {

constexpr uint32_t gone = UINT32_MAX;

class MachOAtomsCheck {
public:
  MachOAtomsCheck(const MachOParts &was, const MachOParts &is, const Edit &edit)
      : was(was), is(is), edit(edit) {}

  Error run() {
    for (auto step : {&MachOAtomsCheck::expectAtoms, &MachOAtomsCheck::expectRecords,
                      &MachOAtomsCheck::checkSymbols})
      if (Error error = (this->*step)())
        return error;
    for (auto step : {&MachOAtomsCheck::checkCommands, &MachOAtomsCheck::checkSections,
                      &MachOAtomsCheck::checkFrames, &MachOAtomsCheck::checkTables})
      if (Error error = (this->*step)())
        return error;
    return MachODebugCheck(was, is, begins).run();
  }

private:
  std::string place(uint32_t section) const {
    return "section " + std::to_string(section + 1) + " '" +
           shown(was.file.sections[section].name) + "'";
  }

  // ---- header and load commands ----

  /// They are the same, but for places, sizes and numbers.
  Error checkCommands() const {
    if (was.file.commandsBytes != is.file.commandsBytes)
      return failure("has other load commands");
    std::string mended = is.file.bytes.take_front(is.file.commandsBytes).str();
    auto restore = [&](uint64_t offset, size_t size) {
      llvm::copy(was.file.bytes.substr(offset, size), mended.begin() + ptrdiff_t(offset));
    };
    for (const MachOCommand &command : was.file.commands)
      switch (command.kind) {
      case MachO::LC_SEGMENT_64:
        restore(command.offset + offsetof(MachO::segment_command_64, fileoff), 16);
        break;
      case MachO::LC_SYMTAB:
        restore(command.offset + offsetof(MachO::symtab_command, symoff), 16);
        break;
      case MachO::LC_DYSYMTAB:
        restore(command.offset + offsetof(MachO::dysymtab_command, ilocalsym), 24);
        for (size_t field : unusedTablePlaces)
          if (endian::read32le(mended.data() + command.offset + field) == 0)
            restore(command.offset + field, 4);
        break;
      case MachO::LC_DATA_IN_CODE:
      case MachO::LC_LINKER_OPTIMIZATION_HINT:
        restore(command.offset + offsetof(MachO::linkedit_data_command, dataoff), 8);
      }
    for (const MachOSection &section : was.file.sections) {
      restore(section.headerOffset + offsetof(MachO::section_64, size), 12); // and offset
      restore(section.headerOffset + offsetof(MachO::section_64, reloff), 8);
    }
    return mended == was.file.bytes.take_front(mended.size()) ? Error::success()
                                                              : failure("has other load commands");
  }

  // ---- what is to be there ----

  Error expectAtoms() {
    begins.assign(was.division->atoms.size(), 0);
    for (uint32_t number : edit.remove) {
      if (number == 0 || number > begins.size())
        return failure("atom " + Twine(number) + " was to be removed, of " + Twine(begins.size()));
      begins[number - 1] = UINT64_MAX;
    }
    std::vector<uint64_t> ends(was.file.sections.size());
    for (size_t i = 0; i < begins.size(); ++i) {
      const MachOAtom &atom = was.division->atoms[i];
      if (begins[i] == UINT64_MAX) {
        if (Error error = checkMayGo(atom))
          return error;
        continue;
      }
      // The first place behind the atom before that is as much aligned as it was.
      uint64_t alignment = uint64_t(1) << was.file.sections[atom.section].alignment;
      uint64_t &end = ends[atom.section];
      begins[i] = end / alignment * alignment + atom.begin % alignment;
      if (begins[i] < end)
        begins[i] += alignment;
      if (begins[i] > end && was.file.sections[atom.section].hasPadding())
        gaps.push_back({atom.section, end});
      end = begins[i] + atom.size();
    }
    for (uint32_t s = 0; s < ends.size(); ++s)
      if (was.file.sections[s].isAtoms() && is.file.sections[s].size != ends[s])
        return failure(place(s) + " has a wrong size");
    return Error::success();
  }

  Error checkMayGo(const MachOAtom &atom) const {
    const MachOSection &section = was.file.sections[atom.section];
    switch (section.type()) {
    case MachO::S_MOD_INIT_FUNC_POINTERS:
    case MachO::S_MOD_TERM_FUNC_POINTERS:
    case MachO::S_INIT_FUNC_OFFSETS:
    case MachO::S_THREAD_LOCAL_INIT_FUNCTION_POINTERS:
      return failure(place(atom.section) + " holds an initialiser that is to be removed");
    }
    if (section.flags & MachO::S_ATTR_NO_DEAD_STRIP)
      return failure(place(atom.section) + " is to be removed, which linkers keep");
    return Error::success();
  }

  /// Where what was there is to be; nothing if it has gone.
  std::optional<MachOPlace> moved(MachOPlace place) const {
    if (!was.file.sections[place.section].isAtoms())
      return place;
    uint32_t number = was.atomAt(place);
    if (number == 0 || begins[number - 1] == UINT64_MAX)
      return std::nullopt;
    return MachOPlace{place.section,
                      begins[number - 1] + (place.offset - was.division->atom(number).begin)};
  }

  /// A record of unwinding: where it was, and where it is to be.
  struct Record {
    uint64_t begin, end;
    std::optional<uint64_t> now;
  };

  Error expectRecords() {
    uint64_t end = 0;
    for (const MachOUnwind &unwind : was.unwinds) {
      Record &record = unwinds.emplace_back(unwind.begin, unwind.begin + MachOUnwind::bytes);
      if (moved(unwind.function)) {
        record.now = end;
        end += MachOUnwind::bytes;
      }
    }
    llvm::DenseMap<uint64_t, std::pair<unsigned, unsigned>> users; // of CIEs: were, are
    for (const MachOFrame &frame : was.frames)
      if (frame.function) {
        ++users[frame.cie].first;
        users[frame.cie].second += moved(frame.function->target).has_value();
      }
    uint64_t framesEnd = 0;
    for (const MachOFrame &frame : was.frames) {
      Record &record = frames.emplace_back(frame.begin, frame.end);
      auto [before, now] = users.lookup(frame.begin);
      if (frame.function ? moved(frame.function->target).has_value() : before == 0 || now != 0) {
        record.now = framesEnd;
        framesEnd += frame.end - frame.begin;
      }
    }
    for (uint32_t s = 0; s < was.file.sections.size(); ++s) {
      const MachOSection &now = is.file.sections[s];
      MachORole role = was.file.sections[s].role;
      if (role == MachORole::unwind && now.size != end)
        return failure(place(s) + " has another number of records");
      if (role == MachORole::frames && now.size != framesEnd)
        return failure(place(s) + " has other records");
      if (!was.file.sections[s].isAtoms() && role != MachORole::unwind &&
          role != MachORole::frames && now.size != was.file.sections[s].size)
        return failure(place(s) + " has a wrong size");
    }
    return Error::success();
  }

  /// Where a byte of a section is to be; nothing if it has gone.
  std::optional<uint64_t> movedOffset(uint32_t section, uint64_t offset) const {
    switch (was.file.sections[section].role) {
    case MachORole::divided:
    case MachORole::whole: {
      std::optional<MachOPlace> place = moved({section, offset});
      return place ? std::optional(place->offset) : std::nullopt;
    }
    case MachORole::unwind:
      return movedIn(unwinds, offset);
    case MachORole::frames:
      return movedIn(frames, offset);
    default:
      return offset;
    }
  }

  static std::optional<uint64_t> movedIn(const std::vector<Record> &records, uint64_t offset) {
    auto record = llvm::partition_point(records, [&](const Record &r) { return r.end <= offset; });
    if (record == records.end() || !record->now)
      return std::nullopt;
    return *record->now + (offset - record->begin);
  }

  // ---- symbols ----

  Error checkSymbols() {
    const auto &old = was.file.symbols;
    std::vector<bool> mentioned(old.size()), needed(old.size());
    for (uint32_t s = 0; s < was.references.size(); ++s)
      for (const MachOReference &reference : was.references[s]) {
        bool stays = movedOffset(s, reference.offset).has_value();
        if (was.file.sections[s].role == MachORole::addresses)
          continue;
        for (std::optional<uint32_t> symbol : {reference.symbol, reference.subtrahend})
          if (symbol) {
            mentioned[*symbol] = true;
            needed[*symbol] = needed[*symbol] || stays;
          }
      }
    symbols.assign(old.size(), gone);
    uint32_t next = 0;
    for (size_t i = 0; i <= old.size(); ++i) {
      if (i == was.file.locals)
        if (Error error = checkGaps(next))
          return error;
      if (i == old.size())
        break;
      std::optional<MachOPlace> from = was.file.placeOf(old[i]), to = from ? moved(*from) : from;
      bool isUndefined = (old[i].n_type & MachO::N_TYPE) == MachO::N_UNDF && old[i].n_value == 0;
      if (from && !to && (old[i].n_desc & MachO::N_NO_DEAD_STRIP))
        return failure("symbol '" + shown(was.file.nameOf(old[i])) +
                       "' is to be removed, which linkers keep");
      if ((from && !to) || (isUndefined && mentioned[i] && !needed[i]))
        continue;
      if (next == is.file.symbols.size())
        return failure("symbol '" + shown(was.file.nameOf(old[i])) + "' is lost");
      symbols[i] = next;
      if (Error error = checkSymbol(old[i], is.file.symbols[next++], to))
        return error;
    }
    if (next != is.file.symbols.size())
      return failure("has a symbol that was removed or is new");
    return checkRanges();
  }

  /// What lies between atoms now has symbols that linkers do not copy.
  Error checkGaps(uint32_t &next) const {
    for (MachOPlace gap : gaps) {
      if (next == is.file.symbols.size())
        return failure("padding has no symbol");
      const MachO::nlist_64 &symbol = is.file.symbols[next++];
      if (symbol.n_type != MachO::N_SECT || symbol.n_desc != 0 || is.file.placeOf(symbol) != gap ||
          is.file.nameOf(symbol) != "l")
        return failure("padding has another symbol");
    }
    return Error::success();
  }

  Error checkSymbol(const MachO::nlist_64 &old, const MachO::nlist_64 &now,
                    std::optional<MachOPlace> place) const {
    StringRef name = was.file.nameOf(old);
    bool isExternal = old.n_type & MachO::N_EXT;
    Definition definition;
    definition.name = name;
    if (old.n_type & MachO::N_PEXT)
      definition.visibility = Visibility::hidden;
    bool isDefined = (old.n_type & MachO::N_TYPE) != MachO::N_UNDF || old.n_value != 0;
    uint8_t type = old.n_type;
    if (isExternal && isDefined && hides(edit, definition))
      type |= MachO::N_PEXT;
    uint64_t value =
        place ? was.file.sections[place->section].address + place->offset : old.n_value;
    if (is.file.nameOf(now) != (isExternal ? renamed(edit, name) : name))
      return failure("symbol '" + shown(name) + "' is called '" + shown(is.file.nameOf(now)) + "'");
    if (now.n_type != type || now.n_sect != old.n_sect || now.n_desc != old.n_desc ||
        now.n_value != value)
      return failure("symbol '" + shown(name) + "' has changed");
    return Error::success();
  }

  /// LC_DYSYMTAB counts as many as are left of each sort.
  Error checkRanges() const {
    if (!was.file.find(MachO::LC_DYSYMTAB))
      return Error::success();
    auto left = [&](uint32_t first, uint32_t count) {
      return llvm::count_if(llvm::ArrayRef(symbols).slice(first, count),
                            [](uint32_t symbol) { return symbol != gone; });
    };
    if (is.file.locals != left(0, was.file.locals) + ptrdiff_t(gaps.size()) ||
        is.file.defined != left(was.file.locals, was.file.defined))
      return failure("counts its symbols wrongly");
    return Error::success();
  }

  // ---- sections ----

  Error checkSections() const {
    for (uint32_t s = 0; s < was.file.sections.size(); ++s) {
      std::string expected(is.file.sections[s].content.size(), '\0');
      std::string found = is.file.sections[s].content.str();
      if (Error error = expectContent(s, expected))
        return error;
      if (Error error = checkReferences(s, expected, found))
        return error;
      bool isComparedElsewhere = was.file.sections[s].role == MachORole::frames ||
                                 was.file.sections[s].role == MachORole::debug;
      if (!isComparedElsewhere && expected != found)
        return failure(place(s) + " has changed");
    }
    return Error::success();
  }

  Error expectContent(uint32_t s, std::string &expected) const {
    StringRef content = was.file.sections[s].content;
    auto copy = [&](uint64_t begin, uint64_t end, std::optional<uint64_t> to) {
      if (to)
        llvm::copy(content.slice(begin, end), expected.begin() + ptrdiff_t(*to));
    };
    switch (was.file.sections[s].role) {
    case MachORole::divided:
    case MachORole::whole:
      for (size_t i = was.division->numbersOf(s).first; i < was.division->numbersOf(s).second; ++i)
        if (const MachOAtom &atom = was.division->atoms[i - 1];
            begins[i - 1] != UINT64_MAX && !content.empty())
          copy(atom.begin, atom.end, begins[i - 1]);
      break;
    case MachORole::unwind:
    case MachORole::frames:
      for (const Record &record : was.file.sections[s].role == MachORole::unwind ? unwinds : frames)
        copy(record.begin, record.end, record.now);
      break;
    default:
      copy(0, content.size(), 0);
    }
    return Error::success();
  }

  /// References correspond one to one. Fields that hold places are compared by these, and cleared.
  Error checkReferences(uint32_t s, std::string &expected, std::string &found) const {
    MachORole role = was.file.sections[s].role;
    auto now = is.references[s].begin(), end = is.references[s].end();
    auto skip = [&] { // what the check of debug information compares
      while (role == MachORole::debug && now != end && is.file.placeOf(*now))
        ++now;
    };
    for (const MachOReference &old : was.references[s]) {
      std::optional<uint64_t> offset = movedOffset(s, old.offset);
      if (!offset || (role == MachORole::debug && was.file.placeOf(old)))
        continue;
      if (isLost(old)) {
        if (role != MachORole::addresses)
          return failure(place(s) + " refers to what has gone");
        continue;
      }
      skip();
      if (now == end || !isSame(s, old, *now, *offset))
        return failure(place(s) + " has another reference at " + Twine(*offset));
      if (old.place || (role == MachORole::frames && old.subtrahend))
        for (std::string *content : {&expected, &found})
          std::fill_n(content->begin() + ptrdiff_t(*offset), old.bytes, '\0');
      ++now;
    }
    skip();
    return now == end ? Error::success() : failure(place(s) + " has a new reference");
  }

  bool isLost(const MachOReference &reference) const {
    auto isGone = [&](std::optional<uint32_t> symbol) {
      return symbol && symbols[*symbol] == gone;
    };
    return (reference.place && !moved(*reference.place)) || isGone(reference.symbol) ||
           isGone(reference.subtrahend);
  }

  bool isSame(uint32_t s, const MachOReference &old, const MachOReference &now,
              uint64_t offset) const {
    auto symbol = [&](std::optional<uint32_t> index) {
      return index ? std::optional(symbols[*index]) : std::nullopt;
    };
    if (now.offset != offset || now.relocations != old.relocations ||
        now.symbol != symbol(old.symbol) || now.subtrahend != symbol(old.subtrahend) ||
        now.place != (old.place ? moved(*old.place) : std::nullopt))
      return false;
    for (uint32_t i = 0; i < old.relocations; ++i) {
      const MachORelocation &before = was.file.sections[s].relocations[old.relocation + i],
                            &after = is.file.sections[s].relocations[now.relocation + i];
      if (before.type != after.type || before.length != after.length ||
          before.isRelative != after.isRelative || before.isExternal != after.isExternal ||
          (!before.isExternal && before.target != after.target))
        return false;
    }
    return true;
  }

  // ---- unwinding ----

  /// Records are the same but for distances, which lead to the same places.
  Error checkFrames() const {
    auto now = is.frames.begin();
    std::vector<std::pair<uint64_t, uint64_t>> cies; // where they were and are
    for (size_t i = 0; i < frames.size(); ++i)
      if (frames[i].now && was.frames[i].isCie)
        cies.emplace_back(frames[i].begin, *frames[i].now);
    for (size_t i = 0; i < frames.size(); ++i) {
      if (!frames[i].now)
        continue;
      const MachOFrame &old = was.frames[i];
      if (now == is.frames.end() || now->begin != *frames[i].now ||
          now->end - now->begin != old.end - old.begin || !isSameFrame(old, *now, cies))
        return failure("the frame description at " + Twine(old.begin) + " has changed");
      ++now;
    }
    return now == is.frames.end() ? Error::success() : failure("has a new frame description");
  }

  bool isSameFrame(const MachOFrame &old, const MachOFrame &now,
                   llvm::ArrayRef<std::pair<uint64_t, uint64_t>> cies) const {
    auto content = [](const MachOParts &parts, const MachOFrame &frame) {
      for (const MachOSection &section : parts.file.sections)
        if (section.role == MachORole::frames)
          return section.content.slice(frame.begin, frame.end).str();
      return std::string();
    };
    std::string before = content(was, old), after = content(is, now);
    auto clear = [&](uint64_t at, size_t size) {
      for (std::string *text : {&before, &after})
        std::fill_n(text->begin() + ptrdiff_t(at), size, '\0');
    };
    for (auto member : {&MachOFrame::function, &MachOFrame::exceptions}) {
      const auto &a = old.*member, &b = now.*member;
      if (a.has_value() != b.has_value())
        return false;
      if (!a)
        continue;
      if (a->offset - old.begin != b->offset - now.begin || a->bytes != b->bytes ||
          moved(a->target) != b->target || !a->reference != !b->reference)
        return false;
      clear(a->offset - old.begin, a->bytes);
    }
    if (old.function) {
      auto cie = llvm::partition_point(cies, [&](const auto &c) { return c.first < old.cie; });
      if (cie == cies.end() || cie->first != old.cie || cie->second != now.cie)
        return false;
      clear(4, 4);
    }
    return before == after;
  }

  // ---- tables of places in the code ----

  Error checkTables() const {
    auto data = is.dataInCode.begin();
    for (const MachODataInCode &entry : was.dataInCode) {
      std::optional<MachOPlace> to = moved(entry.place);
      if (!to)
        continue;
      if (data == is.dataInCode.end() || data->place != *to || data->length != entry.length ||
          data->kind != entry.kind)
        return failure("the list of data in code has changed");
      ++data;
    }
    auto hint = is.hints.begin();
    for (const MachOHint &old : was.hints) {
      std::vector<MachOPlace> places;
      for (MachOPlace from : old.places)
        if (std::optional<MachOPlace> to = moved(from))
          places.push_back(*to);
      if (places.size() != old.places.size())
        continue;
      if (hint == is.hints.end() || hint->kind != old.kind || hint->places != places)
        return failure("the hints for the linker have changed");
      ++hint;
    }
    if (data != is.dataInCode.end() || hint != is.hints.end())
      return failure("has something new in a list of places in the code");
    return Error::success();
  }

  const MachOParts &was, &is;
  const Edit &edit;
  std::vector<uint64_t> begins; ///< by atom: where it is to be; UINT64_MAX if it has gone
  std::vector<MachOPlace> gaps; ///< before atoms
  std::vector<Record> unwinds, frames;
  std::vector<uint32_t> symbols; ///< by old index: the new one
};

} // namespace

Error checkMachOAtoms(StringRef before, StringRef after, const Edit &edit) {
  MachOParts was, is;
  if (Error error = was.read(before))
    return error;
  if (Error error = is.read(after))
    return error;
  if (was.file.sections.size() != is.file.sections.size())
    return failure("has another number of sections");
  return MachOAtomsCheck(was, is, edit).run();
}

} // namespace armeld
