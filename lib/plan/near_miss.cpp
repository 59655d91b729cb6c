#include "plan/near_miss.h"

#include "base/cargo_package.h"
#include "plan/crate_facts.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

#include <map>
#include <set>

namespace armeld {

namespace {

constexpr llvm::StringLiteral shimName = "(allocator shim)";

/// rustc's shim defines the allocator entry points; nothing else does (rustc_codegen_ssa's
/// `allocator`). The names are mangled, with a crate hash, since 1.87.
bool isAllocatorShim(const Object &object) {
  return llvm::any_of(object.defines, [](const Definition &definition) {
    return definition.name == "__rust_alloc" ||
           (definition.name.ends_with("12___rust_alloc") && definition.name.contains("7___rustc"));
  });
}

/// Objects that can replace each other only if they are for one machine.
std::string worldOf(const Library &library, const Object &object) {
  std::string world = library.slice.value_or("").str();
  for (const std::optional<Name> &part : {object.format, object.machine, object.platform})
    world += " " + part.value_or("").str();
  return world;
}

/// A crate, by name and world.
using CrateKey = std::pair<Name, std::string>;

/// A build of a crate: what Cargo gives one hash, or, without a hash, what one library has.
struct CargoBuild {
  std::optional<CrateOrigin> origin; ///< as far as one of its objects says it
  std::optional<uint32_t> library;   ///< the first that has it
};

/// How some libraries hold a crate, without what all of its libraries have.
struct Variant {
  std::vector<ClassId> classes; ///< ascending
  std::vector<uint32_t> libraries;
  CrateFacts facts;
  uint64_t bytes = 0;
};

struct Miss {
  Name crate;
  uint64_t bytes = 0;
  std::vector<Variant> variants;
  std::optional<NearMissCause> cause; ///< once it is known
  // Other misses, by number:
  std::optional<llvm::SmallVector<uint32_t, 0>> needed; ///< once they were looked for
  size_t next = 0;                                      ///< of these, to be looked at
  llvm::SetVector<uint32_t> roots; ///< that cause this one, if the cause is `dependency`
};

class Search {
public:
  explicit Search(const Survey &survey)
      : survey(survey), hasLto(libraryCount()), compilers(libraryCount()),
        unitLimit(libraryCount()), isCutCoarser(libraryCount()), isCutFiner(libraryCount()),
        settings(libraryCount()) {}

  std::vector<NearMiss> run() {
    // List the objects of each crate, and what is known of its builds.
    listUnits();
    findOrigins();
    describeLibraries();
    // Compare what the libraries have of each crate.
    for (const auto &[key, classes] : byVersion())
      compare(key.first.first, classes);
    // Say why it differs: by what is known of the crate, or of the crates that it needs.
    for (Miss &miss : misses)
      decideByFacts(miss);
    for (uint32_t i = 0; i < misses.size(); ++i)
      decideByDependencies(i);
    return result();
  }

private:
  unsigned libraryCount() const { return unsigned(survey.manifest->libraries.size()); }
  const Object &factsOf(ClassId id) const { return *survey.classes[id].facts; }

  // ---- what there is ----

  /// The name of the first copy. Others may have other names, which are as good.
  const std::optional<RustcName> &nameOf(ClassId id) const {
    return survey.member(survey.classes[id].members.front()).rustc;
  }

  /// The libraries that hold the object, each once, ascending.
  std::vector<uint32_t> librariesOf(ClassId id) const {
    std::vector<uint32_t> libraries;
    for (MemberRef ref : survey.classes[id].members)
      if (libraries.empty() || libraries.back() != ref.library)
        libraries.push_back(ref.library);
    if (!llvm::is_sorted(libraries)) // an earlier workspace library comes first
      llvm::sort(libraries);
    return libraries;
  }

