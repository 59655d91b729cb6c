// LLVM bitcode as a member of its own: what `-flto` and `linker-plugin-lto` leave in libraries.
//
// LLVM's reader of modules trusts its input: a wrong number makes it allocate 32 GB of memory, a
// wrong type makes it crash. A linker needs only the names, and those can be read without it. A
// bitcode file is a stream of blocks of records. The block of a module has a record for each
// global, with the position of its name in the file's string table. LLVM's bitstream reader, which
// checks what it reads, finds these records. Source: LLVM, "LLVM Bitcode File Format", and the
// comments at MODULE_CODE_* in llvm/Bitcode/LLVMBitCodes.h.
//
// The symbols are those that the module declares, as a linker's LTO sees them. Calls that code
// generation adds (of memcpy, for instance) are in no symbol table yet; such functions come from
// the compiler's own library, which follows the workspace library on the link line.
//
// What module-level assembly defines and refers to is no global. LLVM's writer has assembled it,
// and lists its symbols in the symbol table that it puts beside the modules: those without a name
// in the IR. Source: llvm/Object/IRSymtab.h, namespace storage.
//
// Constructors and destructors are in arrays of fixed names; their priorities are constants, which
// are not read, so that these run, for all that is known, in link order with any others.
//
// A module that cannot be read is marked unreadable, and stays in its library.
#include "base/names.h"
#include "objects/inspect.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/LLVMBitCodes.h"
#include "llvm/Bitstream/BitstreamReader.h"
#include "llvm/Object/IRSymtab.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

namespace bitc = llvm::bitc;

namespace {

/// GlobalValue::LinkageTypes as far as they matter, in the numbers of files.
enum class Linkage { strong, weak, common, external_weak, available_externally, local };

Linkage linkageOf(uint64_t number) {
  switch (number) {
  case 1:  // weak_any, of old
  case 4:  // linkonce_any, of old
  case 10: // weak_odr, of old
  case 11: // linkonce_odr, of old
  case 16: // weak_any
  case 17: // weak_odr
  case 18: // linkonce_any
  case 19: // linkonce_odr
    return Linkage::weak;
  case 7:
    return Linkage::external_weak;
  case 8:
    return Linkage::common;
  case 12:
    return Linkage::available_externally;
  case 3:  // internal
  case 9:  // private
  case 13: // private to the linker, of old
  case 14:
    return Linkage::local;
  default: // external, appending
    return Linkage::strong;
  }
}

/// A global as the module declares it; its name is still to be looked up.
struct Global {
  uint64_t nameOffset = 0;
  uint64_t nameSize = 0;
  Linkage linkage = Linkage::strong;
  bool isDeclaration = false;
  bool isHidden = false;
  bool hasMetadataSection = false; ///< "llvm.metadata": nothing that a linker sees
  uint64_t callingConvention = 0;
};

class ModuleReader {
public:
  ModuleReader(StringRef bytes, Object &object)
      : room(bytes.size()), object(object), cursor(bytes) {
    cursor.setBlockInfo(&abbreviations);
  }

  Error read() {
    if (Expected<llvm::SimpleBitstreamCursor::word_t> magic = cursor.Read(32); !magic)
      return magic.takeError();
    bool anyModule = false;
    // What follows the last block is padding.
    while (cursor.getCurrentByteNo() + 8 <= cursor.SizeInBytes()) {
      Expected<llvm::BitstreamEntry> entry = cursor.advance();
      if (!entry)
        return entry.takeError();
      if (entry->Kind != llvm::BitstreamEntry::SubBlock)
        return failure("has something else than a block at its top");
      anyModule |= entry->ID == bitc::MODULE_BLOCK_ID;
      if (Error error = topBlock(entry->ID))
        return error;
    }
    if (!anyModule)
      return failure("holds no module");
    sortInitialisers(object);
    return hasGlobals() ? failure("has no string table") : Error::success();
  }

private:
  Error topBlock(unsigned id) {
    switch (id) {
    case bitc::MODULE_BLOCK_ID:
      abbreviations = {};
      hasVersion = false;
      sectionNames.clear();
      [[fallthrough]];
    case bitc::IDENTIFICATION_BLOCK_ID:
    case bitc::SYMTAB_BLOCK_ID:
    case bitc::STRTAB_BLOCK_ID:
      return block(id);
    default:
      return cursor.SkipBlock();
    }
  }

