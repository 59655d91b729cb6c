// XCOFF, AIX's object format, 32 and 64 bit.
//
// Source: IBM, "XCOFF Object File Format". LLVM reads the symbols. Before that the symbol table is
// checked, because LLVM's iterators trust the counts of auxiliary entries.
//
// AIX's linker makes initialisers of the functions whose names begin with __sinit and __sterm,
// ordered by the priority in the name and then by link order. So these names are treated as the
// sections of initialisers of other formats.
//
// The equivalence digest ignores one thing: the name of the source file, which a C_FILE entry and
// its auxiliary entry of type XFT_FN hold for debuggers. No linker resolves anything by it, and
// rustc's allocator shims differ in it alone. The other auxiliary entries of C_FILE, which name the
// compiler, count. Names count by their text and not by their offset in the string table, because
// the length of one name changes the offsets of others. Everything else counts, in file order.
#include "base/digest.h"
#include "base/names.h"
#include "objects/inspect.h"

#include "llvm/BinaryFormat/XCOFF.h"
#include "llvm/Object/XCOFFObjectFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

namespace endian = llvm::support::endian;

static Error checkSymbolTable(const llvm::object::XCOFFObjectFile &file) {
  uint32_t count = file.getNumberOfSymbolTableEntries();
  if (count == 0)
    return Error::success();
  const auto *table = reinterpret_cast<const uint8_t *>(file.getPointerToSymbolTable());
  constexpr size_t entryBytes = llvm::XCOFF::SymbolTableEntrySize;
  for (uint64_t i = 0; i < count;) {
    uint64_t next = i + 1 + table[i * entryBytes + entryBytes - 1]; // the last byte: n_numaux
    if (next > count)
      return failure("symbol " + Twine(i) + "'s auxiliary entries run past the symbol table");
    i = next;
  }
  return Error::success();
}

/// LLVM reads the string table behind the symbols wherever the header says that they end.
/// Source: XCOFF Object File Format, "Composite File Header": f_symptr and f_nsyms.
static Error checkHeader(StringRef bytes) {
  if (bytes.size() < 24)
    return failure("is shorter than an XCOFF header");
  bool is64 = endian::read16be(bytes.data()) == llvm::XCOFF::XCOFF64;
  uint64_t symbols = is64 ? endian::read64be(bytes.data() + 8) : endian::read32be(bytes.data() + 8);
  uint64_t count = endian::read32be(bytes.data() + (is64 ? 20 : 12));
  if (symbols != 0 && (symbols > bytes.size() ||
                       count * llvm::XCOFF::SymbolTableEntrySize > bytes.size() - symbols))
    return failure("its symbol table runs past the end of the object");
  return Error::success();
}

namespace {

/// Walks the symbol table for the equivalence digest. Source: XCOFF Object File Format, "Symbol
/// Table Layout" and "File Auxiliary Entry for C_FILE Symbols".
class Equivalence {
public:
  /// `symbolBytes`, and what follows it, are in `bytes`.
  Equivalence(StringRef bytes, bool is64, uint64_t symbolsBegin, uint64_t symbolBytes)
      : is64(is64), symbols(bytes.substr(symbolsBegin, symbolBytes)) {
    StringRef rest = bytes.drop_front(symbolsBegin + symbolBytes);
    // The string table's size includes itself. There is no table if no name needs it.
    if (rest.size() >= 4)
      strings = rest.take_front(std::max<uint64_t>(4, endian::read32be(rest.data())));
    digester.text("armeld XCOFF equivalence 1");
    digester.text(bytes.take_front(symbolsBegin));
    digester.text(rest.drop_front(strings.size()));
  }

  /// Nothing if a name is not where it should be.
  std::optional<Digest> digest() {
    while (!symbols.empty()) {
      StringRef symbol = symbols.take_front(entryBytes);
      uint8_t storageClass = symbol[16], auxiliaries = symbol[17];
      bool isFile = storageClass == llvm::XCOFF::C_FILE;
      // Names of symbols for debuggers stand in the section .debug.
      if (storageClass & 0x80)
        digester.bytes(symbol);
      else if (!addSymbol(symbol, isFile && auxiliaries == 0))
        return std::nullopt;
      symbols = symbols.drop_front(entryBytes);
      for (; auxiliaries > 0; --auxiliaries, symbols = symbols.drop_front(entryBytes))
        if (!addAuxiliary(symbols.take_front(entryBytes), isFile))
          return std::nullopt;
    }
    return digester.finish();
  }

private:
  static constexpr size_t entryBytes = llvm::XCOFF::SymbolTableEntrySize;

  bool addSymbol(StringRef symbol, bool isFileName) {
    StringRef name = symbol.take_front(8);
    digester.bytes(is64 ? symbol.take_front(8) : symbol.substr(8, 4)); // the value
    digester.bytes(symbol.drop_front(12));
    if (isFileName)
      return true;
    return is64 ? addString(symbol.drop_front(8)) : addName(name);
  }

  bool addAuxiliary(StringRef entry, bool isOfFile) {
    if (!isOfFile) {
      digester.bytes(entry);
      return true;
    }
    digester.bytes(entry.drop_front(14));
    return entry[14] == llvm::XCOFF::XFT_FN || addName(entry.take_front(14));
  }

  /// A name, or, behind four zeros, its place in the string table.
  bool addName(StringRef field) {
    if (endian::read32be(field.data()) == 0)
      return addString(field.drop_front(4));
    digester.text(field);
    return true;
  }

  bool addString(StringRef place) {
    uint64_t offset = endian::read32be(place.data());
    if (offset == 0) { // no name
      digester.text("");
      return true;
    }
    StringRef from = strings.drop_front(std::min<size_t>(offset, strings.size()));
    size_t end = from.find('\0');
    if (offset < 4 || end == StringRef::npos)
      return false;
    digester.text(from.take_front(end));
    return true;
  }

  bool is64;
  StringRef symbols; ///< the entries that are left
  StringRef strings;
  Digester digester;
};

} // namespace

Error inspectXcoff(StringRef bytes, Object &object) {
  object.format = "xcoff";
  if (Error error = checkHeader(bytes))
    return error;
  auto created = llvm::object::ObjectFile::createObjectFile({bytes, ""});
  if (!created)
    return created.takeError();
  const auto &file = llvm::cast<llvm::object::XCOFFObjectFile>(**created);
  object.machine = keep(llvm::Triple::getArchTypeName(file.getArch()));
  if (Error error = checkSymbolTable(file))
    return error;
  if (Error error = addSymbolsByFlags(file, object))
    return error;
  uint64_t symbolBytes =
      uint64_t(file.getNumberOfSymbolTableEntries()) * llvm::XCOFF::SymbolTableEntrySize;
  uint64_t symbolsBegin =
      file.is64Bit() ? file.getSymbolTableOffset64() : file.getSymbolTableOffset32();
  if (symbolBytes != 0)
    if (std::optional<Digest> digest =
            Equivalence(bytes, file.is64Bit(), symbolsBegin, symbolBytes).digest())
      object.equivalence = *digest;
  for (const Definition &definition : object.defines)
    if (definition.name.starts_with("__sinit") || definition.name.starts_with("__sterm"))
      object.initialisers.push_back(definition.name.take_front(15)); // with the priority's digits
  for (const llvm::object::SectionRef &section : file.sections()) {
    Expected<StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    object.has_debug_info |= *name == ".dwinfo" && section.getSize() != 0;
  }
  return Error::success();
}

} // namespace armeld
