#include "objects/inspect.h"

#include "base/leb128.h"
#include "base/names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/raw_ostream.h"

namespace armeld {

using llvm::file_magic;
using llvm::object::BasicSymbolRef;

static Error inspectAs(file_magic magic, StringRef bytes, llvm::ArrayRef<PartDigest> parts,
                       Object &object) {
  switch (magic) {
  case file_magic::elf_relocatable:
    object.kind = Kind::relocatable;
    return inspectElf(bytes, parts, object);
  case file_magic::coff_object:
    object.kind = Kind::relocatable;
    return inspectCoff(bytes, parts, object);
  case file_magic::coff_import_library:
    object.kind = Kind::import;
    return inspectShortImport(bytes, object);
  case file_magic::macho_object:
    object.kind = Kind::relocatable;
    return inspectMachO(bytes, object);
  case file_magic::wasm_object:
    object.kind = Kind::relocatable;
    return inspectWasm(bytes, object);
  case file_magic::xcoff_object_32:
  case file_magic::xcoff_object_64:
    object.kind = Kind::relocatable;
    return inspectXcoff(bytes, object);
  case file_magic::bitcode:
    object.kind = Kind::bitcode;
    return inspectBitcode(bytes, object);
  case file_magic::archive:
    object.kind = Kind::archive;
    return Error::success();
  default:
    object.kind = Kind::other;
    return Error::success();
  }
}

Object inspect(StringRef bytes, const Digest &digest, llvm::ArrayRef<PartDigest> parts) {
  Object object;
  object.size = bytes.size();
  object.equivalence = digest;
  if (Error error = inspectAs(llvm::identify_magic(bytes), bytes, parts, object)) {
    Object opaque;
    opaque.size = object.size;
    opaque.kind = object.kind;
    opaque.format = object.format;
    opaque.machine = object.machine;
    opaque.equivalence = digest;
    opaque.unreadable = keep(text(std::move(error)));
    return opaque;
  }
  return object;
}

bool isObjcSection(StringRef segment, StringRef name) {
  return name == "__objc_classlist" || name == "__objc_catlist" || name == "__objc_nlclslist" ||
         name == "__objc_nlcatlist" || (segment == "__TEXT" && name.starts_with("__swift"));
}

bool isOrderedObjcSection(StringRef name) {
  return name == "__objc_catlist" || name == "__objc_nlclslist" || name == "__objc_nlcatlist";
}

void sortInitialisers(Object &object) {
  auto &names = object.initialisers;
  llvm::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

Error digestSymbolIndices(Digester &digester, StringRef table,
                          llvm::function_ref<uint32_t(uint32_t)> renumbered) {
  while (!table.empty()) {
    std::optional<uint64_t> index = takeUleb128(table);
    if (!index)
      return failure("its table of significant addresses is broken");
    digester.number(renumbered(uint32_t(std::min<uint64_t>(*index, UINT32_MAX))));
  }
  return Error::success();
}

Error addSymbolsByFlags(const llvm::object::SymbolicFile &file, Object &object) {
  std::string name;
  for (const BasicSymbolRef &symbol : file.symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if ((*flags & BasicSymbolRef::SF_FormatSpecific) || !(*flags & BasicSymbolRef::SF_Global))
      continue;
    name.clear();
    llvm::raw_string_ostream stream(name);
    if (Error error = symbol.printName(stream))
      return error;
    bool weak = *flags & BasicSymbolRef::SF_Weak;
    if (*flags & BasicSymbolRef::SF_Undefined) {
      if (weak)
        object.weak_references.push_back(keep(name));
      else
        object.references.push_back(keep(name));
      continue;
    }
    Definition &definition = object.defines.emplace_back();
    definition.name = keep(name);
    definition.binding = *flags & BasicSymbolRef::SF_Common ? Binding::common
                         : weak                             ? Binding::weak
                                                            : Binding::strong;
    if (*flags & BasicSymbolRef::SF_Hidden)
      definition.visibility = Visibility::hidden;
  }
  return Error::success();
}

} // namespace armeld
