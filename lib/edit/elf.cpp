// Edits of ELF objects.
//
// Symbols that bind across objects get new names, and so does the signature of a COMDAT group,
// which decides which groups are copies of each other, even where it is a local symbol. Hidden
// visibility is set on definitions: a linker takes the strictest that it meets (gABI, "Symbol
// Visibility").
#include "edit/edit.h"
#include "edit/elf_file.h"
#include "edit/elf_sections.h"
#include "objects/sections.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

/// Which symbol of the edited object has which name and visibility.
template <class ELFT> class ElfSymbolEdits {
public:
  ElfSymbolEdits(const ElfObject<ELFT> &elf, const Edit &edit) : elf(elf), edit(edit) {
    for (const typename ELFT::Shdr &section : elf.sections)
      if (section.sh_type == ELF::SHT_GROUP)
        signatures.insert(section.sh_info);
  }

  /// The new name of symbol `i`, or none if it stays.
  Expected<std::optional<Name>> newName(size_t i) const {
    const typename ELFT::Sym &symbol = elf.symbols[i];
    bool isSignature = signatures.contains(uint32_t(i));
    if (edit.rename.empty() || (symbol.getBinding() == ELF::STB_LOCAL && !isSignature))
      return std::nullopt;
    if (symbol.getType() == ELF::STT_SECTION) {
      if (symbol.getBinding() != ELF::STB_LOCAL)
        return failure("the symbol of a section is not local");
      uint32_t section = elf.sectionIndex(i);
      if (section < elf.names.size() && renamed(edit, elf.names[section]) != elf.names[section])
        return failure("the section '" + shown(elf.names[section]) +
                       "' names a group; armeld renames no sections");
      return std::nullopt;
    }
    auto name = symbol.getName(elf.symbolNames);
    if (!name)
      return name.takeError();
    Name changed = renamed(edit, *name);
    return changed == *name ? std::nullopt : std::optional(changed);
  }

  /// Whether symbol `i` becomes hidden.
  bool becomesHidden(size_t i) const {
    const typename ELFT::Sym &symbol = elf.symbols[i];
    if (!edit.hide || symbol.getBinding() == ELF::STB_LOCAL || symbol.st_shndx == ELF::SHN_UNDEF ||
        symbol.getVisibility() == ELF::STV_HIDDEN || symbol.getVisibility() == ELF::STV_INTERNAL)
      return false;
    auto name = symbol.getName(elf.symbolNames);
    if (!name) {
      llvm::consumeError(name.takeError());
      return false;
    }
    return !std::binary_search(edit.visible.begin(), edit.visible.end(), *name);
  }

private:
  const ElfObject<ELFT> &elf;
  const Edit &edit;
  llvm::DenseSet<uint32_t> signatures;
};

