// COFF relocatable objects: what a linker sees in them.
//
// The records are read in coff_file.cpp, COMDATs in coff_comdats.cpp, import tables in
// coff_imports.cpp; the equivalence digest is in coff_equivalence.cpp. This file reads symbols,
// options for the linker, and the meaning of section names.
//
// COFF has no weak symbols but weak externals: a symbol, and a default that it falls back to. The
// characteristics say how far a linker searches before it falls back. For SEARCH_LIBRARY it
// searches libraries, as for any reference; for SEARCH_NOLIBRARY it does not. SEARCH_ALIAS defines
// the symbol weakly (LLVM writes it for weak definitions and for weak references alike): another
// definition replaces it if the link takes that in. ANTI_DEPENDENCY belongs to ARM64EC: a call of f
// refers to f, which falls back to #f, and to #f, which falls back to a thunk. These are
// references, except the plain name of a function that the object itself defines as #f.
#include "base/names.h"
#include "objects/coff_directives.h"
#include "objects/coff_file.h"
#include "objects/inspect.h"
#include "objects/rust_origin.h"

#include "llvm/IR/Mangler.h"

namespace armeld {

namespace COFF = llvm::COFF;
using llvm::object::coff_aux_weak_external;

std::string coffMachineName(uint16_t machine) {
  switch (machine) {
  case COFF::IMAGE_FILE_MACHINE_AMD64:
    return "x86_64";
  case COFF::IMAGE_FILE_MACHINE_I386:
    return "i386";
  case COFF::IMAGE_FILE_MACHINE_ARMNT:
    return "thumb";
  case COFF::IMAGE_FILE_MACHINE_ARM64:
    return "aarch64";
  case COFF::IMAGE_FILE_MACHINE_ARM64EC:
    return "arm64ec";
  case COFF::IMAGE_FILE_MACHINE_ARM64X:
    return "arm64x";
  default:
    return ("coff machine " + Twine(machine)).str();
  }
}

namespace {

class CoffInspector {
public:
  CoffInspector(const CoffFile &file, Object &object) : file(file), object(object) {}

  Error run() {
    listSections();
    if (Error error = listSymbols())
      return error;
    readDirectives();
    listImportParts(file, object);
    return Error::success();
  }

private:
  void listSections() {
    for (const CoffSection &section : file.sections) {
      StringRef name = section.name;
      bool isEmpty = section.header->SizeOfRawData == 0;
      object.has_debug_info |=
          !isEmpty && (name == ".debug$S" || name == ".debug$T" || name == ".debug_info");
      object.has_bitcode |= name == ".llvmbc" || name == ".llvm.lto";
      // The linker sorts such sections by name; those of one name run in link order. MinGW names
      // the sections of constructors as ELF does.
      if (!isEmpty && (name.starts_with(".CRT$X") || isOrPriorityOf(".ctors", name) ||
                       isOrPriorityOf(".dtors", name)))
        object.initialisers.push_back(keep(name));
      if (name == ".debug$S" && !object.compiler)
        readCodeViewSymbols(section.content, object);
      else if (name == ".debug$T" && object.compiler)
        readCodeViewTypes(section.content, object);
      else if (name == ".debug_str")
        readDebugStrings(section.content, object);
    }
    if (!object.source && (object.compiler || !object.has_debug_info))
      for (const CoffSection &section : file.sections)
        if (section.name.starts_with(".rdata"))
          readPanicPaths(section.content, object);
    sortInitialisers(object);
  }

  static bool isOrPriorityOf(StringRef base, StringRef name) {
    return name.consume_front(base) && (name.empty() || name.front() == '.');
  }

  // ---- symbols ----

