#include "plan/link_target.h"

#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/IR/Mangler.h"

namespace armeld {

LinkTarget linkTargetOf(const Object &object, bool withEc) {
  if (!object.machine)
    return {};
  StringRef machine = *object.machine;
  // ARM and Thumb are instruction sets of one machine; bitcode says which, machine code does not.
  if (machine == "thumb")
    machine = "arm";
  else if (machine == "thumbeb")
    machine = "armeb";
  else if (withEc && machine == "x86_64")
    machine = "arm64ec";
  return {object.format.value_or(""), machine};
}

bool hasEcCode(const Manifest &manifest) {
  return llvm::any_of(manifest.objects, [](const auto &entry) {
    return entry.second.machine == StringRef("arm64ec");
  });
}

std::optional<std::string> ecPlainName(const Object &object, Name definition) {
  if (object.machine != StringRef("arm64ec") ||
      definition.empty()) // LLVM looks at its first letter
    return std::nullopt;
  return llvm::getArm64ECDemangledFunctionName(definition);
}

static std::string shown(LinkTarget target) {
  return (target.first.empty() ? Twine(target.second) : target.second + " (" + target.first + ")")
      .str();
}

static Error refuse(const Library &library, const Twine &has, const Library &other,
                    const Twine &otherHas) {
  return failure(shown(library) + ": " + has + ", " + shown(other) + " " + otherHas +
                 "; meld them separately");
}

/// Code for a device and code for its simulator are never linked together, though the machine is
/// the same. Objects that say no platform, as assemblers make them, go with any.
static Error refuseSeparatePlatforms(const Manifest &manifest) {
  struct Platforms {
    const Library *library;
    llvm::SmallSet<StringRef, 2> names;
  };
  llvm::DenseMap<StringRef, Platforms> firsts; // by slice
  for (const Library &library : manifest.libraries) {
    Platforms own = {&library, {}};
    for (const Member &member : library.members)
      if (const std::optional<Name> &platform = manifest.objectOf(member).platform)
        own.names.insert(*platform);
    if (own.names.empty())
      continue;
    const Platforms &first = firsts.try_emplace(library.slice.value_or(""), own).first->second;
    if (llvm::none_of(own.names, [&](StringRef name) { return first.names.contains(name); }))
      return refuse(library, "has objects for " + *own.names.begin(), *first.library,
                    "for " + *first.names.begin());
  }
  return Error::success();
}

Error refuseSeparateTargets(const Manifest &manifest) {
  if (Error error = refuseSeparatePlatforms(manifest))
    return error;
  using Targets = llvm::SmallSet<LinkTarget, 4>;
  bool withEc = hasEcCode(manifest);
  std::vector<std::pair<const Library *, Targets>> libraries;
  const Library *universal = nullptr;
  for (const Library &library : manifest.libraries) {
    if (library.slice) {
      universal = &library;
      continue;
    }
    Targets targets;
    for (const Member &member : library.members)
      if (const Object *object = manifest.find(member.object); object->machine)
        targets.insert(linkTargetOf(*object, withEc));
    if (!targets.empty())
      libraries.emplace_back(&library, std::move(targets));
  }
  if (libraries.empty())
    return Error::success();
  const auto &[first, firstTargets] = libraries.front();
  if (universal)
    return refuse(*first, "is a plain archive", *universal, "a slice of a universal file");
  // Those that share a target with the first library, or with one that does, and so on.
  llvm::EquivalenceClasses<LinkTarget> linked;
  for (const auto &[library, targets] : libraries)
    for (LinkTarget target : targets)
      linked.unionSets(*targets.begin(), target);
  for (const auto &[library, targets] : libraries)
    if (!linked.isEquivalent(*firstTargets.begin(), *targets.begin()))
      return refuse(*library, "has objects for " + shown(*targets.begin()), *first,
                    "for " + shown(*firstTargets.begin()));
  return Error::success();
}

} // namespace armeld
