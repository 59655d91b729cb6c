// Edits of Mach-O objects.
//
// A symbol is hidden by making it a private extern: it binds in the link, and the output does not
// export it. Sources: mach-o/nlist.h; Apple's ld(1), "-keep_private_externs".
#include "edit/macho_atoms.h"
#include "edit/macho_sections.h"

#include "llvm/BinaryFormat/MachO.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

namespace MachO = llvm::MachO;
namespace endian = llvm::support::endian;

namespace {

/// An entry of the symbol table.
struct Entry {
  uint64_t offset = 0; ///< bytes from the start of the file
  uint8_t type = 0;
  uint64_t value = 0;
  Name name;
  Name target; ///< of an alias: the symbol that it stands for

  bool isExternal() const { return !(type & MachO::N_STAB) && (type & MachO::N_EXT); }
  bool isAlias() const { return (type & MachO::N_TYPE) == MachO::N_INDR; }
  /// Commons are undefined symbols with a size.
  bool isDefined() const { return (type & MachO::N_TYPE) != MachO::N_UNDF || value != 0; }
  bool becomesHidden(const Edit &edit) const {
    Definition definition;
    definition.name = name;
    if (type & MachO::N_PEXT)
      definition.visibility = Visibility::hidden;
    return isExternal() && isDefined() && hides(edit, definition);
  }
};

/// The symbol table of an object, of either width and byte order.
class MachOSymbols {
public:
  explicit MachOSymbols(StringRef bytes) : bytes(bytes) {}

  uint64_t commandOffset = 0; ///< of LC_SYMTAB; 0 if there is none
  uint64_t stringsOffset = 0;
  uint64_t stringsBytes = 0;
  std::vector<Entry> entries;
  bool is64 = false;
  llvm::endianness order = llvm::endianness::little;

  Error read() {
    if (bytes.size() < sizeof(MachO::mach_header))
      return failure("is shorter than a Mach-O header");
    uint32_t magic = endian::read32le(bytes.data());
    is64 = magic == MachO::MH_MAGIC_64 || magic == MachO::MH_CIGAM_64;
    if (magic == MachO::MH_CIGAM || magic == MachO::MH_CIGAM_64)
      order = llvm::endianness::big;
    if (Error error = findCommand())
      return error;
    return commandOffset ? readEntries() : Error::success();
  }

  uint32_t read32(uint64_t offset) const { return endian::read32(bytes.data() + offset, order); }
  uint64_t readWord(uint64_t offset) const {
    return is64 ? endian::read64(bytes.data() + offset, order) : read32(offset);
  }

private:
  Error findCommand() {
    uint64_t at = is64 ? sizeof(MachO::mach_header_64) : sizeof(MachO::mach_header);
    uint32_t count = read32(offsetof(MachO::mach_header, ncmds));
    for (uint32_t i = 0; i < count; ++i) {
      if (at > bytes.size() || bytes.size() - at < sizeof(MachO::load_command))
        return failure("the load commands run past the end of the file");
      uint32_t kind = read32(at), size = read32(at + 4);
      if (kind == MachO::LC_SYMTAB && size >= sizeof(MachO::symtab_command) &&
          bytes.size() - at >= sizeof(MachO::symtab_command))
        commandOffset = at;
      if (size < sizeof(MachO::load_command))
        return failure("load command " + Twine(i) + " has no size");
      at += size;
    }
    return Error::success();
  }

  Error readEntries() {
    uint64_t offset = read32(commandOffset + offsetof(MachO::symtab_command, symoff));
    uint64_t count = read32(commandOffset + offsetof(MachO::symtab_command, nsyms));
    stringsOffset = read32(commandOffset + offsetof(MachO::symtab_command, stroff));
    stringsBytes = read32(commandOffset + offsetof(MachO::symtab_command, strsize));
    uint64_t entryBytes = is64 ? sizeof(MachO::nlist_64) : sizeof(MachO::nlist);
    if (offset + count * entryBytes > bytes.size())
      return failure("the symbol table runs past the end of the file");
    if (stringsOffset + stringsBytes > bytes.size())
      return failure("the string table runs past the end of the file");
    entries.reserve(count);
    for (uint64_t i = 0; i < count; ++i) {
      Entry &entry = entries.emplace_back();
      entry.offset = offset + i * entryBytes;
      entry.type = uint8_t(bytes[entry.offset + offsetof(MachO::nlist, n_type)]);
      entry.value = readWord(entry.offset + offsetof(MachO::nlist, n_value));
      if (!entry.isExternal())
        continue;
      if (Error error = readName(read32(entry.offset), entry.name))
        return error;
      if (entry.isAlias())
        if (Error error = readName(entry.value, entry.target))
          return error;
    }
    return Error::success();
  }

  Error readName(uint64_t at, Name &name) const {
    StringRef strings = bytes.substr(stringsOffset, stringsBytes);
    if (at >= strings.size())
      return failure("a symbol's name stands outside of the string table");
    name = strings.drop_front(at);
    name = name.take_front(name.find('\0'));
    return Error::success();
  }

  StringRef bytes;
};

} // namespace

/// Whether whole sections go.
static bool strips(const Edit &edit) { return edit.strip_debug || edit.drop_bitcode; }

/// What is to be done when these have gone.
static Edit afterStripping(Edit edit) {
  edit.strip_debug = edit.drop_bitcode = false;
  return edit;
}

