// What a linker knows while it reads a command line: what is taken, defined and needed.
//
// The part of the model that all families share (see link_model.h). Each family decides in which
// order it takes members.
#pragma once

#include "verify/link_model.h"

namespace armeld {

enum class LinkStatus : uint8_t { unseen, undefined, weak, common, strong };

struct LinkSymbol {
  static constexpr uint32_t none = UINT32_MAX;

  uint32_t generation = 0;
  LinkStatus status = LinkStatus::unseen;
  bool mayRepeat = false;
  bool isContested = false; ///< several definitions were taken
  uint8_t rank = 0;         ///< how good the remembered one is, for mold
  EquivalenceId object = 0; ///< that defines it, where it is defined
  /// The member that is remembered for it, by families that remember one.
  uint32_t archive = none;
  uint32_t member = none;
  const Digest *content = nullptr;
};

class LinkState {
public:
  /// `objects` must outlive it.
  explicit LinkState(const LinkObjects &objects) : objects(objects), symbols(objects.symbols()) {}

  const LinkObjects &objects;

  /// Forgets the link before, and needs what the program needs.
  void start(Linker linker, const LinkLine &line);

  /// Takes a member that is not taken yet: defines what it defines and needs what it needs.
  void take(uint32_t archive, uint32_t member) {
    read(archive, member);
    layOut(archive, member);
  }
  /// The two parts of it, for linkers that lay members out in another order than they read them.
  void read(uint32_t archive, uint32_t member);
  void layOut(uint32_t archive, uint32_t member);
  bool isTaken(uint32_t archive, uint32_t member) const { return taken[archive][member]; }

  const LinkLine &line() const { return *current; }
  Linker linker() const { return family; }
  const LinkObject &object(uint32_t archive, uint32_t member) const {
    return objects[current->archives[archive]->classes[member]];
  }
  LinkSymbol &operator[](DefinedId id) {
    LinkSymbol &symbol = symbols[id];
    if (symbol.generation != generation) {
      symbol = LinkSymbol();
      symbol.generation = generation;
    }
    return symbol;
  }
  bool isUndefined(DefinedId id) { return (*this)[id].status == LinkStatus::undefined; }

  /// Symbols in the order in which they became undefined or common; some may be defined by now.
  const std::vector<DefinedId> &open() const { return opened; }

  LinkResult finish();

private:
  void define(const LinkDefinition &definition, EquivalenceId object);
  void need(DefinedId id);
  int strength(LinkStatus status) const;
  /// GNU ld takes a weak definition in COFF, a weak external, for a weak reference with a default:
  /// a reference of another object leaves or makes the symbol undefined.
  /// Source: bfd/cofflink.c, _bfd_coff_generic_relocate_section.
  bool hasWeakExternals() const { return family == Linker::gnu_ld_coff; }
  void findUndefined();

  std::vector<LinkSymbol> symbols; ///< those of an older generation count as unseen
  uint32_t generation = 0;
  Linker family{};
  const LinkLine *current = nullptr;
  std::vector<std::vector<bool>> taken;
  std::vector<DefinedId> opened;
  std::vector<DefinedId> contested;
  LinkResult result;
};

} // namespace armeld
