#include "verify/link_tolerance.h"

#include "documents/import_tables.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

/// compiler_builtins' own objects, and C objects that stand right behind them in an archive: where
/// all definitions of a symbol are there, and hidden, one is as good as the other.
static void tolerateRoutines(const Comparison &set, const LinkObjects &objects,
                             LinkTolerance &tolerance) {
  llvm::BitVector &isRoutine = tolerance.symbols;
  llvm::BitVector isElsewhere(unsigned(set.classes.size()));
  auto look = [&](const Library *library) {
    bool inCrate = false;
    for (size_t i = 0; i < library->members.size(); ++i) {
      const std::optional<RustcName> &name = library->members[i].rustc;
      if (!name || name->crate)
        inCrate = name && *name->crate == StringRef("compiler_builtins");
      if (!inCrate)
        isElsewhere.set(set.at(library)->classes[i]);
    }
  };
  for (const Pairing::Pair &pair : set.pairing.libraries)
    look(pair.before);
  for (const Library *library : set.pairing.workspaceBefore)
    look(library);
  llvm::BitVector isOther(unsigned(set.classes.symbols()));
  for (EquivalenceId id = 0; id < set.classes.size(); ++id)
    for (const Provision &provision : set.classes[id].provides)
      (!isElsewhere.test(id) && provision.definition->visibility == Visibility::hidden ? isRoutine
                                                                                       : isOther)
          .set(provision.symbol);
  isRoutine.reset(isOther);
  for (EquivalenceId id = 0; id < set.classes.size(); ++id)
    if (!objects[id].defines.empty() &&
        llvm::all_of(objects[id].defines, [&](const LinkDefinition &definition) {
          return isRoutine.test(definition.symbol);
        }))
      tolerance.classes.set(id);
}

/// Stubs of import libraries, but for those of a library that is nothing else: it may be the only
/// one on the command line.
static void tolerateStubs(const Comparison &set, LinkObjects &objects, LinkTolerance &tolerance) {
  llvm::BitVector isStub(unsigned(set.classes.size()));
  for (EquivalenceId id = 0; id < set.classes.size(); ++id) {
    const Object &object = *set.classes[id].object;
    // Short import objects come with a head and a tail, which are objects.
    bool isCompanion =
        !object.defines.empty() && llvm::all_of(object.defines, [](const Definition &definition) {
          return isImportCompanion(definition.name);
        });
    if (isImportStub(object) || isCompanion)
      isStub.set(id);
  }
  llvm::BitVector isPart = isStub;
  for (const Pairing::Pair &pair : set.pairing.libraries) {
    const std::vector<EquivalenceId> &classes = set.at(pair.before)->classes;
    if (llvm::all_of(classes, [&](EquivalenceId id) { return isStub.test(id); }))
      for (EquivalenceId id : classes)
        isPart.reset(id);
  }
  for (unsigned id : isPart.set_bits())
    objects.setStub(id);
  tolerance.classes |= isPart;
}

LinkTolerance findTolerance(const Comparison &set, LinkObjects &objects) {
  LinkTolerance tolerance = {llvm::BitVector(unsigned(set.classes.size())),
                             llvm::BitVector(unsigned(set.classes.symbols()))};
  tolerateRoutines(set, objects, tolerance);
  tolerateStubs(set, objects, tolerance);
  return tolerance;
}

} // namespace armeld
