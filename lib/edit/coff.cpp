// Edits of COFF objects.
//
// External symbols and weak externals get new names, and so do the symbols in options for the
// linker (.drectve), which names them in text. COFF has no visibility: what a DLL exports is what
// somebody lists. Source: see objects/coff_file.h; for the options, the linkers' documentation:
// link.exe's "/EXPORT", "/INCLUDE"; LLVM's lld/COFF/DriverUtils.cpp; binutils' bfd/peXXigen.c and
// ld/deffilep.y.
#include "edit/coff_directives.h"
#include "edit/coff_sections.h"
#include "objects/coff_file.h"

namespace armeld {

namespace endian = llvm::support::endian;
using llvm::object::coff_bigobj_file_header;
using llvm::object::coff_file_header;
using llvm::object::coff_section;

static bool isDirectives(const CoffSection &section) { return section.name == ".drectve"; }

/// Where the header has the place of the symbol table.
static size_t symbolTableField(const CoffFile &file) {
  return file.isBig ? offsetof(coff_bigobj_file_header, PointerToSymbolTable)
                    : offsetof(coff_file_header, PointerToSymbolTable);
}

/// The new name of a symbol. That of a section is called as the section is.
static std::string newName(const CoffFile &file, const CoffSymbol &symbol, StringRef name,
                           const Edit &edit) {
  if (symbol.isExternal() || symbol.isWeakExternal())
    return renamed(edit, name).str();
  if (symbol.isSectionDefinition() && size_t(symbol.section) <= file.sections.size() &&
      file.sections[size_t(symbol.section) - 1].name == name)
    return renamedSection(name, edit, file.machine);
  return name.str();
}

namespace {

class CoffEditor {
public:
  CoffEditor(const CoffFile &file, const Edit &edit)
      : file(file), edit(edit), result(file.bytes.begin(), file.bytes.end()),
        names(std::max<uint64_t>(4, file.strings.size())) {}

  Expected<ObjectBytes> run() {
    for (const CoffSection &section : file.sections) {
      if (Error error = refuseOverlaps(section))
        return error;
      if (isDirectives(section))
        if (Error error = editDirectives(section))
          return error;
      if (Error error = renameSection(section))
        return error;
    }
    if (Error error = editSymbols())
      return error;
    if (names.bytes.empty() && directives.empty())
      return std::move(result);
    return lay();
  }

private:
  uint64_t stringsOffset() const { return file.symbolTableOffset + file.symbolTable.size(); }

  /// What an edit changes may not be part of a section besides.
  Error refuseOverlaps(const CoffSection &section) const {
    uint64_t headersEnd = file.headerBytes + file.sections.size() * sizeof(coff_section);
    uint64_t tablesEnd = stringsOffset() + file.strings.size();
    StringRef relocations(reinterpret_cast<const char *>(section.relocations.data()),
                          section.relocations.size() * sizeof(llvm::object::coff_relocation));
    for (StringRef part : {section.content, relocations}) {
      uint64_t start = uint64_t(part.data() - file.bytes.data());
      if (!part.empty() && start < headersEnd)
        return failure("a section overlaps the headers");
      if (!part.empty() && start < tablesEnd && file.symbolTableOffset < start + part.size())
        return failure("a section overlaps the symbol table");
    }
    return Error::success();
  }

  Error editSymbols() {
    return file.forEachSymbol([&](uint32_t i, const CoffSymbol &symbol) -> Error {
      Expected<StringRef> name = file.nameOf(symbol);
      if (!name)
        return name.takeError();
      std::string changed = newName(file, symbol, *name, edit);
      if (changed == *name)
        return Error::success();
      uint64_t offset = names.offsetOf(keep(changed));
      if (offset > UINT32_MAX)
        return failure("its string table would get larger than 4 GB");
      // A name in the string table: four zeros, and its place there.
      char *field = result.data() + file.symbolTableOffset + i * file.symbolBytes;
      endian::write32le(field, 0);
      endian::write32le(field + 4, uint32_t(offset));
      return Error::success();
    });
  }

  /// The header of the section in the result.
  coff_section *headerOf(const CoffSection &section) {
    return reinterpret_cast<coff_section *>(
        result.data() + (reinterpret_cast<const char *>(section.header) - file.bytes.data()));
  }

  Error renameSection(const CoffSection &section) {
    std::string name = renamedSection(section.name, edit, file.machine);
    if (name == section.name)
      return Error::success();
    // A slash and the place in the string table, in decimal digits; or to the base 64.
    uint64_t offset = names.offsetOf(keep(name));
    char *field = headerOf(section)->Name;
    std::memset(field, 0, llvm::COFF::NameSize);
    if (!llvm::COFF::encodeSectionName(field, offset))
      return failure("its string table would get larger than 64 GB");
    return Error::success();
  }

  /// Notes new text of the section. It is put before the symbol table, behind all other sections.
  Error editDirectives(const CoffSection &section) {
    std::string text = renamedDirectives(section.content, edit, file.machine);
    if (text == section.content)
      return Error::success();
    if (section.header->NumberOfRelocations != 0)
      return failure("the section .drectve has relocations");
    coff_section *header = headerOf(section);
    header->SizeOfRawData = uint32_t(text.size());
    header->PointerToRawData = uint32_t(file.symbolTableOffset + directives.size());
    directives += text;
    return Error::success();
  }