  void listUnits() {
    std::map<std::pair<CrateKey, Name>, uint32_t> buildIds;
    for (ClassId id = 0; id < survey.classes.size(); ++id) {
      const std::optional<RustcName> &name = nameOf(id);
      if (!name)
        continue;
      // Shims are named after their library; they belong together by what they define.
      bool isShim = isAllocatorShim(factsOf(id));
      if (!isShim && !name->crate)
        continue;
      const Library &library = survey.library(survey.classes[id].members.front());
      CrateKey key = {isShim ? shimName : *name->crate, worldOf(library, factsOf(id))};
      units[key].push_back(id);
      auto [entry, isNew] = buildIds.try_emplace(
          {std::move(key), name->crate_hash.value_or(library.path)}, builds.size());
      if (isNew)
        builds.emplace_back();
      buildOf[id] = entry->second;
    }
  }

  CargoBuild &build(ClassId id) { return builds[buildOf.find(id)->second]; }

  /// Not each object says where its sources were; those of one build were in one place.
  void findOrigins() {
    for (const auto &[key, classes] : units)
      for (ClassId id : classes)
        if (std::optional<CrateOrigin> &origin = build(id).origin; !origin || !origin->version)
          if (std::optional<CrateOrigin> found = originOf(*nameOf(id), factsOf(id)))
            origin = found;
  }

  /// Cargo's hash covers profile, compiler and flags, so libraries that have the same build of a
  /// package have the same settings.
  void describeLibraries() {
    llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint64_t> counts; // by library and build
    for (const auto &[key, classes] : units) {
      for (ClassId id : classes) {
        CargoBuild &own = build(id);
        bool showsSettings = own.origin && !own.origin->ofCompiler && nameOf(id)->crate_hash;
        for (uint32_t l : librariesOf(id)) {
          if (nameOf(id)->library)
            hasLto.set(l);
          if (std::optional<Name> compiler = factsOf(id).compiler)
            compilers[l].insert(*compiler);
          if (!own.library)
            own.library = l;
          if (showsSettings)
            settings.join(*own.library, l);
          if (key.first != "compiler_builtins") // which is always cut into very many
            unitLimit[l] = std::max(unitLimit[l], ++counts[{l, buildOf[id]}]);
        }
      }
    }
    settings.compress();
  }

  /// Tells versions apart that Cargo does not take for each other, if all are known.
  std::map<std::pair<CrateKey, Name>, std::vector<ClassId>> byVersion() {
    std::map<std::pair<CrateKey, Name>, std::vector<ClassId>> all;
    for (const auto &[key, classes] : units) {
      bool areKnown = llvm::all_of(
          classes, [&](ClassId id) { return build(id).origin && build(id).origin->version; });
      for (ClassId id : classes)
        all[{key, areKnown ? compatibleWith(*build(id).origin->version) : Name()}].push_back(id);
    }
    return all;
  }

  // ---- what differs ----

  void compare(Name crate, llvm::ArrayRef<ClassId> classes) {
    std::set<uint32_t> libraries;
    for (ClassId id : classes)
      for (uint32_t l : librariesOf(id))
        libraries.insert(l);
    uint64_t sum = 0;
    std::map<uint32_t, std::vector<ClassId>> held; // by library
    for (ClassId id : classes) {
      std::vector<uint32_t> holders = librariesOf(id);
      if (holders.size() == libraries.size())
        continue;
      sum += factsOf(id).size;
      for (uint32_t l : holders)
        held[l].push_back(id);
    }
    Miss miss;
    miss.crate = crate;
    uint64_t most = 0;
    std::map<std::vector<ClassId>, size_t> variantWith;
    for (const auto &[l, own] : held) {
      auto [entry, isNew] = variantWith.try_emplace(own, miss.variants.size());
      if (isNew)
        miss.variants.push_back(variantOf(own));
      miss.variants[entry->second].libraries.push_back(l);
      most = std::max(most, miss.variants[entry->second].bytes);
    }
    miss.bytes = sum - most;
    if (miss.bytes == 0)
      return;
    for (const Variant &variant : miss.variants)
      for (ClassId id : variant.classes)
        missOf[id] = uint32_t(misses.size());
    misses.push_back(std::move(miss));
  }

  Variant variantOf(const std::vector<ClassId> &classes) {
    Variant variant;
    variant.classes = classes;
    for (ClassId id : classes) {
      variant.facts.add(*nameOf(id), factsOf(id), build(id).origin);
      variant.bytes += factsOf(id).size;
    }
    return variant;
  }

