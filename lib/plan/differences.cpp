#include "plan/differences.h"

#include "base/names.h"
#include "base/table.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"

#include <map>

namespace armeld {

std::string describe(NearMissCause cause) {
  switch (cause) {
  case NearMissCause::lto:
    return "LTO: optimised with the library's own code";
  case NearMissCause::version:
    return "other version";
  case NearMissCause::compiler:
    return "other compiler";
  case NearMissCause::codegen:
    return "other codegen-units";
  case NearMissCause::source:
    return "other revision or folder of the sources";
  case NearMissCause::flags:
    return "other flags of the compiler (RUSTFLAGS)";
  case NearMissCause::dependency:
    return "needs a crate that differs";
  case NearMissCause::features:
    return "other features";
  case NearMissCause::profile:
    return "other features or profile";
  case NearMissCause::allocator:
    return "different allocators";
  case NearMissCause::content:
    return "other settings or environment of the build";
  case NearMissCause::unknown:
    return "other version, features or settings";
  }
  llvm_unreachable("a cause without words");
}

std::string shown(const LibrarySlice &library) {
  return shown(library.path) + (library.slice ? "(" + shown(*library.slice) + ")" : "");
}

namespace {

/// Libraries by a value that their builds of a crate have.
using ByValue = llvm::MapVector<Name, std::vector<LibrarySlice>>;

/// Builds of which the value is not known are left out.
ByValue byValue(const NearMiss &miss, llvm::function_ref<std::string(const CrateBuild &)> valueOf) {
  ByValue groups;
  for (const CrateBuild &build : miss.builds)
    if (std::string value = valueOf(build); !value.empty())
      llvm::append_range(groups[keep(value)], build.libraries);
  return groups;
}

std::string joined(llvm::ArrayRef<Name> values) {
  return llvm::join(llvm::map_range(values, [](Name value) { return shown(value); }), " and ");
}

std::string versionsIn(const CrateBuild &build) { return joined(build.versions); }
std::string sourcesIn(const CrateBuild &build) { return joined(build.sources); }
std::string compilersIn(const CrateBuild &build) { return joined(build.compilers); }
std::string unitsIn(const CrateBuild &build) { return std::to_string(build.units); }

/// "rustc 1.95.0" of "rustc 1.95.0 (59807616e 2026-04-14)".
std::string compilerVersionIn(const CrateBuild &build) {
  return build.compilers.empty() ? "" : shown(build.compilers.front().split(" (").first);
}

/// The compilers, as short as tells them apart.
ByValue byCompiler(const NearMiss &miss) {
  ByValue versions = byValue(miss, compilerVersionIn);
  return versions.size() > 1 ? versions : byValue(miss, compilersIn);
}

/// "LTO in liba.a"
std::string inLibraries(StringRef what, const std::vector<LibrarySlice> &libraries) {
  return what.str() + " in " +
         someOf(libraries, 2, [](const LibrarySlice &library) { return shown(library); });
}

/// Words, each once, in the order in which they come.
struct Words : std::vector<std::string> {
  void add(std::string word) {
    if (!llvm::is_contained(*this, word))
      push_back(std::move(word));
  }
};

} // namespace

std::string reasonOf(const NearMiss &miss) {
  std::vector<std::string> parts;
  auto add = [&](const char *what, const ByValue &groups) {
    std::vector<std::string> places;
    for (const auto &[value, libraries] : groups)
      places.push_back(inLibraries(value, libraries));
    if (places.size() > 1)
      parts.push_back(what + llvm::join(places, ", "));
  };
  std::vector<LibrarySlice> withLto;
  for (const CrateBuild &build : miss.builds)
    if (build.lto)
      llvm::append_range(withLto, build.libraries);
  if (!withLto.empty())
    parts.push_back(inLibraries("LTO", withLto));
  add("compiler: ", byCompiler(miss));
  add("version: ", byValue(miss, versionsIn));
  if (miss.cause == NearMissCause::codegen)
    add("codegen units: ", byValue(miss, unitsIn));
  if (miss.cause == NearMissCause::source)
    add("sources: ", byValue(miss, sourcesIn));
  if (!miss.dependencies.empty())
    parts.push_back("needs " + joined(miss.dependencies) + ", which differs");
  return parts.empty() ? describe(miss.cause) : llvm::join(parts, "; ");
}

std::vector<std::string> builtAlike(llvm::ArrayRef<NearMiss> misses) {
  Words lto, compilers, versions;
  std::map<NearMissCause, Words> crates; // by cause
  for (const NearMiss &miss : misses) {
    // The shim for the allocator is no crate, and has no features.
    if (miss.cause == NearMissCause::allocator || !miss.crate.starts_with("("))
      crates[miss.cause].add(shown(miss.crate));
    for (const CrateBuild &build : miss.builds)
      for (const LibrarySlice &library : build.lto ? build.libraries : std::vector<LibrarySlice>())
        lto.add(shown(library));
    if (ByValue groups = byCompiler(miss); groups.size() > 1)
      for (const auto &[compiler, libraries] : groups)
        compilers.add(compiler.str());
    std::vector<std::string> own;
    for (const auto &[version, libraries] : byValue(miss, versionsIn))
      own.push_back(version.str());
    if (own.size() > 1)
      versions.add(shown(miss.crate) + " (" + llvm::join(own, ", ") + ")");
  }

  std::vector<std::string> clauses;
  auto add = [&](const std::string &before, const Words &words, const char *after = "") {
    if (!words.empty())
      clauses.push_back(before + someOf(words, 20, [](const std::string &word) { return word; }) +
                        after);
  };
  add("no LTO (", lto, ")");
  add("one compiler (", compilers, ")");
  if (!crates[NearMissCause::codegen].empty())
    clauses.push_back("one number of codegen-units");
  if (!crates[NearMissCause::flags].empty())
    clauses.push_back("the same flags of the compiler (RUSTFLAGS)");
  if (!crates[NearMissCause::allocator].empty())
    clauses.push_back("one allocator");
  add("the same profile or features of ", crates[NearMissCause::profile]);
  add("one version of ", versions);
  add("one revision and folder of the sources of ", crates[NearMissCause::source]);
  add("the same features of ", crates[NearMissCause::features]);
  add("the same settings and environment of ", crates[NearMissCause::content]);
  add("the same version, features and settings of ", crates[NearMissCause::unknown]);
  return clauses;
}

} // namespace armeld
