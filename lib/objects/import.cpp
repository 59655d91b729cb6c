// COFF short import objects: a header and two or three strings that say "function F of DLL D".
//
// Source: Microsoft, "PE Format", "Import Library Format". An import library of the short form has
// one such object for each function, and three small COFF objects: the DLL's import descriptor,
// the null descriptor that ends the list of descriptors, and the null thunk that ends the DLL's
// table. All members have the DLL's name.
//
// An import object defines __imp_F and, for functions, F. It needs its DLL's import descriptor:
// Microsoft's linker fetches it by name (__IMPORT_DESCRIPTOR_D), lld makes one itself. So the stubs
// of a DLL move only with the descriptor, and the workspace library is closed for both linkers.
//
// The equivalence digest ignores the header's TimeDateStamp and nothing else.
#include "base/digest.h"
#include "base/names.h"
#include "objects/inspect.h"

#include "llvm/Object/COFF.h"
#include "llvm/Object/COFFImportFile.h"
#include "llvm/Support/Path.h"

namespace armeld {

Error inspectShortImport(StringRef bytes, Object &object) {
  using Header = llvm::object::coff_import_header;
  object.format = "coff";
  if (bytes.size() < sizeof(Header))
    return failure("is shorter than an import object's header");
  const auto *header = reinterpret_cast<const Header *>(bytes.data());
  object.machine = keep(coffMachineName(header->Machine));
  // LLVM trusts that the strings are there: the symbol, the DLL and, for some, the name under which
  // the DLL exports the symbol.
  StringRef strings = bytes.drop_front(sizeof(Header));
  bool hasExportName = header->getNameType() == llvm::COFF::IMPORT_NAME_EXPORTAS;
  if (strings.count('\0') < (hasExportName ? 3u : 2u))
    return failure("is too short for an import object's names");
  llvm::object::COFFImportFile file({bytes, ""});
  if (Error error = addSymbolsByFlags(file, object))
    return error;
  StringRef dll = strings.split('\0').second.split('\0').first;
  StringRef table = llvm::sys::path::stem(dll);
  object.references.push_back(keep(("__IMPORT_DESCRIPTOR_" + table).str()));
  object.import_parts.push_back(keep(table));

  Digester digester;
  digester.text("armeld import object equivalence 1");
  digester.bytes(bytes.take_front(offsetof(Header, TimeDateStamp)));
  digester.bytes(bytes.drop_front(offsetof(Header, SizeOfData)));
  object.equivalence = digester.finish();
  return Error::success();
}

} // namespace armeld
