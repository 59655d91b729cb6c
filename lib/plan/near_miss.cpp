#include "plan/near_miss.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

namespace armeld {

namespace {

/// Copies of one unit of one crate, one per class of equal objects.
struct Group {
  std::vector<ClassId> classes;
  std::vector<MemberRef> firstMembers;
};

/// rustc's shim defines the allocator entry points; nothing else does (rustc_codegen_ssa's
/// `allocator`). The names are mangled, with a crate hash, since 1.87.
bool isAllocatorShim(const Object &object) {
  return llvm::any_of(object.defines, [](const Definition &definition) {
    return definition.name == "__rust_alloc" ||
           (definition.name.ends_with("12___rust_alloc") && definition.name.contains("7___rustc"));
  });
}

NearMissCause likelyCause(const Survey &survey, const Group &group) {
  std::vector<const RustcName *> names;
  for (MemberRef ref : group.firstMembers)
    names.push_back(&*survey.member(ref).rustc);
  return likelyCause(names);
}

} // namespace

NearMissCause likelyCause(llvm::ArrayRef<const RustcName *> names) {
  bool sameCrateHash = true;
  bool sameUnitHash = true;
  for (const RustcName *name : names) {
    if (name->library)
      return NearMissCause::lto; // optimised together with the library's own code
    sameCrateHash &= name->crate_hash == names.front()->crate_hash;
    sameUnitHash &= name->unit_hash == names.front()->unit_hash;
  }
  // The crate's hash covers its version, features and the compiler (Cargo's -C metadata).
  if (!sameCrateHash)
    return NearMissCause::version;
  // The unit's hash covers how the crate was cut into units.
  return sameUnitHash ? NearMissCause::content : NearMissCause::codegen;
}

std::vector<NearMiss> findNearMisses(const Survey &survey) {
  // Shims are named after their library; they belong together by what they define.
  llvm::MapVector<std::pair<StringRef, StringRef>, Group> groups;
  for (ClassId id = 0; id < survey.classes.size(); ++id) {
    const ObjectClass &cls = survey.classes[id];
    MemberRef first = cls.members.front();
    const std::optional<RustcName> &name = survey.member(first).rustc;
    if (!name)
      continue;
    bool isShim = isAllocatorShim(*cls.facts);
    if (!isShim && !name->crate)
      continue;
    Group &group = groups[isShim ? std::make_pair(StringRef(), StringRef("allocator shim"))
                                 : std::make_pair(StringRef(*name->crate), StringRef(name->unit))];
    group.classes.push_back(id);
    group.firstMembers.push_back(first);
  }

  std::vector<NearMiss> found;
  for (auto &[key, group] : groups) {
    // Of one library only, it is that library's own affair (two versions of a crate in one
    // program).
    bool severalLibraries = llvm::any_of(group.firstMembers, [&](MemberRef ref) {
      return ref.library != group.firstMembers.front().library;
    });
    if (group.classes.size() < 2 || !severalLibraries)
      continue;
    NearMiss &miss = found.emplace_back();
    bool isShim = key.first.empty();
    miss.crate = isShim ? StringRef("(allocator shim)") : key.first;
    miss.unit = isShim ? StringRef("shim") : key.second;
    miss.cause = isShim ? NearMissCause::allocator : likelyCause(survey, group);
    for (ClassId id : group.classes) {
      for (MemberRef ref : survey.classes[id].members) {
        const Member &member = survey.member(ref);
        miss.bytes += member.size;
        miss.copies.push_back(
            {survey.library(ref).path, survey.library(ref).slice, member.name, member.object});
      }
    }
  }
  llvm::stable_sort(found, [](const NearMiss &a, const NearMiss &b) { return a.bytes > b.bytes; });
  return found;
}

} // namespace armeld