  Error listSymbols() {
    return file.forEachSymbol([&](uint32_t, const CoffSymbol &symbol) -> Error {
      if (!symbol.isExternal() && !symbol.isWeakExternal())
        return Error::success();
      Expected<StringRef> name = file.nameOf(symbol);
      if (!name)
        return name.takeError();
      if (symbol.isWeakExternal())
        return listWeakExternal(symbol, *name);
      if (symbol.section == COFF::IMAGE_SYM_UNDEFINED && symbol.value == 0)
        object.references.push_back(keep(*name));
      // As in ELF: GCC's intermediate code and nothing else.
      else if (name->ltrim('_') == "gnu_lto_slim")
        return failure("holds GCC LTO code and no machine code");
      // C++/CLI's "appdomain" globals are absolute and have a section definition; no
      // other object can refer to them.
      else if (symbol.section != COFF::IMAGE_SYM_ABSOLUTE || symbol.auxiliaries == 0)
        listDefinition(symbol, *name);
      return Error::success();
    });
  }

  Error listWeakExternal(const CoffSymbol &symbol, StringRef name) {
    const auto &record = *symbol.record<coff_aux_weak_external>();
    Name kept = keep(name);
    switch (record.Characteristics) {
    case COFF::IMAGE_WEAK_EXTERN_SEARCH_LIBRARY:
      object.references.push_back(kept);
      return Error::success();
    case COFF::IMAGE_WEAK_EXTERN_ANTI_DEPENDENCY: {
      Expected<bool> isOwn = isPlainNameOfOwn(name, record.TagIndex);
      if (!isOwn)
        return isOwn.takeError();
      if (!*isOwn)
        object.references.push_back(kept);
      return Error::success();
    }
    case COFF::IMAGE_WEAK_EXTERN_SEARCH_ALIAS: {
      Definition &definition = object.defines.emplace_back();
      definition.name = kept;
      definition.binding = Binding::weak;
      [[fallthrough]];
    }
    default:
      object.weak_references.push_back(kept);
      return Error::success();
    }
  }

  /// Whether `name` falls back to a function that this object defines under the name that ARM64EC
  /// gives to `name`.
  Expected<bool> isPlainNameOfOwn(StringRef name, uint32_t index) const {
    if (!file.hasSymbol(index) || file.symbols[index].section <= 0)
      return false;
    Expected<StringRef> target = file.nameOf(file.symbols[index]);
    if (!target)
      return target.takeError();
    return !target->empty() && llvm::getArm64ECDemangledFunctionName(*target) == name.str();
  }

  void listDefinition(const CoffSymbol &symbol, StringRef name) {
    Definition &definition = object.defines.emplace_back();
    definition.name = keep(name);
    if (symbol.section == COFF::IMAGE_SYM_UNDEFINED)
      definition.binding = Binding::common;
    if (symbol.section <= 0)
      return;
    uint32_t index = uint32_t(symbol.section) - 1;
    if (file.sections[index].selection == 0)
      return;
    definition.comdat = comdatOf(file, index);
    if (std::optional<uint32_t> root = file.comdatRoot(index))
      definition.content = file.sections[*root].group;
  }

  // ---- .drectve ----

  /// Options for the linker. /INCLUDE is a reference by another name, and so is the right side of
  /// /ALTERNATENAME. The others (/EXPORT, /DEFAULTLIB, /MERGE ...) do the same wherever the object
  /// comes from.
  void readDirectives() {
    for (const CoffSection &section : file.sections) {
      if (section.name != ".drectve")
        continue;
      forEachCoffDirective(section.content, [&](StringRef name, StringRef value) {
        if (name.equals_insensitive("include") && !value.empty())
          object.references.push_back(keep(value));
        else if (name.equals_insensitive("alternatename"))
          if (StringRef target = value.split('=').second; !target.empty())
            object.references.push_back(keep(target));
      });
    }
  }

  const CoffFile &file;
  Object &object;
};

} // namespace

Error inspectCoff(StringRef bytes, llvm::ArrayRef<PartDigest> parts, Object &object) {
  object.format = "coff";
  CoffFile file;
  Error fault = file.read(bytes);
  if (file.headerBytes != 0) // then the machine is known, even if the rest is unreadable
    object.machine = keep(coffMachineName(file.machine));
  if (fault)
    return fault;
  if (Error error = readCoffComdats(file))
    return error;
  if (Error error = CoffInspector(file, object).run())
    return error;
  Expected<Digest> equivalence = coffEquivalence(file, parts);
  if (!equivalence)
    return equivalence.takeError();
  object.equivalence = *equivalence;
  return Error::success();
}

} // namespace armeld
