// Mach-O relocatable objects, 32 and 64 bit.
//
// Sources: Apple's <mach-o/loader.h> and <mach-o/nlist.h>; LLVM's llvm/BinaryFormat/MachO.h; for
// what a linker makes of them, lld/MachO/InputFiles.cpp.
//
// LLVM reads load commands and sections, and checks them when it opens the file. Symbols are read
// here, because LLVM trusts that each name ends.
//
// A private extern (N_PEXT) is a symbol that other objects can bind to, and that is hidden in what
// is linked. A weak definition is one of which the linker keeps the first (macho_atoms.h says what
// it holds); a common is an undefined symbol with a size. A weak *reference* does fetch a member
// from an archive here, unlike ELF's: it says only that the symbol may be missing at run time. So
// it counts as a reference.
//
// The linker option -ObjC takes every member with classes or categories of Objective-C out of every
// library, the workspace library too. Categories, and classes that run code when they are loaded
// (__objc_nlclslist), are initialisers: the runtime goes through them in link order.
//
// The equivalence digest is the object's own digest: the format has neither time stamp nor
// source-file symbol. Odd or empty __eh_frame and __compact_unwind sections, and __LLVM,__bitcode,
// are content like any other.
#include "base/names.h"
#include "objects/inspect.h"
#include "objects/macho_atoms.h"
#include "objects/rust_origin.h"

#include "llvm/BinaryFormat/MachO.h"
#include "llvm/Object/MachO.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

namespace {

namespace MachO = llvm::MachO;

class MachOInspector {
public:
  MachOInspector(const llvm::object::MachOObjectFile &file, StringRef bytes, Object &object)
      : file(file), bytes(bytes), object(object) {}

  Error inspect() {
    readPlatform();
    readSections();
    return readSymbols();
  }

private:
  /// LC_BUILD_VERSION says it, and LC_VERSION_MIN_* did so before 2018, without a word for
  /// simulators, which ran on x86 then. An object for two platforms, as Mac Catalyst's frameworks
  /// have, counts for the first.
  void readPlatform() {
    static constexpr StringRef names[] = {"",
                                          "macos",
                                          "ios",
                                          "tvos",
                                          "watchos",
                                          "bridgeos",
                                          "maccatalyst",
                                          "ios-simulator",
                                          "tvos-simulator",
                                          "watchos-simulator",
                                          "driverkit",
                                          "visionos",
                                          "visionos-simulator"};
    bool isX86 = file.getArch() == llvm::Triple::x86 || file.getArch() == llvm::Triple::x86_64;
    for (const auto &command : file.load_commands()) {
      uint32_t number = 0;
      switch (command.C.cmd) {
      case MachO::LC_BUILD_VERSION:
        if (command.C.cmdsize >= sizeof(MachO::build_version_command))
          number = file.getBuildVersionLoadCommand(command).platform;
        break;
      case MachO::LC_VERSION_MIN_MACOSX:
        number = MachO::PLATFORM_MACOS;
        break;
      case MachO::LC_VERSION_MIN_IPHONEOS:
        number = isX86 ? MachO::PLATFORM_IOSSIMULATOR : MachO::PLATFORM_IOS;
        break;
      case MachO::LC_VERSION_MIN_TVOS:
        number = isX86 ? MachO::PLATFORM_TVOSSIMULATOR : MachO::PLATFORM_TVOS;
        break;
      case MachO::LC_VERSION_MIN_WATCHOS:
        number = isX86 ? MachO::PLATFORM_WATCHOSSIMULATOR : MachO::PLATFORM_WATCHOS;
        break;
      default:
        break;
      }
      if (number == 0)
        continue;
      object.platform = number < std::size(names) ? Name(names[number])
                                                  : keep("platform " + std::to_string(number));
      return;
    }
  }

  void readSections() {
    for (const llvm::object::SectionRef &section : file.sections()) {
      llvm::object::DataRefImpl place = section.getRawDataRefImpl();
      uint32_t flags =
          file.is64Bit() ? file.getSection64(place).flags : file.getSection(place).flags;
      StringRef segment = file.getSectionFinalSegmentName(place);
      StringRef name = nameOf(section);
      bool isEmpty = section.getSize() == 0;
      object.has_bitcode |= segment == "__LLVM" && (name == "__bitcode" || name == "__bundle");
      object.has_debug_info |= segment == "__DWARF" && name == "__debug_info" && !isEmpty;
      object.objc |= !isEmpty && isObjcSection(segment, name);
      if (!isEmpty && isInitialiser(flags, name))
        object.initialisers.push_back(keep((segment + "," + name).str()));
      if (segment == "__DWARF" && name == "__debug_str")
        readDebugStrings(contentOf(section), object);
    }
    if (!object.source && (object.compiler || !object.has_debug_info))
      for (const llvm::object::SectionRef &section : file.sections())
        if (StringRef name = nameOf(section); name == "__cstring" || name == "__const")
          readPanicPaths(contentOf(section), object);
    sortInitialisers(object);
  }

