#include "plan/first_conflicts.h"

#include "base/numbered_names.h"
#include "documents/edits.h"
#include "documents/import_tables.h"
#include "plan/survey.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <map>
#include <set>

namespace armeld {

bool isEditable(const Library &library, const Object &object) {
  return !library.workspace && canBeEdited(object) && !isImportStub(object);
}

std::string linkWorld(const Library &library, const Object &object) {
  std::string world = library.slice.value_or("").str() + '\0';
  if (object.format != StringRef("coff"))
    world += object.machine.value_or("");
  return world;
}

namespace {

class ConflictSearch {
public:
  explicit ConflictSearch(const Manifest &manifest) : manifest(manifest) {}

  bool run() {
    // Most symbols are defined in one object, however many libraries hold it.
    forEachObject([&](uint32_t, uint32_t world, const Object &object) {
      if (!seen.insert({&object, world}).second)
        return;
      for (const Definition &definition : object.defines) {
        auto [symbol, isNew] = names.add(definition.name, world);
        if (isNew)
          symbols.push_back({&object});
        Found &found = symbols[symbol];
        found.isStrong |= !mayRepeat(definition);
        found.differs |= found.first->equivalence != object.equivalence;
      }
    });
    if (llvm::none_of(symbols, [](const Found &found) { return found.isCandidate(); }))
      return false;
    return compareLibraries();
  }

private:
  /// What is known of a symbol.
  struct Found {
    const Object *first;
    bool isStrong = false;
    bool differs = false;
    bool isCandidate() const { return isStrong && differs; }
  };

  /// A library that defines a symbol several times may do so as all others do.
  bool compareLibraries() {
    std::map<std::pair<const Found *, uint32_t>, std::set<Digest>> classes;
    forEachObject([&](uint32_t library, uint32_t world, const Object &object) {
      for (const Definition &definition : object.defines)
        if (const Found &found = symbols[*names.find(definition.name, world)]; found.isCandidate())
          classes[{&found, library}].insert(object.equivalence);
    });
    const std::set<Digest> *first = nullptr;
    const Found *symbol = nullptr;
    for (const auto &[key, digests] : classes) {
      if (key.first == symbol && digests != *first)
        return true;
      symbol = key.first;
      first = &digests;
    }
    return false;
  }

  template <class Body> void forEachObject(Body body) {
    for (uint32_t l = 0; l < manifest.libraries.size(); ++l) {
      const Library &library = manifest.libraries[l];
      for (const Member &member : library.members) {
        const Object &object = manifest.objectOf(member);
        if (isEditable(library, object))
          body(l, worldOf(library, object), object);
      }
    }
  }

  uint32_t worldOf(const Library &library, const Object &object) {
    return worlds.try_emplace(linkWorld(library, object), uint32_t(worlds.size())).first->second;
  }

  const Manifest &manifest;
  std::map<std::string, uint32_t> worlds;
  llvm::DenseSet<std::pair<const Object *, uint32_t>> seen;
  NumberedNames names;
  std::vector<Found> symbols; ///< by their numbers
};

} // namespace

bool hasConflicts(const Manifest &manifest) { return ConflictSearch(manifest).run(); }

} // namespace armeld
