#include "plan/isolate.h"

#include "base/names.h"
#include "plan/causes.h"
#include "plan/separate.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

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
    PlannedLibrary result;
    result.path = library.path;
    result.slice = library.slice;
    result.size = library.size;
    result.modified_ns = library.modified_ns;
    result.changed_ns = library.changed_ns;
    result.inode = library.inode;
    result.format = library.format;
    result.thin = library.thin;
    result.workspace = library.workspace;
    result.expected_size = library.size;
    llvm::DenseMap<Digest, Digest> known; // this library's objects, as they are written
    for (const Member &member : library.members) {
      auto [entry, isNew] = known.try_emplace(member.object, member.object);
      const Object &object = *manifest.find(member.object);
      if (isNew)
        entry->second = written(l, member.object, object);
      result.keep.push_back({member.name, entry->second, member.data_offset, member.size,
                             member.file, object.unreadable.has_value(), member.listed});
    }
    return result;
  }

  /// The digest of the object as library `l` will hold it.
  Digest written(uint32_t l, const Digest &digest, const Object &object) {
    if (!canBeEdited(object) || manifest.libraries[l].workspace)
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
      if (definition.name.contains('@') || request.exports.contains(definition.name, object))
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

/// "liba.a, libb.a and 3 more"
static std::string someOf(llvm::ArrayRef<Name> names) {
  std::string text;
  for (Name name : names.take_front(3))
    text += (text.empty() ? "" : ", ") + shown(name);
  if (names.size() > 3)
    text += " and " + std::to_string(names.size() - 3) + " more";
  return text;
}

void explainIsolation(const Plan &plan, llvm::raw_ostream &out) {
  if (plan.separations.empty()) {
    out << "No two libraries define a symbol differently: nothing is renamed.\n";
  } else {
    out << plan.separations.size()
        << " symbols are defined differently by these libraries, and get names of their own:\n";
    bool hasStd = false;
    for (const Separation &separation : plan.separations) {
      out << "  " << shown(separation.symbol) << ": " << describe(separation.cause) << "\n";
      for (const SeparateName &name : separation.names)
        out << "    " << shown(name.name) << " in " << someOf(name.libraries) << "\n";
      hasStd |=
          separation.symbol == "rust_eh_personality" || separation.symbol == "_rust_eh_personality";
    }
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