  Error block(unsigned id) {
    if (Error error = cursor.EnterSubBlock(id))
      return error;
    while (true) {
      Expected<llvm::BitstreamEntry> entry = cursor.advance();
      if (!entry)
        return entry.takeError();
      switch (entry->Kind) {
      case llvm::BitstreamEntry::Error:
        return failure("ends in the middle of a block");
      case llvm::BitstreamEntry::EndBlock:
        return Error::success();
      case llvm::BitstreamEntry::SubBlock:
        if (Error error = innerBlock(entry->ID))
          return error;
        break;
      case llvm::BitstreamEntry::Record:
        if (Error error = record(id, entry->ID))
          return error;
        break;
      }
    }
  }

  Error innerBlock(unsigned id) {
    if (id != bitc::BLOCKINFO_BLOCK_ID)
      return cursor.SkipBlock();
    Expected<std::optional<llvm::BitstreamBlockInfo>> read = cursor.ReadBlockInfoBlock();
    if (!read)
      return read.takeError();
    if (*read)
      abbreviations = std::move(**read);
    return Error::success();
  }

  Error record(unsigned block, unsigned abbreviation) {
    fields.clear();
    StringRef blob;
    Expected<unsigned> code = cursor.readRecord(abbreviation, fields, &blob);
    if (!code)
      return code.takeError();
    // A field may have a width of 0 bits, so a small file could hold fields for days of work.
    uint64_t most = 64 * uint64_t(cursor.SizeInBytes());
    if ((fieldsRead += fields.size()) > most)
      return failure("has more fields than it has room for");
    switch (block) {
    case bitc::IDENTIFICATION_BLOCK_ID:
      if (*code == bitc::IDENTIFICATION_CODE_EPOCH && at(0) != bitc::BITCODE_CURRENT_EPOCH)
        return failure("is of epoch " + Twine(at(0)) + ", and only " +
                       Twine(unsigned(bitc::BITCODE_CURRENT_EPOCH)) + " is known");
      return Error::success();
    case bitc::SYMTAB_BLOCK_ID:
      if (*code == bitc::SYMTAB_BLOB)
        symbolTable = blob;
      return Error::success();
    case bitc::STRTAB_BLOCK_ID:
      return *code == bitc::STRTAB_BLOB ? addSymbols(blob) : Error::success();
    default:
      return moduleRecord(*code);
    }
  }

  /// A field of the record; 0 if it is shorter.
  uint64_t at(size_t i) const { return i < fields.size() ? fields[i] : 0; }
  std::string textOfRecord() const { return {fields.begin(), fields.end()}; }

  Error moduleRecord(unsigned code) {
    switch (code) {
    case bitc::MODULE_CODE_VERSION:
      // Version 2 came with LLVM 5, and names in a string table with it.
      if (at(0) < 2)
        return failure("is of version " + Twine(at(0)) + ", which is too old");
      hasVersion = true;
      return Error::success();
    case bitc::MODULE_CODE_TRIPLE:
      triple = textOfRecord();
      return Error::success();
    case bitc::MODULE_CODE_DATALAYOUT:
      readMangling(textOfRecord());
      return Error::success();
    case bitc::MODULE_CODE_ASM:
      hasAssembly |= !fields.empty();
      return Error::success();
    case bitc::MODULE_CODE_SECTIONNAME:
      sectionNames.push_back(textOfRecord());
      return Error::success();
    // The records of globals begin with the name's offset and size, and the type.
    case bitc::MODULE_CODE_FUNCTION: // ... convention, isproto, linkage, _, _, section, visibility
      return addGlobal(functions, 5, 9, at(4) != 0);
    case bitc::MODULE_CODE_GLOBALVAR: // ... flags, initializer, linkage, _, section, visibility
      return addGlobal(variables, 5, 8, at(4) == 0);
    case bitc::MODULE_CODE_ALIAS: // ... address space, aliasee, linkage, visibility
      return addGlobal(aliases, 5, 6, false);
    case bitc::MODULE_CODE_IFUNC: // ... address space, resolver, linkage, visibility
      return addGlobal(ifuncs, 5, 6, false);
    default:
      return Error::success();
    }
  }

  /// The mangling is one of the parts of the data layout: "e-m:o-i64:64". Source: LLVM Language
  /// Reference Manual, "Data Layout".
  void readMangling(StringRef layout) {
    llvm::SmallVector<StringRef> parts;
    layout.split(parts, '-');
    for (StringRef part : parts)
      if (part.consume_front("m:") && !part.empty())
        mangling = part.front();
  }

