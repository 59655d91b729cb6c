// What exports reach: which sections of which objects are live.
//
// It is decided for each object once, over all libraries: an object keeps what any export of any
// library needs, so equal objects stay equal, and the answer is the same before a meld and after
// it. A reference is an edge to every definition of its name, since which one a link binds depends
// on the libraries that are in it.
//
// First it is found out which objects the exports take out of libraries at all, by the references
// of whole objects, as linkers do. Of these, sections are live that the exports reach, and those
// that work without a reference to them (initialisers, sections that are found by their names).
//
// A reference that goes may have been what took an object out of its library. Mostly that is the
// point. But it may matter that an object is there, or that it is there early: it has initialisers,
// which run in the order of the link; or gives a weak reference something to bind to; or defines a
// live symbol that another object defines as well; or one that another library refers to, since
// linkers that go through the command line once find only what stands behind a reference, or was
// taken before. So a reference that leads to such an object stays, without the section that holds
// it: as the undefined symbol alone, which takes objects as before. Where nothing live defines the
// symbol, all that define it keep a name in its place, an anchor (documents/edits.h). Objects that
// are nothing but names go on taking each other. Only ELF has names without sections that every
// linker takes; elsewhere, and where a symbol is more than a name to linkers, the sections stay.
#pragma once

#include "documents/plan.h"
#include "documents/sections.h"
#include "plan/exports.h"

#include "llvm/ADT/DenseMap.h"

#include <deque>

namespace armeld {

/// Why a section, or an object that is not read in sections, is live.
struct LiveCause {
  enum Kind : uint8_t {
    dead,      ///< it is not
    exported,  ///< `symbol` is an export
    bySymbol,  ///< `from` refers to it by `symbol`
    bySection, ///< `from` refers to it
    together,  ///< it goes with `from`
    object,    ///< its object is live, of which `from` is a part, and it stays with that
    kept,      ///< it works without being referred to, for `reason`
    needed,    ///< its object needs `symbol`, though no section refers to that
    pulls,     ///< it refers to `symbol`, which takes an object out of its library that matters
    anchored,  ///< it defines `symbol`, which nothing uses, but which takes it out of its library
  };
  Kind kind = dead;
  KeepReason reason = KeepReason::initialiser;
  uint32_t from = UINT32_MAX; ///< a node, if not none
  Name symbol = {};
};

/// A set of libraries, as nodes that are live or not: sections, and objects without such.
class Reach {
public:
  struct ObjectNode {
    const Digest *digest = nullptr;
    const Object *facts = nullptr;
    const ObjectSections *sections = nullptr; ///< null if it stays or goes as a whole
    uint32_t firstNode = 0;
    std::vector<std::pair<uint32_t, uint32_t>> places; ///< indices of sections with their nodes,
                                                       ///< ascending
    std::vector<uint32_t> symbols;   ///< of its definitions, references and weak references
    std::vector<SymbolNumber> pulls; ///< references that stay without a section, ascending
    bool isTaken = false;            ///< by the references of whole objects
    bool isAlive = false;            ///< something of it is live
    LiveCause cause;                 ///< of what made it alive
    std::vector<uint32_t> libraries; ///< that hold it, ascending
  };

  /// `sourceOf` gives the object that `sections` lists for one of the manifest. All but that must
  /// outlive this.
  Reach(const Manifest &manifest, const Sections &sections, const Exports &exports,
        llvm::function_ref<Digest(const Digest &)> sourceOf);

  /// Finds out what is live. Without `keepInitialisers` nothing is kept for its own sake.
  void run(bool keepInitialisers);

