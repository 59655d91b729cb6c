// The shape of a library: what the workspace library takes over from it besides objects.
//
// A workspace library of Apple's formats has the slices of all universal libraries, and sorted
// symbol tables where all libraries have them. Objects of other formats ask for nothing of the
// kind. A host that writes the workspace library alone may not have the libraries, so that stages
// carry their shapes (documents/index.h).
#pragma once

#include "archive/universal.h"
#include "documents/index.h"
#include "documents/plan.h"

namespace armeld {

struct LibraryShape {
  UniversalHeader universal;     ///< without slices where it is a plain archive
  std::vector<bool> sorted = {}; ///< of each slice, or of the archive: whether its table is
                                 ///< sorted by its name (archive/sorted_table.h)
};

/// The shape of the library that consists of `bytes`.
Expected<LibraryShape> shapeOf(StringRef bytes);

/// The shape that an index lists.
LibraryShape shapeOf(const IndexLibrary &listed);

/// The shape as an index lists it.
IndexLibrary listed(Name path, const LibraryShape &shape);

/// Whether the workspace library takes over anything of the library's shape.
bool hasShape(const Plan &plan, const PlannedLibrary &library);

} // namespace armeld