  Error addGlobal(std::vector<Global> &globals, size_t linkage, size_t visibility,
                  bool isDeclaration) {
    if (!hasVersion)
      return failure("says no version");
    if (fields.size() <= linkage)
      return failure("has a global without a linkage");
    Global &global = globals.emplace_back();
    global.nameOffset = at(0);
    global.nameSize = at(1);
    global.linkage = linkageOf(at(linkage));
    global.isDeclaration = isDeclaration || global.linkage == Linkage::available_externally;
    global.isHidden = at(visibility) == 1;
    if (&globals == &functions)
      global.callingConvention = at(3);
    size_t section = &globals == &variables ? at(7) : &globals == &functions ? at(8) : 0;
    if (section != 0 && section <= sectionNames.size()) {
      StringRef name = sectionNames[section - 1];
      global.hasMetadataSection = name == "llvm.metadata";
      if (isInitialiserSection(name))
        object.initialisers.push_back(keep(name));
      auto [segment, rest] = name.split(','); // as Mach-O has it
      object.objc |= isObjcSection(segment, rest.split(',').first.trim());
    }
    return Error::success();
  }

  /// Code or a pointer in such a section runs before main or after it, on one system or another.
  static bool isInitialiserSection(StringRef name) {
    for (StringRef start :
         {".init_array", ".fini_array", ".preinit_array", ".ctors", ".dtors", ".CRT$X"})
      if (name.starts_with(start))
        return true;
    return name == ".init" || name == ".fini" || name.contains("__mod_init_func") ||
           name.contains("__mod_term_func") || name.contains("__init_offsets") ||
           isOrderedObjcSection(name.split(',').second.split(',').first.trim());
  }

  bool hasGlobals() const {
    return !functions.empty() || !variables.empty() || !aliases.empty() || !ifuncs.empty();
  }

  /// The string table gives the modules before it their names.
  Error addSymbols(StringRef strings) {
    for (std::vector<Global> *globals : {&functions, &variables, &aliases, &ifuncs}) {
      for (const Global &global : *globals)
        if (Error error = addSymbol(global, strings))
          return error;
      globals->clear();
    }
    if (!std::exchange(hasAssembly, false))
      return Error::success();
    return addAssembly(std::exchange(symbolTable, {}), strings);
  }

  Error addAssembly(StringRef table, StringRef strings) {
    using namespace llvm::irsymtab;
    if (table.empty())
      return failure("has assembly, and no symbol table says what is in it");
    if (table.size() < sizeof(storage::Header))
      return failure("its symbol table is shorter than a header");
    const auto &header = *reinterpret_cast<const storage::Header *>(table.data());
    // What comes before the symbols, and a symbol, have been the same since the first version.
    if (header.Version > storage::Header::kCurrentVersion)
      return failure("its symbol table is of version " + Twine(header.Version));
    uint64_t begin = header.Symbols.Offset, count = header.Symbols.Size;
    if (begin > table.size() || count > (table.size() - begin) / sizeof(storage::Symbol))
      return failure("the symbols run past the end of its symbol table");
    for (const storage::Symbol &symbol : header.Symbols.get(table))
      if (symbol.IRName.Size == 0)
        if (Error error = addAssembled(symbol, strings))
          return error;
    dropOwnReferences();
    return Error::success();
  }

  Error addAssembled(const llvm::irsymtab::storage::Symbol &symbol, StringRef strings) {
    using Bits = llvm::irsymtab::storage::Symbol;
    auto has = [&](Bits::FlagBits bit) { return (symbol.Flags >> bit & 1) != 0; };
    if (!has(Bits::FB_global) || has(Bits::FB_format_specific))
      return Error::success();
    if (symbol.Name.Offset > strings.size() ||
        symbol.Name.Size > strings.size() - symbol.Name.Offset)
      return failure("has a name outside of the string table");
    StringRef name = symbol.Name.get(strings);
    if (name.empty() || name.size() > room)
      return failure("has names that are longer than it is");
    room -= name.size();
    if (has(Bits::FB_undefined)) {
      (has(Bits::FB_weak) ? object.weak_references : object.references).push_back(keep(name));
      return Error::success();
    }
    Definition &definition = object.defines.emplace_back();
    definition.name = keep(name);
    definition.binding = has(Bits::FB_common) ? Binding::common
                         : has(Bits::FB_weak) ? Binding::weak
                                              : Binding::strong;
    if ((symbol.Flags & 3) == llvm::GlobalValue::HiddenVisibility)
      definition.visibility = Visibility::hidden;
    return Error::success();
  }

  /// The IR declares what the assembly defines, and the other way round.
  void dropOwnReferences() {
    llvm::DenseSet<StringRef> defined;
    for (const Definition &definition : object.defines)
      defined.insert(definition.name);
    auto drop = [&](auto &names) {
      llvm::erase_if(names, [&](Name name) { return !defined.insert(name).second; });
    };
    drop(object.references);
    drop(object.weak_references);
  }

