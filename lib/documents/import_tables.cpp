#include "documents/import_tables.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

bool isImportCompanion(Name symbol) {
  // rustc puts the library's name behind that of the null descriptor too.
  return symbol.starts_with("__IMPORT_DESCRIPTOR_") ||
         symbol.starts_with("__NULL_IMPORT_DESCRIPTOR") ||
         (symbol.starts_with("\x7f") && symbol.ends_with("_NULL_THUNK_DATA"));
}

bool isImportStub(const Object &object) {
  return object.kind == Kind::import || !object.import_parts.empty();
}

bool isImportHead(const Object &object) {
  return llvm::any_of(object.defines, [](const Definition &definition) {
    return definition.name.ltrim('_').starts_with("head_") ||
           definition.name.starts_with("__IMPORT_DESCRIPTOR_");
  });
}

bool isImportTail(const Object &object) {
  return llvm::any_of(object.defines, [](const Definition &definition) {
    return definition.name.ends_with("_iname") || definition.name.ends_with("_NULL_THUNK_DATA");
  });
}

} // namespace armeld