  /// Puts new directives and names into the file.
  Expected<ObjectBytes> lay() {
    // The symbol table is the last thing in objects as compilers write them.
    uint64_t stringsEnd = stringsOffset() + file.strings.size();
    if (!names.bytes.empty() && stringsEnd != file.bytes.size())
      return failure("something follows the string table");
    if (!directives.empty() && file.symbolTableOffset == 0)
      return failure("has no symbol table");
    for (const CoffSection &section : file.sections)
      if (!directives.empty() && !section.content.empty() &&
          section.content.end() > file.bytes.data() + file.symbolTableOffset)
        return failure("a section lies behind the symbol table");
    if (!names.bytes.empty()) {
      if (file.strings.empty())
        result.resize(result.size() + 4);
      result.insert(result.end(), names.bytes.begin(), names.bytes.end());
      endian::write32le(result.data() + stringsOffset(), uint32_t(result.size() - stringsOffset()));
    }
    endian::write32le(result.data() + symbolTableField(file),
                      uint32_t(file.symbolTableOffset + directives.size()));
    result.insert(result.begin() + ptrdiff_t(file.symbolTableOffset), directives.begin(),
                  directives.end());
    if (result.size() > UINT32_MAX)
      return failure("would get larger than 4 GB");
    return std::move(result);
  }

  const CoffFile &file;
  const Edit &edit;
  ObjectBytes result;
  AppendedNames names;
  std::string directives;
};

} // namespace

Expected<ObjectBytes> editCoff(StringRef bytes, const Edit &edit) {
  if (edit.changesSections()) {
    Expected<ObjectBytes> result = rewriteCoffSections(bytes, edit);
    if (!result || edit.rename.empty())
      return result;
    Edit names;
    names.rename = edit.rename;
    return editCoff(StringRef(result->data(), result->size()), names);
  }
  CoffFile file;
  if (Error error = file.read(bytes))
    return error;
  return CoffEditor(file, edit).run();
}

/// The header, and all that lies between the section table and the symbol table.
static Error checkLayout(const CoffFile &was, const CoffFile &is) {
  if (was.headerBytes != is.headerBytes || was.sectionCount != is.sectionCount)
    return failure("has another number of sections");
  std::string header = is.bytes.take_front(is.headerBytes).str();
  size_t field = symbolTableField(was);
  llvm::copy(was.bytes.substr(field, 4), header.begin() + ptrdiff_t(field));
  if (header != was.bytes.take_front(was.headerBytes))
    return failure("the file header differs");
  size_t sectionsEnd = was.headerBytes + was.sectionCount * sizeof(coff_section);
  if (was.bytes.slice(sectionsEnd, was.symbolTableOffset) !=
      is.bytes.slice(sectionsEnd, was.symbolTableOffset))
    return failure("the content of the sections differs");
  return Error::success();
}

static Error checkSections(const CoffFile &was, const CoffFile &is, const Edit &edit) {
  for (size_t i = 0; i < was.sections.size(); ++i) {
    const CoffSection &old = was.sections[i], &now = is.sections[i];
    coff_section oldHeader = *old.header, nowHeader = *now.header;
    std::string content = old.content.str();
    if (isDirectives(old)) {
      content = renamedDirectives(content, edit, was.machine);
      nowHeader.SizeOfRawData = oldHeader.SizeOfRawData;
      nowHeader.PointerToRawData = oldHeader.PointerToRawData;
    }
    std::string name = renamedSection(old.name, edit, was.machine);
    if (name != old.name) {
      StringRef field(nowHeader.Name, sizeof nowHeader.Name);
      if (field.find_last_not_of('\0') >= field.find('\0'))
        return failure("section " + Twine(i + 1) + " has something behind its name");
      std::memcpy(nowHeader.Name, oldHeader.Name, sizeof nowHeader.Name);
    }
    if (std::memcmp(&oldHeader, &nowHeader, sizeof oldHeader) != 0 || name != now.name ||
        content != now.content ||
        StringRef(reinterpret_cast<const char *>(old.relocations.data()),
                  old.relocations.size() * sizeof(llvm::object::coff_relocation)) !=
            StringRef(reinterpret_cast<const char *>(now.relocations.data()),
                      now.relocations.size() * sizeof(llvm::object::coff_relocation)))
      return failure("section " + Twine(i + 1) + " differs");
  }
  return Error::success();
}

Error checkEditedCoff(StringRef before, StringRef after, const Edit &edit) {
  if (edit.changesSections())
    return checkCoffSections(before, after, edit);
  CoffFile was, is;
  if (Error error = was.read(before))
    return error;
  if (Error error = is.read(after))
    return error;
  if (Error error = checkLayout(was, is))
    return error;
  if (Error error = checkSections(was, is, edit))
    return error;
  if (was.symbolCount != is.symbolCount || was.isBig != is.isBig || was.machine != is.machine ||
      was.characteristics != is.characteristics)
    return failure("the file header differs");
  if (!is.strings.drop_front(std::min<size_t>(4, is.strings.size()))
           .starts_with(was.strings.drop_front(std::min<size_t>(4, was.strings.size()))))
    return failure("the string table differs");
  for (uint32_t i = 0; i < was.symbolCount; ++i) {
    StringRef old = was.symbolTable.substr(i * was.symbolBytes, was.symbolBytes);
    StringRef now = is.symbolTable.substr(i * is.symbolBytes, is.symbolBytes);
    if (!was.isRecord[i]) {
      if (old != now)
        return failure("an auxiliary record has changed");
      continue;
    }
    const CoffSymbol &symbol = was.symbols[i];
    Expected<StringRef> name = was.nameOf(symbol);
    if (!name)
      return name.takeError();
    Expected<StringRef> newName = is.nameOf(is.symbols[i]);
    if (!newName)
      return newName.takeError();
    std::string expected = armeld::newName(was, symbol, *name, edit);
    if (*newName != expected || (expected == *name && old != now) ||
        old.drop_front(8) != now.drop_front(8))
      return failure("symbol '" + shown(*name) + "' has become '" + shown(*newName) + "'");
  }
  return Error::success();
}

} // namespace armeld
