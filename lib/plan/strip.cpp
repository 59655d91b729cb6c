#include "plan/strip.h"

#include "base/glob.h"
#include "base/names.h"
#include "plan/planned.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

class StripPlanner {
public:
  StripPlanner(const Manifest &manifest, const StripRequest &request)
      : manifest(manifest), request(request) {}

  Expected<Plan> run() {
    for (const Library &library : manifest.libraries)
      for (size_t m = 0; m < library.members.size(); ++m)
        if (Error error = decide(library, m))
          return error;
    Plan plan;
    for (const Library &library : manifest.libraries) {
      PlannedLibrary &planned = plan.libraries.emplace_back(plannedLibrary(library));
      for (const Member &member : library.members) {
        planned.keep.push_back(plannedMember(member, manifest.objectOf(member)));
        planned.keep.back().object = written(member.object);
      }
    }
    for (auto &[digest, edit] : edited)
      plan.edited.emplace_back(digest, std::move(edit));
    llvm::sort(plan.edited, [](const auto &a, const auto &b) { return a.first < b.first; });
    return plan;
  }

private:
  static bool isAmong(Name member, llvm::ArrayRef<std::string> globs) {
    return llvm::any_of(globs, [&](const std::string &glob) { return matchesGlob(member, glob); });
  }

  /// Mach-O objects of other machines, PowerPC above all, have another byte order and relocations
  /// of their own.
  static bool canLoseSections(const Object &object) {
    static constexpr StringRef machines[] = {"x86_64", "aarch64", "aarch64_32",
                                             "i386",   "arm",     "thumb"};
    return *object.format != "macho" || llvm::is_contained(machines, object.machine.value_or(""));
  }

  Error decide(const Library &library, size_t index) {
    const Member &member = library.members[index];
    const Object &object = manifest.objectOf(member);
    if (!canBeEdited(object))
      return Error::success();
    bool mayStrip = canLoseSections(object);
    bool strips = mayStrip && isAmong(member.name, request.stripDebug) &&
                  !isAmong(member.name, request.keepDebug);
    auto [entry, isNew] = edits.try_emplace(member.object);
    EditedObject &edit = entry->second;
    edit.object = member.object;
    edit.drop_bitcode = request.dropBitcode && object.has_bitcode && mayStrip;
    edit.strip_debug = strips && object.has_debug_info && (isNew || edit.strip_debug);
    edit.compress_debug.reset();
    if (!request.compress || !object.has_debug_info || edit.strip_debug)
      return Error::success();
    if (*object.format != "elf")
      return failure(shown(library) + ": " + memberPlace(index, member.name) +
                     ": debug information can be compressed in ELF only; no linker reads it "
                     "compressed in " +
                     *object.format);
    edit.compress_debug = request.compress;
    return Error::success();
  }

  Digest written(const Digest &object) {
    auto edit = edits.find(object);
    if (edit == edits.end() || edit->second.isEmpty())
      return object;
    Digest digest = digestOf(edit->second);
    edited.try_emplace(digest, edit->second);
    return digest;
  }

  const Manifest &manifest;
  const StripRequest &request;
  llvm::DenseMap<Digest, EditedObject> edits;  ///< by the object
  llvm::DenseMap<Digest, EditedObject> edited; ///< by its new digest
};

} // namespace

Expected<Plan> planStrip(const Manifest &manifest, const StripRequest &request) {
  return StripPlanner(manifest, request).run();
}

} // namespace armeld
