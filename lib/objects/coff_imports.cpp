// Import tables that are built out of ordinary COFF objects.
//
// Import libraries of the long form, as GNU dlltool makes them, build a DLL's import table out
// of ordinary objects: a head, an entry for each function, and a tail that ends the table. Their
// .idata$N sections must be next to each other in that order. The head defines
// _head_TABLE and needs TABLE_iname, which the tail defines; an entry needs _head_TABLE. The
// tail's .idata$7 is the DLL's name.
//
// Of the three objects that go with short import objects, the descriptor is the table's head and
// the null thunk its tail. The null descriptor ends the list of tables, and is a part of none.
#include "base/names.h"
#include "documents/import_tables.h"
#include "objects/coff_file.h"

namespace armeld {

static std::optional<std::string> tableNamedBy(StringRef symbol) {
  // The number of leading underscores depends on the machine and on the tool.
  StringRef name = symbol.ltrim('_');
  if (!name.consume_front("head_") && !name.consume_back("_iname"))
    return std::nullopt;
  return name.ltrim('_').str();
}

void listImportParts(const CoffFile &file, Object &object) {
  bool hasTable = llvm::any_of(file.sections, [](const CoffSection &section) {
    return section.name.starts_with(".idata$");
  });
  if (!hasTable)
    return;
  for (const Definition &definition : object.defines) {
    if (!isImportCompanion(definition.name))
      continue;
    StringRef dll = definition.name;
    if (dll.consume_front("__IMPORT_DESCRIPTOR_") ||
        (dll.consume_front("\x7f") && dll.consume_back("_NULL_THUNK_DATA")))
      object.import_parts.push_back(dll);
    if (isImportTail(object))
      object.import_dll = dll;
    return;
  }
  std::optional<std::string> table;
  for (const Definition &definition : object.defines)
    if (!table)
      table = tableNamedBy(definition.name);
  for (Name reference : object.references)
    if (!table)
      table = tableNamedBy(reference);
  object.import_parts.push_back(keep(table.value_or("unknown DLL")));
  if (isImportTail(object))
    for (const CoffSection &section : file.sections)
      if (section.name == ".idata$7")
        object.import_dll = keep(upToNul(section.content));
}

} // namespace armeld
