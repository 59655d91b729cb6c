#include "plan/collect.h"

#include "plan/planned.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

class CollectionWriter {
public:
  CollectionWriter(const Manifest &manifest, const Reach &reach,
                   llvm::function_ref<Digest(const Digest &)> sourceOf)
      : manifest(manifest), reach(reach), sourceOf(sourceOf) {}

  Plan write() {
    Plan plan;
    for (const Library &library : manifest.libraries)
      plan.libraries.push_back(planned(library));
    for (auto &[digest, edit] : edited)
      plan.edited.emplace_back(digest, std::move(edit));
    llvm::sort(plan.edited, [](const auto &a, const auto &b) { return a.first < b.first; });
    llvm::append_range(plan.exports, reach.definedExports());
    return plan;
  }

private:
  PlannedLibrary planned(const Library &library) {
    PlannedLibrary result = plannedLibrary(library);
    for (const Member &member : library.members) {
      const Object &facts = manifest.objectOf(member);
      PlannedMember entry = plannedMember(member, facts);
      entry.object = sourceOf(member.object);
      const Reach::ObjectNode &object = reach.find(member.object);
      // What linkers do not read is no business of theirs: lib.rmeta, say.
      if (!object.isAlive && facts.kind != Kind::other) {
        result.remove.push_back(std::move(entry));
        continue;
      }
      entry.object = written(object, entry.object);
      result.keep.push_back(std::move(entry));
    }
    return result;
  }

  /// The digest of the object without its dead sections.
  Digest written(const Reach::ObjectNode &object, const Digest &source) {
    auto [entry, isNew] = known.try_emplace(*object.digest, source);
    if (!isNew)
      return entry->second;
    EditedObject edit;
    edit.object = source;
    for (const auto &[section, node] : object.places)
      if (!reach.isLive(node))
        edit.remove.push_back(section);
    if (object.sections)
      keepNames(object, edit);
    // Debug information and bitcode describe nothing that is left.
    if (!edit.remove.empty() && reach.isHollow(object) &&
        object.facts->format == StringRef("elf")) {
      edit.strip_debug = object.facts->has_debug_info;
      edit.drop_bitcode = object.facts->has_bitcode;
    }
    if (edit.isEmpty())
      return source;
    entry->second = digestOf(edit);
    edited.try_emplace(entry->second, std::move(edit));
    return entry->second;
  }

  /// Lists symbols by the names that they have before other plans rename them.
  void keepNames(const Reach::ObjectNode &object, EditedObject &edit) {
    const Object &source = *manifest.find(edit.object);
    auto nameOf = [&](SymbolNumber number) {
      size_t references = source.defines.size();
      return number < references ? source.defines[number].name
                                 : source.references[number - references];
    };
    std::vector<SymbolNumber> anchors = reach.anchorsOf(object);
    for (SymbolNumber number : anchors)
      edit.anchor.push_back(nameOf(number));
    for (SymbolNumber number : object.pulls)
      if (!std::binary_search(anchors.begin(), anchors.end(), number))
        edit.need.push_back(nameOf(number));
    sortNames(edit);
  }

  const Manifest &manifest;
  const Reach &reach;
  llvm::function_ref<Digest(const Digest &)> sourceOf;
  llvm::DenseMap<Digest, Digest> known; ///< as it is written, by the object's digest
  llvm::DenseMap<Digest, EditedObject> edited;
};

} // namespace

Error refuseOpaque(const Manifest &manifest) {
  for (const Library &library : manifest.libraries)
    for (size_t m = 0; m < library.members.size(); ++m) {
      const Member &member = library.members[m];
      const Object &object = manifest.objectOf(member);
      if (!isOpaque(object) ||
          (object.kind == Kind::other && !object.unreadable && member.listed.empty()))
        continue;
      std::string reason = object.unreadable ? ": " + shown(*object.unreadable) : "";
      return failure(shown(library) + ": " + memberPlace(m, member.name) +
                     ": it is not known what it refers to, so it cannot be said what the exports "
                     "reach" +
                     reason);
    }
  return Error::success();
}

Expected<Collection> collect(const Manifest &manifest, const Reach &reach, const Exports &exports,
                             llvm::function_ref<Digest(const Digest &)> sourceOf) {
  Collection result;
  for (const std::string &name : exports.undefinedIn(manifest))
    result.warnings.push_back("export '" + shown(name) + "' is defined by no library");
  result.plan = CollectionWriter(manifest, reach, sourceOf).write();
  if (result.plan.exports.empty())
    return failure("no library defines an export, so nothing would be left");
  return result;
}

} // namespace armeld