  StringRef nameOf(const llvm::object::SectionRef &section) const {
    llvm::ArrayRef<char> field = file.getSectionRawName(section.getRawDataRefImpl());
    StringRef name(field.data(), field.size());
    return name.take_front(name.find('\0'));
  }

  static StringRef contentOf(const llvm::object::SectionRef &section) {
    Expected<StringRef> content = section.getContents();
    if (content)
      return *content;
    llvm::consumeError(content.takeError());
    return {};
  }

  static bool isInitialiser(uint32_t flags, StringRef name) {
    switch (flags & MachO::SECTION_TYPE) {
    case MachO::S_MOD_INIT_FUNC_POINTERS:
    case MachO::S_MOD_TERM_FUNC_POINTERS:
    case MachO::S_INIT_FUNC_OFFSETS:
      return true;
    default:
      return isOrderedObjcSection(name);
    }
  }

  Error readSymbols() {
    strings = file.getStringTableData();
    std::vector<MachO::nlist_64> symbols;
    for (const llvm::object::SymbolRef &symbol : file.symbols()) {
      llvm::object::DataRefImpl place = symbol.getRawDataRefImpl();
      MachO::nlist_64 entry;
      if (file.is64Bit()) {
        entry = file.getSymbol64TableEntry(place);
      } else {
        MachO::nlist narrow = file.getSymbolTableEntry(place);
        entry = {narrow.n_strx, narrow.n_type, narrow.n_sect, uint16_t(narrow.n_desc),
                 narrow.n_value};
      }
      symbols.push_back(entry);
    }
    std::optional<MachOAtoms> atoms;
    for (const MachO::nlist_64 &entry : symbols) {
      object.has_debug_info |= (entry.n_type & MachO::N_STAB) != 0;
      if (!(entry.n_type & MachO::N_EXT) || (entry.n_type & MachO::N_STAB))
        continue;
      Expected<StringRef> name = nameAt(entry.n_strx);
      if (!name)
        return name.takeError();
      if (Error error = addSymbol(entry, *name))
        return error;
      if ((entry.n_type & MachO::N_TYPE) != MachO::N_SECT || !(entry.n_desc & MachO::N_WEAK_DEF))
        continue;
      if (!atoms)
        atoms.emplace(file, bytes, symbols, strings);
      object.defines.back().content = atoms->digest(entry);
    }
    return Error::success();
  }

  Expected<StringRef> nameAt(uint64_t offset) const {
    if (offset >= strings.size())
      return failure("a symbol's name stands outside of the string table");
    StringRef from = strings.drop_front(offset);
    size_t end = from.find('\0');
    if (end == StringRef::npos)
      return failure("a symbol's name runs past the end of the string table");
    return from.take_front(end);
  }

  Error addSymbol(const MachO::nlist_64 &entry, StringRef name) {
    unsigned type = entry.n_type & MachO::N_TYPE;
    if (type == MachO::N_UNDF && entry.n_value == 0) {
      object.references.push_back(keep(name));
      return Error::success();
    }
    Definition &definition = object.defines.emplace_back();
    definition.name = keep(name);
    if (type == MachO::N_UNDF)
      definition.binding = Binding::common;
    else if (entry.n_desc & MachO::N_WEAK_DEF)
      definition.binding = Binding::weak;
    if (entry.n_type & MachO::N_PEXT)
      definition.visibility = Visibility::hidden;
    if (type != MachO::N_INDR)
      return Error::success();
    // Another name for a symbol, whose name is given by its offset in the string table.
    Expected<StringRef> target = nameAt(entry.n_value);
    if (!target)
      return target.takeError();
    object.references.push_back(keep(*target));
    return Error::success();
  }

  const llvm::object::MachOObjectFile &file;
  StringRef bytes;
  Object &object;
  StringRef strings;
};

} // namespace

Error inspectMachO(StringRef bytes, Object &object) {
  object.format = "macho";
  auto file = llvm::object::ObjectFile::createMachOObjectFile({bytes, ""});
  if (!file)
    return file.takeError();
  object.machine = keep(llvm::Triple::getArchTypeName((*file)->getArch()));
  return MachOInspector(**file, bytes, object).inspect();
}

} // namespace armeld
