#include "plan/crate_facts.h"

#include "base/cargo_package.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace armeld {

/// Whether Cargo calls the crate of a package of that name so, unless the package says otherwise.
static bool isCrateOf(StringRef crate, StringRef package) {
  return llvm::equal(crate, package, [](char a, char b) { return a == (b == '-' ? '_' : b); });
}

/// Rust's own builds put the sources of std into /rustc/COMMIT, and those of the packages that it
/// needs into /rust/deps, or /cargo/registry before 2024. Distributions have both in a folder of
/// the release, as /usr/src/rustc-1.63.0.
static bool isOfCompiler(StringRef folder) {
  for (StringRef prefix : {"/rustc/", "/rust/deps/", "/cargo/registry/"})
    if (folder.starts_with(prefix))
      return true;
  size_t release = folder.find("/rustc-");
  return release != StringRef::npos && llvm::any_of(folder.substr(release + 7, 1), llvm::isDigit);
}

std::optional<CrateOrigin> originOf(const RustcName &name, const Object &object) {
  CrateOrigin origin;
  auto isCrates = [&](Name folder) {
    return name.crate && isCrateOf(*name.crate, packageOf(folder).name);
  };
  if (object.source)
    origin.folder = *object.source;
  else if (auto found = llvm::find_if(object.packages, isCrates); found != object.packages.end())
    origin.folder = *found;
  else
    return std::nullopt;
  origin.ofCompiler = isOfCompiler(origin.folder);
  // The sources may be in a folder of the package: "wasm-1.2.0/rust".
  for (StringRef folder = origin.folder; !folder.empty() && !origin.version;
       folder = folderOf(folder))
    if (CargoPackage package = packageOf(folder); !package.name.empty())
      origin.version = package.version;
  return origin;
}

void CrateFacts::add(const RustcName &name, const Object &object,
                     const std::optional<CrateOrigin> &origin) {
  // Code for LTO at link time is bitcode.
  lto |= name.library.has_value() || object.kind == Kind::bitcode;
  crateHashes.insert(name.crate_hash);
  unitHashes.insert(name.unit_hash);
  if (object.compiler)
    compilers.insert(*object.compiler);
  if (!origin || origin->ofCompiler)
    return;
  if (origin->version)
    versions.insert(*origin->version);
  if (!folderOf(origin->folder).empty())
    sources.insert(origin->folder);
}

/// Whether two builds differ in a fact that is known of both.
static bool differs(llvm::ArrayRef<CrateFacts> builds, std::set<Name> CrateFacts::*fact) {
  const std::set<Name> *first = nullptr;
  for (const CrateFacts &build : builds) {
    const std::set<Name> &values = build.*fact;
    if (values.empty())
      continue;
    if (first && values != *first)
      return true;
    first = &values;
  }
  return false;
}

NearMissCause likelyCause(llvm::ArrayRef<CrateFacts> builds) {
  if (llvm::any_of(builds, [](const CrateFacts &build) { return build.lto; }))
    return NearMissCause::lto;
  if (differs(builds, &CrateFacts::compilers))
    return NearMissCause::compiler;
  if (differs(builds, &CrateFacts::versions))
    return NearMissCause::version;
  if (differs(builds, &CrateFacts::sources))
    return NearMissCause::source;
  bool sameUnits = llvm::all_of(builds, [&](const CrateFacts &build) {
    return !build.crateHashes.contains(std::nullopt) &&
           build.unitHashes == builds.front().unitHashes;
  });
  if (!sameUnits)
    return NearMissCause::unknown;
  bool sameFiles = llvm::all_of(builds, [&](const CrateFacts &build) {
    return build.crateHashes == builds.front().crateHashes;
  });
  return sameFiles ? NearMissCause::content : NearMissCause::flags;
}

} // namespace armeld
