// XCOFF, AIX's object format, 32 and 64 bit.
//
// Source: IBM, "XCOFF Object File Format". LLVM's view of the symbols says what matters here. The
// symbol table is walked first, since LLVM's iterators trust the counts of auxiliary entries.
//
// AIX's linker builds static initialisation out of functions whose names begin in __sinit and
// __sterm, in the order of the priority in the name and then of the link; so these names stand for
// the sections that other formats have for it.
//
// The equivalence digest is the object's own digest: the time stamp in the header is 0 in what
// compilers write today, and a .file entry names the compiler as well.
#include "names.h"
#include "object.h"

#include "llvm/BinaryFormat/XCOFF.h"
#include "llvm/Object/XCOFFObjectFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

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
  namespace endian = llvm::support::endian;
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