  // ---- causes ----

  void decideByFacts(Miss &miss) {
    std::vector<CrateFacts> facts;
    for (Variant &variant : miss.variants) {
      // One run of the compiler made all of a library, and not each object says so.
      if (variant.facts.compilers.empty())
        variant.facts.compilers = compilers[variant.libraries.front()];
      variant.facts.lto |= hasLto.test(variant.libraries.front());
      facts.push_back(variant.facts);
    }
    NearMissCause cause = likelyCause(facts);
    if (cause == NearMissCause::lto || cause == NearMissCause::compiler)
      miss.cause = cause;
    else if (miss.crate == shimName) // whose hashes are the library's
      miss.cause = callsDiffer(miss) ? NearMissCause::allocator : NearMissCause::profile;
    else if (cause != NearMissCause::unknown)
      miss.cause = cause;
    else if (isCutDifferently(miss))
      miss.cause = NearMissCause::codegen;
  }

  /// Whether a library has fewer units of the crate than another, and of no crate has more: so it
  /// was not the crate that had too little code for more. Marks these libraries.
  bool isCutDifferently(const Miss &miss) {
    const Variant &fewest = *std::min_element(
        miss.variants.begin(), miss.variants.end(),
        [](const Variant &a, const Variant &b) { return a.classes.size() < b.classes.size(); });
    if (fewest.classes.size() != unitLimit[fewest.libraries.front()])
      return false;
    bool found = false;
    for (const Variant &variant : miss.variants) {
      if (variant.classes.size() == fewest.classes.size())
        continue;
      found = true;
      for (uint32_t l : variant.libraries)
        isCutFiner.set(l);
    }
    for (uint32_t l : fewest.libraries)
      if (found)
        isCutCoarser.set(l);
    return found;
  }

  /// Whether other crates show that the libraries were cut differently.
  bool areCutDifferently(const Miss &miss) const {
    auto isAnyIn = [&](const llvm::BitVector &libraries) {
      return llvm::any_of(miss.variants, [&](const Variant &variant) {
        return libraries.test(variant.libraries.front());
      });
    };
    return isAnyIn(isCutFiner) && isAnyIn(isCutCoarser);
  }

  /// Whether the builds refer to different symbols, as shims of different allocators do.
  bool callsDiffer(const Miss &miss) const {
    auto callsOf = [&](const Variant &variant) {
      std::set<Name> names;
      for (ClassId id : variant.classes)
        names.insert(factsOf(id).references.begin(), factsOf(id).references.end());
      return names;
    };
    return llvm::any_of(miss.variants, [&](const Variant &variant) {
      return callsOf(variant) != callsOf(miss.variants.front());
    });
  }

  /// Decides what is open: first about the misses that this one needs. Their chain may be as long
  /// as there are misses; a circle, which crates do not make, ends somewhere.
  void decideByDependencies(uint32_t index) {
    llvm::SmallVector<uint32_t> chain = {index};
    while (!chain.empty()) {
      Miss &miss = misses[chain.back()];
      if (!miss.cause && !miss.needed)
        miss.needed = neededBy(chain.back());
      if (!miss.cause && miss.next < miss.needed->size()) {
        uint32_t needed = (*miss.needed)[miss.next++];
        if (!misses[needed].needed)
          chain.push_back(needed);
        continue;
      }
      if (!miss.cause)
        decideByNeeded(miss);
      chain.pop_back();
    }
  }

  void decideByNeeded(Miss &miss) {
    bool hasOtherProfile = false;
    for (uint32_t needed : *miss.needed) {
      switch (misses[needed].cause.value_or(NearMissCause::unknown)) {
      case NearMissCause::version:
      case NearMissCause::source:
      case NearMissCause::features:
        miss.roots.insert(needed);
        break;
      case NearMissCause::dependency:
        miss.roots.insert(misses[needed].roots.begin(), misses[needed].roots.end());
        break;
      case NearMissCause::profile:
        hasOtherProfile = true;
        break;
      default:
        break;
      }
    }
    if (areCutDifferently(miss))
      miss.cause = NearMissCause::codegen;
    else if (!miss.roots.empty())
      miss.cause = NearMissCause::dependency;
    else if (!hasKnown(miss, &CrateFacts::versions) || !hasKnown(miss, &CrateFacts::compilers))
      miss.cause = hasOtherProfile ? NearMissCause::profile : NearMissCause::unknown;
    else
      miss.cause = haveSameSettings(miss) ? NearMissCause::features : NearMissCause::profile;
  }

