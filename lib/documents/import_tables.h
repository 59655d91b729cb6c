// The objects that make import tables, told by the symbols that they define.
//
// GNU import libraries (dlltool) and those of link.exe build a DLL's import table out of ordinary
// objects: a head, one object an entry, and a tail. Linkers lay them out in the order of the link.
#pragma once

#include "documents/manifest.h"

namespace armeld {

/// Whether the symbol belongs to the objects that go with short import objects. In ARM64EC
/// libraries those are AArch64 objects, but serve both worlds.
bool isImportCompanion(Name symbol);

/// Whether the object is a stub of an import library: a short import object, or a piece of an
/// import table. Import libraries for one DLL all have it.
bool isImportStub(const Object &object);

/// Whether an object that is a piece of an import table (`import_parts`) is its head, which begins
/// it, or its tail, which ends it; between them stand the entries.
bool isImportHead(const Object &object);
bool isImportTail(const Object &object);

} // namespace armeld