template <class ELFT> class ElfEditor {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

public:
  ElfEditor(StringRef bytes, const ElfObject<ELFT> &elf, const Edit &edit)
      : bytes(bytes), elf(elf), edit(edit), result(bytes.begin(), bytes.end()) {}

  Expected<ObjectBytes> run() {
    if (!elf.symbolTable)
      return std::move(result);
    if (Error error = refuse())
      return error;
    const Header &strings = elf.sections[elf.symbolTable->sh_link];
    AppendedNames names(strings.sh_size);
    if (Error error = editSymbols(names))
      return error;
    if (!names.bytes.empty())
      if (Error error = append(elf.symbolTable->sh_link, names.bytes))
        return error;
    return std::move(result);
  }

private:
  /// What an edit changes may not be part of a section besides.
  Error refuseOverlaps() const {
    struct Range {
      const char *what;
      uint64_t start, size;
    };
    const auto &header = elf.file.getHeader();
    const Range table = {"the symbol table", elf.symbolTable->sh_offset, elf.symbolTable->sh_size};
    const Range headers = {"the section headers", header.e_shoff,
                           elf.sections.size() * sizeof(Header)};
    auto overlap = [](const Range &range, uint64_t start, uint64_t size) {
      return start < range.start + range.size && range.start < start + size;
    };
    if (overlap(headers, table.start, table.size))
      return failure("the section headers overlap the symbol table");
    for (const Header &section : elf.sections)
      for (const Range &range : {Range{"the file header", 0, sizeof header}, table, headers})
        if (&section != elf.symbolTable && section.sh_type != ELF::SHT_NOBITS &&
            section.sh_type != ELF::SHT_NULL && overlap(range, section.sh_offset, section.sh_size))
          return failure(Twine("a section overlaps ") + range.what);
    return Error::success();
  }

  Error refuse() const {
    if (Error error = refuseOverlaps())
      return error;
    if (edit.rename.empty())
      return Error::success();
    for (StringRef name : elf.names) {
      if (holdsCodeForLto(name))
        return failure("holds code for link-time optimisation (" + shown(name) +
                       "), in which armeld cannot rename symbols");
      if (name.starts_with(".gnu.linkonce.")) {
        Name symbol = name.substr(14).split('.').second;
        if (renamed(edit, symbol) != symbol)
          return failure("the section '" + shown(name) +
                         "' is a COMDAT by its name; armeld "
                         "renames no sections");
      }
    }
    return Error::success();
  }

  Error editSymbols(AppendedNames &names) {
    ElfSymbolEdits<ELFT> edits(elf, edit);
    // Fields have the file's byte order and no alignment.
    auto *symbols = reinterpret_cast<Sym *>(result.data() + elf.symbolTable->sh_offset);
    for (size_t i = 1; i < elf.symbols.size(); ++i) {
      Expected<std::optional<Name>> name = edits.newName(i);
      if (!name)
        return name.takeError();
      if (edits.becomesHidden(i))
        symbols[i].setVisibility(ELF::STV_HIDDEN);
      if (!*name)
        continue;
      uint64_t offset = names.offsetOf(**name);
      if (offset > UINT32_MAX)
        return failure("its string table would get larger than 4 GB");
      symbols[i].st_name = uint32_t(offset);
    }
    return Error::success();
  }

  /// Appends to a section, and moves what follows in the file.
  Error append(uint32_t section, StringRef added) {
    const Header &grown = elf.sections[section];
    uint64_t place = grown.sh_offset + grown.sh_size;
    const auto &header = elf.file.getHeader();
    uint64_t tableEnd = header.e_shoff + uint64_t(elf.sections.size()) * sizeof(Header);
    if (header.e_phnum != 0)
      return failure("has program headers");
    if (header.e_shoff < place && place < tableEnd)
      return failure("its section headers lie inside of the string table");
    uint64_t alignment = sizeof(Header) % 8 == 0 ? 8 : 4;
    for (const Header &other : elf.sections) {
      if (&other == &grown || other.sh_type == ELF::SHT_NOBITS || other.sh_type == ELF::SHT_NULL)
        continue;
      if (other.sh_offset < place && place < other.sh_offset + other.sh_size)
        return failure("a section overlaps the string table");
      if (other.sh_offset >= place)
        alignment = std::max<uint64_t>(alignment, other.sh_addralign);
    }
    // Powers of two in objects that linkers accept.
    if (!llvm::isPowerOf2_64(alignment) || alignment > bytes.size() + 8)
      return failure("a section has an alignment that is none");
    std::string inserted = added.str();
    if (place < bytes.size())
      inserted.resize(llvm::alignTo(added.size(), alignment));
    move(place, inserted.size(), section, added.size());
    result.insert(result.begin() + ptrdiff_t(place), inserted.begin(), inserted.end());
    return Error::success();
  }

  /// Changes all places in the file that lie behind `place`.
  void move(uint64_t place, uint64_t distance, uint32_t grown, uint64_t growth) {
    auto *header = reinterpret_cast<typename ELFT::Ehdr *>(result.data());
    auto *sections = reinterpret_cast<Header *>(result.data() + header->e_shoff);
    for (size_t i = 0; i < elf.sections.size(); ++i) {
      if (i == grown)
        sections[i].sh_size += growth;
      else if (sections[i].sh_offset >= place)
        sections[i].sh_offset += distance;
    }
    if (header->e_shoff >= place)
      header->e_shoff += distance;
  }

  const StringRef bytes;
  const ElfObject<ELFT> &elf;
  const Edit &edit;
  ObjectBytes result;
};