  /// The other misses that define what objects of this one refer to, in the same library.
  llvm::SmallVector<uint32_t, 0> neededBy(uint32_t index) const {
    llvm::SetVector<uint32_t> needed;
    for (const Variant &variant : misses[index].variants)
      for (ClassId id : variant.classes)
        for (SymbolId symbol : survey.classes[id].references)
          for (ClassId definer : survey.definers(symbol))
            if (auto found = missOf.find(definer);
                found != missOf.end() && found->second != index &&
                !needed.contains(found->second) && isInOneLibrary(id, definer))
              needed.insert(found->second);
    return needed.takeVector();
  }

  bool isInOneLibrary(ClassId a, ClassId b) const {
    std::vector<uint32_t> libraries = librariesOf(a);
    return llvm::any_of(librariesOf(b), [&](uint32_t l) {
      return std::binary_search(libraries.begin(), libraries.end(), l);
    });
  }

  static bool hasKnown(const Miss &miss, std::set<Name> CrateFacts::*fact) {
    return llvm::none_of(miss.variants,
                         [&](const Variant &variant) { return (variant.facts.*fact).empty(); });
  }

  bool haveSameSettings(const Miss &miss) const {
    auto settingsOf = [&](const Variant &variant) { return settings[variant.libraries.front()]; };
    return llvm::all_of(miss.variants, [&](const Variant &variant) {
      return settingsOf(variant) == settingsOf(miss.variants.front());
    });
  }

  // ---- the result ----

  std::vector<NearMiss> result() const {
    std::vector<NearMiss> found;
    for (const Miss &miss : misses) {
      NearMiss &made = found.emplace_back();
      made.crate = miss.crate;
      made.cause = *miss.cause;
      made.bytes = miss.bytes;
      if (miss.cause == NearMissCause::dependency)
        for (uint32_t root : miss.roots)
          if (!llvm::is_contained(made.dependencies, misses[root].crate))
            made.dependencies.push_back(misses[root].crate);
      for (const Variant &variant : miss.variants)
        made.builds.push_back(described(variant));
    }
    llvm::stable_sort(found,
                      [](const NearMiss &a, const NearMiss &b) { return a.bytes > b.bytes; });
    return found;
  }

  NearMissBuild described(const Variant &variant) const {
    NearMissBuild made;
    for (uint32_t l : variant.libraries)
      made.libraries.push_back(
          {survey.manifest->libraries[l].path, survey.manifest->libraries[l].slice});
    llvm::append_range(made.versions, variant.facts.versions);
    llvm::append_range(made.compilers, variant.facts.compilers);
    llvm::append_range(made.sources, variant.facts.sources);
    made.lto = variant.facts.lto;
    made.units = variant.classes.size();
    made.bytes = variant.bytes;
    for (ClassId id : variant.classes)
      llvm::append_range(made.objects, survey.classes[id].objects);
    return made;
  }

  const Survey &survey;
  std::map<CrateKey, std::vector<ClassId>> units;
  std::vector<CargoBuild> builds;
  llvm::DenseMap<ClassId, uint32_t> buildOf;
  // By library:
  llvm::BitVector hasLto;
  std::vector<std::set<Name>> compilers;
  std::vector<uint64_t> unitLimit;          ///< the most units that a crate of it was cut into
  llvm::BitVector isCutCoarser, isCutFiner; ///< by other codegen-units than another library
  llvm::IntEqClasses settings;              ///< libraries with the same ones
  std::vector<Miss> misses;
  llvm::DenseMap<ClassId, uint32_t> missOf;
};

} // namespace

std::vector<NearMiss> findNearMisses(const Survey &survey) { return Search(survey).run(); }

} // namespace armeld
