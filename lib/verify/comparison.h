// Two sets of libraries, side by side, as the checks see them.
//
// Objects that no linker tells apart are one class, and symbols are numbered: a check asks whether
// a class is there and where a search for a symbol ends. This has nothing in common with the
// planner's survey but the manifest that both are made of, and is meant to have nothing: an error
// that both made would go unnoticed.
#pragma once

#include "base/numbered_names.h"
#include "documents/pairing.h"
#include "documents/verdict.h"

#include "llvm/ADT/DenseSet.h"

#include <array>
#include <deque>

namespace armeld {

using EquivalenceId = uint32_t;          ///< of a class
using DefinedId = NumberedNames::Number; ///< of a symbol that some object defines

/// What somebody changed between ar-extract and ar-pack --stage: the object that there is now, and
/// the one that it was made of.
using StagedObjects = std::vector<std::pair<Digest, Digest>>;

/// A name under which an object can be asked for a symbol.
struct Provision {
  DefinedId symbol;
  const Digest *content; ///< of the COMDAT that holds the definition, where it is known, or null
  const Definition *definition;
};

/// Whether a second definition of the symbol beside this one is an error.
inline bool isUniqueStrong(const Definition &definition) {
  return definition.binding == Binding::strong &&
         (!definition.comdat || *definition.comdat == Comdat::noduplicates);
}

/// A symbol for which GNU ld alone takes a definition of another one, if it has not met that yet.
struct StandIn {
  DefinedId definition;
  DefinedId symbol;
};

/// Objects that no linker tells apart.
struct EquivalenceClass {
  const Object *object; ///< one of them
  uint32_t world;       ///< objects of two worlds never meet in one link
  std::vector<Provision> provides;
  std::vector<StandIn> answers;
};

/// The classes of all objects of both manifests. Symbols are numbers, so that checks count in
/// arrays and not in maps of names.
class Classes {
public:
  /// `staged` says which objects of `after` were made of which of `before` on purpose.
  Classes(const Manifest &before, const Manifest &after, const StagedObjects &staged);

  /// The class of an object, by its place in the manifest.
  EquivalenceId of(const Manifest &manifest, const Member &member) const {
    return ofObject[&manifest == manifests[0] ? 0 : 1][manifest.indexOf(member)];
  }
  /// The class that a staged object was made of; of all others, itself.
  EquivalenceId originalOf(EquivalenceId id) const { return originals[id]; }
  const EquivalenceClass &operator[](EquivalenceId id) const { return classes[id]; }
  size_t size() const { return classes.size(); }
  Name symbol(DefinedId id) const { return names[id]; }
  size_t symbols() const { return names.size(); }
  /// Fetches what `find` will look at for these symbols.
  void expect(llvm::ArrayRef<Name> symbols, uint32_t world) const {
    names.expect(symbols, world, [](Name name) { return name; });
  }
  /// The number of a symbol that some object of that world defines.
  std::optional<DefinedId> find(Name symbol, uint32_t world) const {
    return names.find(symbol, world);
  }

private:
  void addObjects();
  EquivalenceId add(const Object &object);
  std::optional<EquivalenceId> of(const Digest &digest) const;
  void addListed(const Manifest &manifest);
  void addListed(EquivalenceId id, Name name, uint32_t world);
  uint32_t worldOf(const Object &object);
  DefinedId idOf(Name name, uint32_t world) { return names.add(name, world).first; }

  std::array<const Manifest *, 2> manifests; ///< before, after
  std::vector<EquivalenceClass> classes;
  std::vector<EquivalenceId> originals;
  std::array<std::vector<EquivalenceId>, 2> ofObject; ///< by its place in each of the manifests
  llvm::DenseMap<Digest, EquivalenceId> byEquivalence;
  llvm::DenseMap<StringRef, uint32_t> worlds;
  NumberedNames names;
  std::deque<Definition> listed; ///< of opaque objects, where they stay
  llvm::DenseSet<std::pair<EquivalenceId, DefinedId>> listedBy;
};

/// A library with its members' classes.
struct Contents {
  const Library *library = nullptr;
  uint32_t number = 0; ///< of the library among all, those of before first
  bool isAfter = false;
  std::vector<EquivalenceId> classes;

  size_t size() const { return classes.size(); }
};

/// A member of one of the libraries. The planner has another type for this (MemberRef); see there.
struct Site {
  const Contents *contents = nullptr;
  size_t index = 0;
  const Digest *comdat = nullptr; ///< what the COMDAT holds that the search found, if it is one

  explicit operator bool() const { return contents; }
  bool operator==(const Site &other) const {
    return contents == other.contents && index == other.index;
  }
  EquivalenceId classId() const { return contents->classes[index]; }
  const Member &member() const { return contents->library->members[index]; }
  MemberPlace place() const {
    return {contents->library->path, contents->library->slice, index, member().name};
  }
  /// "member 3 'x.o' of liba.a"
  std::string text() const { return here() + " of " + shown(*contents->library); }
  std::string here() const { return memberPlace(index, member().name); }
};

/// The libraries of both manifests with their classes, and the verdict on them so far.
class Comparison {
public:
  /// The manifests must outlive it, and `pairing`, which is made of them.
  Comparison(const Manifest &before, const Manifest &after, const Pairing &pairing,
             const StagedObjects &staged = {});

  const Pairing &pairing;
  const Classes classes;
  Verdict verdict;

  /// Null for null.
  const Contents *at(const Library *library) const {
    return library ? &contents.find(library)->second : nullptr;
  }
  /// All libraries of both manifests, by their numbers.
  llvm::ArrayRef<const Contents *> all() const { return byNumber; }
  /// The slimmed libraries that are there, and then the workspace library.
  std::vector<const Library *> librariesAfter() const;
  /// All libraries whose content must be found again, and an older workspace library, of which
  /// everything must be in the new one.
  std::vector<Pairing::Pair> allPairs() const;
  /// The workspace library of each link: a slice each, and null for libraries that have none.
  std::vector<const Library *> workspaces() const;

  /// Adds a finding.
  Finding &report(Check check, const Library &library, const Twine &text);

private:
  llvm::DenseMap<const Library *, Contents> contents;
  std::vector<const Contents *> byNumber;
};

/// "'f' (and 3 more)"
std::string symbolText(Name first, uint64_t more);

/// Names the symbols that a finding is about.
void addSymbols(Finding &finding, Name first, uint64_t more);

} // namespace armeld
