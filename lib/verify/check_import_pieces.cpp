// Check `import_pieces`: the pieces of an import table are in one library.
#include "verify/checks.h"

namespace armeld {

/// The first piece of each import table in the workspace library.
static llvm::DenseMap<StringRef, Site> piecesIn(const Comparison &set, const Contents &workspace) {
  llvm::DenseMap<StringRef, Site> pieces;
  for (size_t i = 0; i < workspace.size(); ++i)
    for (Name table : set.classes[workspace.classes[i]].object->import_parts)
      pieces.try_emplace(table, Site{&workspace, i});
  return pieces;
}

/// Linkers sort the pieces of an import table by archive first: so all of them must be in one.
static void checkImportTables(Comparison &set, const Contents &after,
                              const llvm::DenseMap<StringRef, Site> &moved) {
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
  for (const Library *workspace : set.pairing.workspace) {
    // Linkers of COFF archives make such tables of short import objects themselves.
    if (workspace->format == ArchiveFormat::coff)
      continue;
    llvm::DenseMap<StringRef, Site> moved = piecesIn(set, *set.at(workspace));
    for (const Pairing::Pair &pair : set.pairing.libraries)
      if (pair.after && set.pairing.workspaceFor(*pair.before) == workspace)
        checkImportTables(set, *set.at(pair.after), moved);
  }
}

} // namespace armeld
