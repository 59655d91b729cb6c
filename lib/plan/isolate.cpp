#include "plan/isolate.h"

#include "base/names.h"
#include "base/table.h"
#include "plan/causes.h"
#include "plan/differences.h"
#include "plan/first_conflicts.h"
#include "plan/planned.h"
#include "plan/separate.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>

namespace armeld {

namespace {

/// Writes down what was decided.
class IsolationWriter {
public:
  IsolationWriter(const Manifest &manifest, const IsolationRequest &request, const Separator &names)
      : manifest(manifest), request(request), names(names) {}

  Plan write() {
    Plan plan;
    for (uint32_t l = 0; l < manifest.libraries.size(); ++l)
      plan.libraries.push_back(planned(l));
    for (auto &[digest, object] : edited)
      plan.edited.emplace_back(digest, std::move(object));
    llvm::sort(plan.edited, [](const auto &a, const auto &b) { return a.first < b.first; });
    plan.separations = names.separations();
    plan.conflicts = names.conflicts();
    listExports(plan.exports);
    return plan;
  }

private:
  PlannedLibrary planned(uint32_t l) {
    const Library &library = manifest.libraries[l];
    PlannedLibrary result = plannedLibrary(library);
    llvm::DenseMap<Digest, Digest> known; // this library's objects, as they are written
    for (const Member &member : library.members) {
      auto [entry, isNew] = known.try_emplace(member.object, member.object);
      const Object &object = manifest.objectOf(member);
      if (isNew)
        entry->second = written(l, member.object, object);
      result.keep.push_back(plannedMember(member, object));
      result.keep.back().object = entry->second;
    }
    return result;
  }

  /// The digest of the object as library `l` will hold it.
  Digest written(uint32_t l, const Digest &digest, const Object &object) {
    if (!isEditable(manifest.libraries[l], object))
      return digest;
    EditedObject edit;
    edit.object = digest;
    names.listRenames(l, object, edit.rename);
    if (request.hide && object.format != StringRef("coff"))
      hide(object, edit);
    if (edit.isEmpty())
      return digest;
    Digest result = digestOf(edit);
    edited.try_emplace(result, std::move(edit));
    return result;
  }

  void listExports(std::vector<Name> &exports) const {
    for (const auto &[digest, object] : manifest.objects)
      for (const Definition &definition : object.defines)
        if (request.exports.contains(definition.name, object))
          exports.push_back(definition.name);
    llvm::sort(exports);
    exports.erase(std::unique(exports.begin(), exports.end()), exports.end());
  }

  void hide(const Object &object, EditedObject &edit) const {
    for (const Definition &definition : object.defines) {
      if (definition.visibility == Visibility::hidden ||
          definition.visibility == Visibility::internal)
        continue;
      // A symbol with a version is there for dynamic linking.
      if (definition.name.contains('@') || replacesSystems(definition.name, object) ||
          request.exports.contains(definition.name, object))
        edit.visible.push_back(definition.name);
      else
        edit.hide = true;
    }
    if (!edit.hide)
      edit.visible.clear();
    llvm::sort(edit.visible);
    edit.visible.erase(std::unique(edit.visible.begin(), edit.visible.end()), edit.visible.end());
  }

  const Manifest &manifest;
  const IsolationRequest &request;
  const Separator &names;
  llvm::DenseMap<Digest, EditedObject> edited;
};

} // namespace

Expected<Isolation> isolate(const Manifest &manifest, const IsolationRequest &request) {
  if (manifest.libraries.empty())
    return failure("the manifest lists no library");
  Separator names(manifest, request.exports);
  names.run();
  if (Error error = names.refuseExports())
    return error;
  return Isolation{IsolationWriter(manifest, request, names).write(), names.warnings()};
}

/// Symbols that one cause sets apart in the same way: "liba.a | libb.a, libc.a".
using SeparationGroups = std::map<std::pair<NearMissCause, std::string>, std::vector<Name>>;

static SeparationGroups groupsOf(llvm::ArrayRef<Separation> separations) {
  SeparationGroups groups;
  for (const Separation &separation : separations) {
    std::vector<std::string> sides;
    for (const SeparateName &name : separation.names)
      sides.push_back(someOf(name.libraries, 3, [](Name library) { return shown(library); }));
    groups[{separation.cause, llvm::join(sides, " | ")}].push_back(separation.symbol);
  }
  return groups;
}

/// Names that people have written first: they have met them in messages of linkers.
static std::vector<Name> plainFirst(std::vector<Name> symbols) {
  llvm::stable_sort(symbols, [](Name a, Name b) {
    auto isMangled = [](Name name) { return name.starts_with("_") || name.contains("DW.ref."); };
    return isMangled(a) < isMangled(b);
  });
  return symbols;
}

void explainIsolation(const Plan &plan, llvm::raw_ostream &out) {
  if (plan.separations.empty()) {
    out << "No two libraries define a symbol differently: nothing is renamed.\n";
  } else {
    out << plan.separations.size()
        << " symbols are defined differently by these libraries, and get names of their own "
           "(| between those that differ):\n";
    for (auto &[group, symbols] : groupsOf(plan.separations))
      out << "  " << group.second << ": " << symbols.size()
          << (symbols.size() == 1 ? " symbol: " : " symbols: ")
          << someOf(plainFirst(symbols), 3, [](Name name) { return readable(name); }) << "\n    "
          << describe(group.first) << "\n";
    bool hasStd = llvm::any_of(plan.separations, [](const Separation &separation) {
      return separation.symbol.ends_with("rust_eh_personality");
    });
    if (hasStd)
      out << "Libraries with an own rust_eh_personality have a Rust runtime of their own: "
             "thread-locals, the lock of\nstandard output, the panic hook and the allocator exist "
             "once for each, and a panic that gets from one into\nanother aborts. To share them, "
             "build the libraries with one compiler and without LTO.\n";
  }
  size_t hidden = llvm::count_if(plan.edited, [](const auto &entry) { return entry.second.hide; });
  if (hidden)
    out << "Symbols that are no exports are hidden in " << hidden << " objects.\n";
}

} // namespace armeld