/// Compares section by section, and the symbol table entry by entry.
template <class ELFT> class ElfCheck {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

public:
  ElfCheck(const ElfObject<ELFT> &before, const ElfObject<ELFT> &after, const Edit &edit)
      : before(before), after(after), edit(edit) {}

  Error run() const {
    auto was = before.file.getHeader(), is = after.file.getHeader();
    was.e_shoff = moved(was.e_shoff);
    if (std::memcmp(&was, &is, sizeof was) != 0)
      return failure("the file header differs");
    if (before.sections.size() != after.sections.size())
      return failure("has another number of sections");
    for (size_t i = 0; i < before.sections.size(); ++i)
      if (Error error = checkSection(i))
        return at("section " + std::to_string(i), std::move(error));
    return before.symbolTable ? checkSymbols() : Error::success();
  }

private:
  /// Where a place in the file is after it: what follows the string table has made room.
  uint64_t moved(uint64_t place) const {
    if (!before.symbolTable)
      return place;
    const Header &strings = before.sections[before.symbolTable->sh_link];
    uint64_t added = after.file.getBufSize() - before.file.getBufSize();
    return place >= strings.sh_offset + strings.sh_size ? place + added : place;
  }

  Error checkSection(size_t i) const {
    Header was = before.sections[i], is = after.sections[i];
    bool isStrings = before.symbolTable && i == before.symbolTable->sh_link;
    if (!isStrings)
      was.sh_offset = moved(was.sh_offset);
    if (isStrings && is.sh_size >= was.sh_size)
      was.sh_size = is.sh_size;
    if (std::memcmp(&was, &is, sizeof was) != 0 || before.names[i] != after.names[i])
      return failure("its header differs");
    // Section 0 has no content: its size is the number of sections, if that is large.
    if (i == 0 || was.sh_type == ELF::SHT_NOBITS || &before.sections[i] == before.symbolTable)
      return Error::success();
    auto old = before.file.getSectionContents(before.sections[i]);
    if (!old)
      return old.takeError();
    auto now = after.file.getSectionContents(after.sections[i]);
    if (!now)
      return now.takeError();
    if (isStrings ? !llvm::toStringRef(*now).starts_with(llvm::toStringRef(*old)) : *now != *old)
      return failure("its content differs");
    return Error::success();
  }

  Error checkSymbols() const {
    if (before.symbols.size() != after.symbols.size())
      return failure("has another number of symbols");
    llvm::DenseSet<uint32_t> signatures;
    for (const Header &section : before.sections)
      if (section.sh_type == ELF::SHT_GROUP)
        signatures.insert(section.sh_info);
    uint64_t namesEnd = before.symbolNames.size();
    for (size_t i = 0; i < before.symbols.size(); ++i) {
      Sym was = before.symbols[i], is = after.symbols[i];
      auto name = was.getName(before.symbolNames);
      if (!name)
        return name.takeError();
      auto newName = is.getName(after.symbolNames);
      if (!newName)
        return newName.takeError();
      bool binds = was.getBinding() != ELF::STB_LOCAL;
      bool follows = was.getType() != ELF::STT_SECTION && (binds || signatures.contains(i));
      if (*newName != (follows ? renamed(edit, *name) : *name))
        return failure("symbol '" + shown(*name) + "' is called '" + shown(*newName) + "'");
      Definition definition;
      definition.name = *name;
      if (was.getVisibility() == ELF::STV_HIDDEN || was.getVisibility() == ELF::STV_INTERNAL)
        definition.visibility = Visibility::hidden;
      if (binds && was.st_shndx != ELF::SHN_UNDEF && hides(edit, definition))
        was.setVisibility(ELF::STV_HIDDEN);
      if (*newName != *name)
        was.st_name = is.st_name;
      if (std::memcmp(&was, &is, sizeof was) != 0)
        return failure("symbol '" + shown(*name) + "' has changed");
      namesEnd = std::max<uint64_t>(namesEnd, is.st_name + newName->size() + 1);
    }
    if (after.symbolNames.size() != namesEnd)
      return failure("the string table has another size");
    return Error::success();
  }

  const ElfObject<ELFT> &before;
  const ElfObject<ELFT> &after;
  const Edit &edit;
};

template <class ELFT> Expected<ObjectBytes> editAs(StringRef bytes, const Edit &edit) {
  auto opened = openElf<ELFT>(bytes);
  if (!opened)
    return opened.takeError();
  return ElfEditor<ELFT>(bytes, (*opened)->elf, edit).run();
}

template <class ELFT> Error checkAs(StringRef before, StringRef after, const Edit &edit) {
  auto was = openElf<ELFT>(before);
  if (!was)
    return was.takeError();
  auto is = openElf<ELFT>(after);
  if (!is)
    return is.takeError();
  return ElfCheck<ELFT>((*was)->elf, (*is)->elf, edit).run();
}

} // namespace

Expected<ObjectBytes> editElf(StringRef bytes, const Edit &edit) {
  using namespace llvm::object;
  if (edit.changesSections()) {
    Expected<ObjectBytes> result = rewriteElfSections(bytes, edit);
    if (!result || (edit.rename.empty() && !edit.hide))
      return result;
    Edit names;
    names.rename = edit.rename;
    names.hide = edit.hide;
    names.visible = edit.visible;
    return editElf(StringRef(result->data(), result->size()), names);
  }
  return dispatchElf(bytes, editAs<ELF32LE>, editAs<ELF32BE>, editAs<ELF64LE>, editAs<ELF64BE>,
                     edit);
}

Error checkEditedElf(StringRef before, StringRef after, const Edit &edit) {
  using namespace llvm::object;
  if (before.take_front(ELF::EI_NIDENT) != after.take_front(ELF::EI_NIDENT))
    return failure("the file header differs");
  if (edit.changesSections())
    return checkElfSections(before, after, edit);
  return dispatchElf(before, checkAs<ELF32LE>, checkAs<ELF32BE>, checkAs<ELF64LE>, checkAs<ELF64BE>,
                     after, edit);
}

} // namespace armeld