  const std::vector<ObjectNode> &objects() const { return all; }
  const ObjectNode &find(const Digest &digest) const { return all[indexOf.lookup(digest)]; }
  bool isLive(uint32_t node) const { return causes[node].kind != LiveCause::dead; }
  /// Whether only the names of the object stay, and what linkers keep with any object.
  bool isHollow(const ObjectNode &object) const;
  /// Of a live object: the symbols, by number, that become anchors, ascending; definitions and
  /// references. The other `pulls` stay what they are.
  std::vector<SymbolNumber> anchorsOf(const ObjectNode &object) const;
  /// The anchor of a symbol that was in the dead section, if there is one.
  std::optional<Name> anchorAt(const ObjectNode &object, uint32_t node) const;
  const LiveCause &causeOf(uint32_t node) const { return causes[node]; }
  const ObjectNode &objectOf(uint32_t node) const { return all[owner[node]]; }
  /// Where the columns of a node are; null for a whole object.
  const SectionList *listOf(uint32_t node) const { return rows[node].list; }
  size_t rowOf(uint32_t node) const { return rows[node].row; }
  /// Exports that the libraries define, sorted.
  std::vector<Name> definedExports() const;
  /// The objects that define the symbol, each with the node that does, or its first one.
  std::vector<std::pair<const ObjectNode *, uint32_t>> definersOf(Name symbol) const;

private:
  struct Definer {
    uint32_t object;
    uint32_t node; ///< the object's first one if no section holds the symbol
    bool hasSection;
    bool isComdat;
    bool isStrongCopy; ///< a COMDAT whose symbol is strong
    bool isVersioned;
  };
  struct Symbol {
    Name name;
    std::vector<Definer> definers; ///< those in no COMDAT first
    size_t plain = 0;              ///< how many of them are in no COMDAT
    std::vector<uint32_t> others;  ///< symbols that a reference to this one may mean as well
    std::vector<uint32_t> users;   ///< objects whose references take what defines it
    bool isLive = false;
    bool isWanted = false;   ///< by a live weak reference
    bool crosses = false;    ///< a live reference of a library to what only others define
    bool isExport = false;   ///< or what the system may call
    bool isAnchored = false; ///< takes objects though nothing live refers to it
    bool isUsed() const { return isLive || isAnchored; }
  };
  struct Row {
    const SectionList *list = nullptr;
    size_t row = 0;
  };

  // The graph (reach_graph.cpp).
  uint32_t idOf(Name name);
  void addObject(const Digest &digest, const Object &facts, const ObjectSections *sections);
  void addNodes(ObjectNode &object);
  void addSymbols(uint32_t object);
  void addDefinition(uint32_t object, size_t index);
  void linkNames();
  static uint32_t nodeAt(const ObjectNode &object, uint32_t section);
  static bool isWeakReference(const ObjectNode &object, SymbolNumber number);
  /// Calls `body` with each symbol whose definition the object takes out of a library.
  template <class Body> void forEachTaking(const ObjectNode &object, Body body) const;

  // What is live (reach.cpp).
  void takeObjects();
  void markRoots();
  void keepForOwnSake(const ObjectNode &object);
  void markSymbol(uint32_t symbol, const LiveCause &cause, bool isWeak = false);
  void mark(uint32_t node, const LiveCause &cause);
  void wake(uint32_t object, const LiveCause &cause);
  void follow();
  void followNode(uint32_t node);
  void followWhole(const ObjectNode &object);
  void followObject(const ObjectNode &object);

  // References that take what matters (reach_pulls.cpp).
  bool keepPulls();
  bool keepPullsOf(ObjectNode &object, const std::vector<bool> &leads);
  void keepPull(ObjectNode &object, SymbolNumber number, uint32_t holder);
  bool settleAnchors();
  bool canAnchor(const Symbol &symbol) const;
  static std::optional<uint32_t> onlyDefiner(const Symbol &symbol);
  void findCrossings();
  std::vector<bool> usedSymbols(const ObjectNode &object) const;
  bool crosses(const ObjectNode &object, const Symbol &symbol) const;
  bool matters(const ObjectNode &object) const;
  bool definesTie(const ObjectNode &object) const;
  std::vector<bool> leading() const;

  const Exports &exports;
  std::vector<ObjectNode> all;
  llvm::DenseMap<Digest, uint32_t> indexOf;
  std::vector<uint32_t> owner;                 ///< of nodes
  std::vector<LiveCause> causes;               ///< of nodes
  std::vector<Row> rows;                       ///< of nodes
  std::vector<std::vector<uint32_t>> groups;   ///< nodes that stay or go as one
  std::vector<std::vector<uint32_t>> groupsOf; ///< of nodes: indices into `groups`
  llvm::DenseMap<Name, uint32_t> symbolIndex;
  std::vector<Symbol> symbols;
  std::deque<uint32_t> pendingNodes, pendingObjects; ///< first in, first out: chains get short
  std::vector<bool> isWorkspace; ///< by library: it bears the mark, and so comes last
  bool keepsInitialisers = true;
};

} // namespace armeld