  Error addSymbol(const Global &global, StringRef strings) {
    if (global.nameOffset > strings.size() || global.nameSize > strings.size() - global.nameOffset)
      return failure("has a name outside of the string table");
    StringRef name = strings.substr(global.nameOffset, global.nameSize);
    if (name == "llvm.global_ctors" || name == "llvm.global_dtors")
      object.initialisers.push_back(keep(name));
    if (global.linkage == Linkage::local || global.hasMetadataSection || name.starts_with("llvm."))
      return Error::success();
    if (name.empty())
      return failure("has a global without a name");
    // Names may overlap in the table, so a few bytes can stand for many long names.
    if (name.size() > room)
      return failure("has names that are longer than it is");
    room -= name.size();
    Expected<Name> symbol = mangled(name, global.callingConvention);
    if (!symbol)
      return symbol.takeError();
    bool isWeak = global.linkage == Linkage::weak || global.linkage == Linkage::external_weak;
    if (global.isDeclaration) {
      (isWeak ? object.weak_references : object.references).push_back(*symbol);
      return Error::success();
    }
    Definition &definition = object.defines.emplace_back();
    definition.name = *symbol;
    definition.binding = global.linkage == Linkage::common ? Binding::common
                         : isWeak                          ? Binding::weak
                                                           : Binding::strong;
    if (global.isHidden)
      definition.visibility = Visibility::hidden;
    return Error::success();
  }

  /// The name as it will be in an object. Source: LLVM, Mangler.cpp.
  Expected<Name> mangled(StringRef name, uint64_t convention) const {
    if (name.consume_front("\1"))
      return keep(name);
    bool isCoffX86 = mangling == 'x';
    if (name.starts_with("?") && (isCoffX86 || mangling == 'w'))
      return keep(name);
    constexpr uint64_t stdcall = 64, fastcall = 65, vectorcall = 80;
    if (convention == vectorcall ||
        (isCoffX86 && (convention == stdcall || convention == fastcall)))
      return failure("has a function whose name takes the size of its arguments");
    if (isCoffX86 || mangling == 'o') // and Mach-O
      return keep(("_" + name).str());
    return keep(name);
  }

public:
  std::string triple;

private:
  uint64_t room; ///< for names
  Object &object;
  llvm::BitstreamCursor cursor;
  llvm::BitstreamBlockInfo abbreviations;
  llvm::SmallVector<uint64_t> fields;
  uint64_t fieldsRead = 0;
  bool hasVersion = false;
  bool hasAssembly = false;
  StringRef symbolTable; ///< of the modules so far
  char mangling = 0;
  std::vector<std::string> sectionNames;
  std::vector<Global> functions, variables, aliases, ifuncs;
};

/// The platform of Mach-O, as objects say it.
std::optional<Name> platformOf(const llvm::Triple &triple) {
  if (!triple.isOSBinFormatMachO())
    return std::nullopt;
  if (triple.isMacOSX())
    return Name("macos");
  if (triple.isMacCatalystEnvironment())
    return Name("maccatalyst");
  bool isSimulator = triple.isSimulatorEnvironment();
  if (triple.isTvOS()) // asked first, since LLVM counts tvOS as an iOS
    return Name(isSimulator ? "tvos-simulator" : "tvos");
  if (triple.isWatchOS())
    return Name(isSimulator ? "watchos-simulator" : "watchos");
  if (triple.isiOS())
    return Name(isSimulator ? "ios-simulator" : "ios");
  return std::nullopt;
}

StringRef formatOf(const llvm::Triple &triple) {
  switch (triple.getObjectFormat()) {
  case llvm::Triple::COFF:
    return "coff";
  case llvm::Triple::MachO:
    return "macho";
  case llvm::Triple::Wasm:
    return "wasm";
  case llvm::Triple::XCOFF:
    return "xcoff";
  default:
    return "elf";
  }
}

} // namespace

Error inspectBitcode(StringRef bytes, Object &object) {
  const auto *begin = bytes.bytes_begin(), *end = bytes.bytes_end();
  if (llvm::isBitcodeWrapper(begin, end) && llvm::SkipBitcodeWrapperHeader(begin, end, true))
    return failure("has a wrapper that leads outside of it");
  ModuleReader reader({reinterpret_cast<const char *>(begin), size_t(end - begin)}, object);
  if (Error error = reader.read())
    return error;
  llvm::Triple triple(reader.triple);
  object.format = formatOf(triple); // of what it will become
  object.machine = keep(llvm::Triple::getArchTypeName(triple.getArch()));
  object.platform = platformOf(triple);
  return Error::success();
}

} // namespace armeld
