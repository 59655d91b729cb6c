// ELF relocatable objects: what a linker sees in them.
//
// The tables are read in elf_object.h, the content of COMDAT groups is digested in elf_groups.cpp,
// and the equivalence digest is in elf_equivalence.cpp. This file reads symbols, and the meaning of
// section names and types.
#include "base/names.h"
#include "objects/elf_object.h"
#include "objects/inspect.h"
#include "objects/rust_origin.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/TargetParser/Triple.h"

namespace armeld {

namespace ELF = llvm::ELF;

namespace {

template <class ELFT> class ElfInspector {
  using Header = typename ELFT::Shdr;
  using Sym = typename ELFT::Sym;

public:
  ElfInspector(const ElfObject<ELFT> &elf, Object &object) : elf(elf), object(object) {}

  Error run() {
    listSections();
    if (Error error = listSymbols())
      return error;
    listGroups();
    return Error::success();
  }

private:
  void listSections() {
    for (size_t i = 0; i < elf.sections.size(); ++i) {
      const Header &section = elf.sections[i];
      StringRef name = elf.names[i];
      if (section.sh_type == ELF::SHT_GROUP)
        continue;
      object.has_debug_info |= name == ".debug_info" || name == ".zdebug_info";
      object.has_bitcode |= name == ".llvmbc" || name == ".llvm.lto";
      if (isInitialiser(section, name))
        object.initialisers.push_back(keep(name));
      // The older way to say COMDAT: of sections with one such name the linker keeps the first, and
      // .gnu.linkonce.t.f also gives way to a group f (bfd/elflink.c,
      // _bfd_elf_section_already_linked).
      if (name.starts_with(".gnu.linkonce.") && (section.sh_flags & ELF::SHF_ALLOC))
        object.comdats.push_back({keep(name.substr(14).split('.').second), {}});
      if (name == ".comment")
        readComment(contentOf(section), object);
      else if (name == ".debug_str")
        readDebugStrings(contentOf(section), object);
    }
    if (object.compiler && !object.source)
      for (size_t i = 0; i < elf.sections.size(); ++i)
        if (elf.names[i].starts_with(".rodata"))
          readPanicPaths(contentOf(elf.sections[i]), object);
    sortInitialisers(object);
    object.std_arguments = hasOnlyStdArguments();
  }

  /// What the section holds; nothing if that is compressed, or not in the file.
  StringRef contentOf(const Header &section) const {
    if (section.sh_type == ELF::SHT_NOBITS || (section.sh_flags & ELF::SHF_COMPRESSED))
      return {};
    auto content = elf.file.getSectionContents(section);
    if (content)
      return llvm::toStringRef(*content);
    llvm::consumeError(content.takeError());
    return {};
  }

  /// Whether the one entry of .init_array.00099 is that of Rust's std.
  bool hasOnlyStdArguments() const {
    std::optional<uint32_t> section;
    for (size_t i = 0; i < elf.sections.size(); ++i) {
      if (elf.names[i] != ".init_array.00099")
        continue;
      if (section || elf.sections[i].sh_size != sizeof(typename ELFT::uint))
        return false;
      section = uint32_t(i);
    }
    for (size_t i = 1; section && i < elf.symbols.size(); ++i) {
      if (elf.sectionIndex(i) != *section)
        continue;
      Expected<StringRef> name = elf.symbols[i].getName(elf.symbolNames);
      if (!name)
        llvm::consumeError(name.takeError());
      else if (name->contains("3std3sys") && name->contains("15ARGV_INIT_ARRAY"))
        return true;
    }
    return false;
  }

  static bool isInitialiser(const Header &section, StringRef name) {
    switch (section.sh_type) {
    case ELF::SHT_INIT_ARRAY:
    case ELF::SHT_FINI_ARRAY:
    case ELF::SHT_PREINIT_ARRAY:
      return section.sh_size != 0;
    case ELF::SHT_PROGBITS:
      break;
    default:
      return false;
    }
    auto isOrPriorityOf = [&](StringRef base) {
      return name.consume_front(base) && (name.empty() || name.front() == '.');
    };
    return section.sh_size != 0 && (name == ".init" || name == ".fini" ||
                                    isOrPriorityOf(".ctors") || isOrPriorityOf(".dtors") ||
                                    isOrPriorityOf(".init_array") || isOrPriorityOf(".fini_array"));
  }

  Error listSymbols() {
    for (size_t i = 1; i < elf.symbols.size(); ++i) {
      const Sym &symbol = elf.symbols[i];
      if (symbol.getBinding() == ELF::STB_LOCAL)
        continue;
      auto name = symbol.getName(elf.symbolNames);
      if (!name)
        return name.takeError();
      if (name->empty())
        continue;
      if (symbol.st_shndx == ELF::SHN_UNDEF) {
        if (symbol.getBinding() == ELF::STB_WEAK)
          object.weak_references.push_back(keep(*name));
        else
          object.references.push_back(keep(*name));
        continue;
      }
      // This symbol marks GCC's intermediate code; only GCC's linker plugin knows what the object
      // really defines.
      if (*name == "__gnu_lto_slim")
        return failure("holds GCC LTO code and no machine code");
      addDefinition(i, *name);
    }
    return Error::success();
  }

  void addDefinition(size_t index, StringRef name) {
    const Sym &symbol = elf.symbols[index];
    Definition &definition = object.defines.emplace_back();
    definition.name = keep(name);
    definition.binding = isCommon(symbol)                       ? Binding::common
                         : symbol.getBinding() == ELF::STB_WEAK ? Binding::weak
                                                                : Binding::strong;
    if (auto group = elf.groupOf.find(elf.sectionIndex(index)); group != elf.groupOf.end()) {
      definition.comdat = Comdat::any;
      definition.content = elf.groups[group->second].content;
      // A signature may also be defined outside of its group: then the linker drops the group by
      // that name, and the definition stays.
      if (definition.name == elf.groups[group->second].signature)
        signatures.insert(definition.name);
    }
    definition.visibility = visibilityOf(symbol);
  }

  static std::optional<Visibility> visibilityOf(const Sym &symbol) {
    switch (symbol.getVisibility()) {
    case ELF::STV_HIDDEN:
      return Visibility::hidden;
    case ELF::STV_INTERNAL:
      return Visibility::internal;
    case ELF::STV_PROTECTED:
      return Visibility::protect;
    default:
      return std::nullopt;
    }
  }

  bool isCommon(const Sym &symbol) const {
    if (symbol.st_shndx == ELF::SHN_COMMON || symbol.getType() == ELF::STT_COMMON)
      return true;
    // x86-64's "large common" (x86-64 psABI, section 4.3.1) and Hexagon's and MIPS's small ones lie
    // in the range that the processor's ABI gives a meaning.
    unsigned machine = elf.file.getHeader().e_machine;
    return (machine == ELF::EM_X86_64 && symbol.st_shndx == 0xff02) ||
           (machine == ELF::EM_MIPS && (symbol.st_shndx == ELF::SHN_MIPS_ACOMMON ||
                                        symbol.st_shndx == ELF::SHN_MIPS_SCOMMON)) ||
           (machine == ELF::EM_HEXAGON && symbol.st_shndx >= ELF::SHN_HEXAGON_SCOMMON &&
            symbol.st_shndx <= ELF::SHN_HEXAGON_SCOMMON_8);
  }

  void listGroups() {
    for (const ElfGroup &group : elf.groups)
      // Groups of debug types do not matter: their name is a hash of their content.
      if (group.allocated && !signatures.contains(group.signature))
        object.comdats.push_back({keep(group.signature), group.content});
  }

  const ElfObject<ELFT> &elf;
  Object &object;
  llvm::DenseSet<StringRef> signatures; ///< that their groups define
};

template <class ELFT>
Error inspectElfAs(llvm::MemoryBufferRef buffer, llvm::ArrayRef<PartDigest> parts, Object &object) {
  auto file = llvm::object::ELFObjectFile<ELFT>::create(buffer, /*InitContent=*/false);
  if (!file)
    return file.takeError();
  // The triple's name tells byte order and width apart for all machines but the 32-bit ABIs of
  // 64-bit ones: x32, and AArch64's ILP32.
  llvm::Triple::ArchType arch = file->getArch();
  std::string machine = llvm::Triple::getArchTypeName(arch).str();
  if (arch == llvm::Triple::UnknownArch)
    machine = ("elf machine " + Twine(file->getELFFile().getHeader().e_machine)).str();
  if (!ELFT::Is64Bits && (arch == llvm::Triple::x86_64 || arch == llvm::Triple::aarch64))
    machine += "-ilp32";
  object.machine = keep(machine);
  ElfObject<ELFT> elf(file->getELFFile());
  if (Error error = elf.read())
    return error;
  if (Error error = digestElfGroups(elf))
    return error;
  if (Error error = ElfInspector<ELFT>(elf, object).run())
    return error;
  Expected<Digest> equivalence = elfEquivalence(elf, parts);
  if (!equivalence)
    return equivalence.takeError();
  object.equivalence = *equivalence;
  return Error::success();
}

} // namespace

Error inspectElf(StringRef bytes, llvm::ArrayRef<PartDigest> parts, Object &object) {
  object.format = "elf";
  if (bytes.size() < ELF::EI_NIDENT)
    return failure("is shorter than an ELF header");
  llvm::MemoryBufferRef buffer(bytes, "");
  for (auto [what, value] :
       {std::pair("class", bytes[ELF::EI_CLASS]), std::pair("byte order", bytes[ELF::EI_DATA])})
    if (value != 1 && value != 2) // LLVM ends the process over the class of some machines
      return failure(Twine("its header says ") + what + " " + Twine(int(uint8_t(value))));
  bool is64 = bytes[ELF::EI_CLASS] == ELF::ELFCLASS64;
  bool isLittle = bytes[ELF::EI_DATA] == ELF::ELFDATA2LSB;
  if (is64)
    return isLittle ? inspectElfAs<llvm::object::ELF64LE>(buffer, parts, object)
                    : inspectElfAs<llvm::object::ELF64BE>(buffer, parts, object);
  return isLittle ? inspectElfAs<llvm::object::ELF32LE>(buffer, parts, object)
                  : inspectElfAs<llvm::object::ELF32BE>(buffer, parts, object);
}

} // namespace armeld
