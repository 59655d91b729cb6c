// Check `import_pieces`: the pieces of an import table are in one library.
#include "verify/checks.h"

namespace armeld {

/// Linkers sort the pieces of an import table by archive first: so all of them must be in one.
/// Those of COFF archives have no such tables; they make them of short import objects themselves.
static void checkImportTables(Comparison &set, const Contents &after, const Library *workspace) {
  if (!workspace || workspace->format == ArchiveFormat::coff)
    return;
  // Few libraries have such pieces, and the others need no look at the workspace library each.
  if (llvm::all_of(after.classes,
                   [&](EquivalenceId id) { return set.classes[id].object->import_parts.empty(); }))
    return;
  llvm::DenseMap<StringRef, Site> moved;
  const Contents &contents = *set.at(workspace);
  for (size_t i = 0; i < contents.size(); ++i)
    for (Name table : set.classes[contents.classes[i]].object->import_parts)
      moved.try_emplace(table, Site{&contents, i});
  for (size_t i = 0; i < after.size() && !moved.empty(); ++i) {
    for (Name table : set.classes[after.classes[i]].object->import_parts) {
      auto other = moved.find(table);
      if (other == moved.end())
        continue;
      Site site{&after, i};
      Finding &finding = set.report(Check::import_pieces, *after.library,
                                    site.here() + " and " + other->second.text() +
                                        " are pieces of one import table, " + shown(table));
      finding.member = site.place();
      finding.against = other->second.place();
      return;
    }
  }
}

void checkImportPieces(Comparison &set) {
  for (const Pairing::Pair &pair : set.pairing.libraries)
    if (pair.after)
      checkImportTables(set, *set.at(pair.after), set.pairing.workspaceFor(*pair.before));
}

} // namespace armeld
