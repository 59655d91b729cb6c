// Which symbols conflict, and what they are called in each library: the refinement that isolate.h
// describes.
#pragma once

#include "base/numbered_names.h"
#include "documents/plan.h"
#include "plan/exports.h"

#include "llvm/ADT/DenseMap.h"

#include <deque>

namespace armeld {

class Separator {
public:
  /// Both must outlive it.
  Separator(const Manifest &manifest, const Exports &exports);

  void run();

  /// An error if libraries define an export differently.
  Error refuseExports() const;
  /// What conflicts and keeps its name nevertheless, with the reason; also weak definitions.
  std::vector<std::string> warnings() const;
  std::vector<Conflict> conflicts() const;
  std::vector<Separation> separations() const;

  /// Lists the symbols of `object` that have new names in library `l`.
  void listRenames(uint32_t l, const Object &object, std::vector<Rename> &to) const;

private:
  using SymbolId = NumberedNames::Number;
  static constexpr uint32_t none = UINT32_MAX;

  /// Why a symbol keeps its name.
  enum class Keep { no, exported, needed, versioned, objc, replaces, uneditable };

  static const char *reasonOf(Keep keep);
  std::string fixedByText(SymbolId symbol) const;

  struct Symbol {
    Name name;
    bool isStrong = false; ///< some definition is no weak or COMDAT one
    Keep keep = Keep::no;
    bool conflicts = false;
    /// The symbol whose name this one has with something in front, if the compiler makes it for
    /// that: it is renamed with it.
    SymbolId follows = none;
    std::vector<uint32_t> slots; ///< one for each library that defines it
  };

  /// A symbol in a library that defines it.
  struct Slot {
    SymbolId symbol;
    uint32_t library;
    std::vector<uint32_t> definers; ///< occurrences
    std::vector<uint32_t> groups;   ///< that define it weakly
    uint32_t bundle;                ///< see `bundleOf`
    Digest key; ///< of its definers' classes; all zero if the symbol keeps its name here
  };

  /// A distinct object in a library.
  struct Occurrence {
    uint32_t library;
    uint32_t world;
    const Object *object;
    const Member *member;           ///< the first that holds it
    std::vector<SymbolId> mentions; ///< ascending, each once; of symbols that libraries define
    Digest colour;                  ///< its class
  };

  /// Weak definitions that a linker keeps or drops together: a COMDAT, all over its world; or the
  /// others of one object.
  struct Group {
    std::vector<uint32_t> occurrences;
  };

  uint32_t worldOf(const Library &library, const Object &object);
  SymbolId symbolOf(Name name, uint32_t world, const Object &object);
  std::optional<SymbolId> known(Name name, uint32_t world) const;
  uint32_t slotOf(SymbolId symbol, uint32_t library);
  uint32_t findSlot(SymbolId symbol, uint32_t library) const;
  void addOccurrence(uint32_t library, const Member &member, const Object &object);
  void addDefinition(uint32_t occurrence, SymbolId symbol, bool mayRepeat,
                     const std::optional<Digest> &content);
  void addOpaque(uint32_t library, const Member &member, const Object &object);
  void protect();
  void keepName(SymbolId symbol, Keep why);
  uint32_t bundleOf(uint32_t slot);
  void bundleSlots();

  void findStrongConflicts();
  void findWeakConflicts();
  void findFollowers();
  /// Whether what `symbol.follows` is called decides about its name.
  bool isFollower(const Symbol &symbol) const;
  Digest bindings(uint32_t library, llvm::ArrayRef<SymbolId> mentions) const;
  std::vector<SymbolId> conflictingMentions(const Group &group) const;
  size_t recolour();
  size_t conflictCount() const;
  /// The slot that decides about the new name of a mention in a library, or none.
  uint32_t decidingSlot(SymbolId mention, uint32_t library) const;
  std::string newName(SymbolId mention, const Digest &key) const;
  NearMissCause causeOf(const Symbol &symbol) const;

  const Manifest &manifest;
  const Exports &exports;
  std::vector<Symbol> symbols;
  std::vector<Slot> slots;
  std::vector<Occurrence> occurrences;
  std::vector<Group> groups;
  NumberedNames names; ///< of `symbols`
  llvm::DenseMap<std::pair<SymbolId, uint32_t>, uint32_t> slotIds;
  /// Of symbols that stay because an object cannot be edited: the first such object.
  llvm::DenseMap<SymbolId, std::pair<uint32_t, const Member *>> fixedBy;
  llvm::DenseMap<StringRef, uint32_t> worlds;
  llvm::DenseMap<std::pair<Digest, uint32_t>, uint32_t> groupIds; ///< by content and world
};

} // namespace armeld
