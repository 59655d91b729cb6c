#include "pack/library_shape.h"

#include "archive/sorted_table.h"

namespace armeld {

Expected<LibraryShape> shapeOf(StringRef bytes) {
  LibraryShape shape;
  if (!isUniversal(bytes)) {
    shape.sorted.push_back(hasSortedTable(bytes));
    return shape;
  }
  Expected<UniversalHeader> header = readUniversal(bytes);
  if (!header)
    return header.takeError();
  shape.universal = std::move(*header);
  for (const UniversalSlice &slice : shape.universal.slices)
    shape.sorted.push_back(hasSortedTable(bytes.substr(slice.offset, slice.size)));
  return shape;
}

LibraryShape shapeOf(const IndexLibrary &listed) {
  LibraryShape shape;
  shape.universal.wide = listed.wide;
  for (const IndexSlice &slice : listed.slices) {
    shape.universal.slices.push_back({.name = slice.name.str(),
                                      .cpuType = slice.cpu_type,
                                      .cpuSubtype = slice.cpu_subtype,
                                      .alignment = slice.alignment});
    shape.sorted.push_back(slice.sorted_table);
  }
  if (listed.slices.empty())
    shape.sorted.push_back(listed.sorted_table);
  return shape;
}

IndexLibrary listed(Name path, const LibraryShape &shape) {
  IndexLibrary library;
  library.path = path;
  library.wide = shape.universal.wide;
  for (size_t i = 0; i < shape.universal.slices.size(); ++i) {
    const UniversalSlice &slice = shape.universal.slices[i];
    library.slices.push_back(
        {keep(slice.name), slice.cpuType, slice.cpuSubtype, slice.alignment, shape.sorted[i]});
  }
  library.sorted_table = library.slices.empty() && shape.sorted.front();
  return library;
}

bool hasShape(const Plan &plan, const PlannedLibrary &library) {
  return library.slice || (plan.workspace && plan.workspace->format == ArchiveFormat::darwin &&
                           library.format == ArchiveFormat::darwin);
}

} // namespace armeld