Expected<ObjectBytes> editMachO(StringRef bytes, const Edit &edit) {
  if (edit.compress_debug)
    return failure("is a Mach-O object, in which no linker reads compressed debug information");
  if (strips(edit)) {
    Expected<ObjectBytes> stripped = stripMachO(bytes, edit);
    Edit rest = afterStripping(edit);
    if (!stripped || rest.isEmpty())
      return stripped;
    return editMachO(StringRef(stripped->data(), stripped->size()), rest);
  }
  if (edit.changesSections()) {
    Expected<ObjectBytes> result = rewriteMachOAtoms(bytes, edit);
    if (!result || (edit.rename.empty() && !edit.hide))
      return result;
    Edit names = edit;
    names.remove = {};
    return editMachO(StringRef(result->data(), result->size()), names);
  }
  MachOSymbols symbols(bytes);
  if (Error error = symbols.read())
    return error;
  ObjectBytes result(bytes.begin(), bytes.end());
  AppendedNames names(symbols.stringsBytes);
  auto put32 = [&](uint64_t offset, uint64_t value) {
    endian::write32(result.data() + offset, uint32_t(value), symbols.order);
  };
  for (const Entry &entry : symbols.entries) {
    if (!entry.isExternal())
      continue;
    if (Name name = renamed(edit, entry.name); name != entry.name)
      put32(entry.offset, names.offsetOf(name));
    if (Name target = renamed(edit, entry.target); entry.isAlias() && target != entry.target) {
      uint64_t place = entry.offset + offsetof(MachO::nlist, n_value);
      if (symbols.is64)
        endian::write64(result.data() + place, names.offsetOf(target), symbols.order);
      else
        put32(place, names.offsetOf(target));
    }
    if (entry.becomesHidden(edit))
      result[entry.offset + offsetof(MachO::nlist, n_type)] |= char(MachO::N_PEXT);
  }
  if (names.bytes.empty())
    return result;
  // The string table is the last thing in objects as compilers write them. Elsewhere it is copied
  // to the end, where it has room.
  uint64_t tableEnd = symbols.stringsOffset + symbols.stringsBytes;
  if (tableEnd != bytes.size()) {
    put32(symbols.commandOffset + offsetof(MachO::symtab_command, stroff), result.size());
    StringRef table = bytes.substr(symbols.stringsOffset, symbols.stringsBytes);
    result.insert(result.end(), table.begin(), table.end());
  }
  result.insert(result.end(), names.bytes.begin(), names.bytes.end());
  // Apple's archives hold members whose size is a multiple of 8.
  uint64_t padding = llvm::offsetToAlignment(result.size(), llvm::Align(8));
  result.resize(result.size() + padding);
  if (result.size() > UINT32_MAX)
    return failure("would get larger than 4 GB");
  put32(symbols.commandOffset + offsetof(MachO::symtab_command, strsize),
        symbols.stringsBytes + names.bytes.size() + padding);
  return result;
}

/// Of an object that loses sections and is edited further there is one in between, which is made
/// again. It is right because the check says so that shares nothing with what makes it.
static Error checkStripped(StringRef before, StringRef after, const Edit &edit) {
  Expected<ObjectBytes> between = stripMachO(before, edit);
  if (!between)
    return between.takeError();
  StringRef stripped(between->data(), between->size());
  if (Error error = checkStrippedMachO(before, stripped, edit))
    return error;
  Edit rest = afterStripping(edit);
  if (!rest.isEmpty())
    return checkEditedMachO(stripped, after, rest);
  return stripped == after ? Error::success() : failure("is not the object without sections");
}

Error checkEditedMachO(StringRef before, StringRef after, const Edit &edit) {
  if (edit.compress_debug)
    return failure("is a Mach-O object, which cannot have compressed debug information");
  if (strips(edit))
    return checkStripped(before, after, edit);
  if (edit.changesSections())
    return checkMachOAtoms(before, after, edit);
  MachOSymbols was(before), is(after);
  if (Error error = was.read())
    return error;
  if (Error error = is.read())
    return error;
  if (was.entries.size() != is.entries.size() || was.commandOffset != is.commandOffset ||
      after.size() < before.size())
    return failure("has another number of symbols");
  // All bytes but those of the symbol table's fields are the same.
  std::string mended = after.take_front(before.size()).str();
  auto restore = [&](uint64_t offset, size_t size) {
    llvm::copy(before.substr(offset, size), mended.begin() + ptrdiff_t(offset));
  };
  if (was.commandOffset)
    restore(was.commandOffset + offsetof(MachO::symtab_command, stroff), 8);
  for (size_t i = 0; i < was.entries.size(); ++i) {
    const Entry &old = was.entries[i], &now = is.entries[i];
    if (!old.isExternal())
      continue;
    uint8_t type = old.type | (old.becomesHidden(edit) ? MachO::N_PEXT : 0);
    if (now.offset != old.offset || now.type != type)
      return failure("symbol '" + shown(old.name) + "' has changed");
    if (now.name != renamed(edit, old.name) || now.target != renamed(edit, old.target))
      return failure("symbol '" + shown(old.name) + "' is called '" + shown(now.name) + "'");
    restore(old.offset, 5); // n_strx and n_type
    if (old.isAlias())
      restore(old.offset + offsetof(MachO::nlist, n_value), was.is64 ? 8 : 4);
  }
  // The old names are there still.
  StringRef strings = before.substr(was.stringsOffset, was.stringsBytes);
  if (before != mended || !after.drop_front(is.stringsOffset).starts_with(strings))
    return failure("more than symbols has changed");
  return Error::success();
}

} // namespace armeld
