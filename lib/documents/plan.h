// The plan: what becomes of each member, and why.
//
// dedup-plan writes it and ar-pack carries it out to the letter. It stands on its own: ar-pack
// needs no manifest beside it. People read and edit it, so every decision to leave a shared object
// where it is (a pin) gives its reason.
//
// isolate-plan writes plans that have no workspace library. ar-pack carries out several plans over
// the same libraries at once (documents/merge_plans.h).
//
// The structs are the JSON document `armeld/plan/2`, field for field (schemas/plan.json).
#pragma once

#include "documents/edits.h"
#include "documents/manifest.h"

#include <array>

namespace armeld {

/// `closed`: what moves needs nothing that stays. `greedy`: what two libraries share moves.
/// `merge`: everything moves, and no other library is left. `against`: what the workspace library
/// holds already goes from the libraries, by the rules of `closed`; it gets nothing and stays as it
/// is.
BOOST_DEFINE_ENUM_CLASS(PolicyName, closed, greedy, merge, against)

/// The rules that can pin a shared object, in the order in which they are asked; each has a source
/// file of its own (lib/plan/rule_*.cpp). `exclude` is the user's own word.
BOOST_DEFINE_ENUM_CLASS(Rule, kind, unique, import_table, shadowed, first_definition, search,
                        initialisers, objc, provided, dependency, exclude)

/// The rules about ties that linkers silently break by link order. Where C++ code keeps to the one
/// definition rule, these ties make no difference.
constexpr Rule tieRules[] = {Rule::first_definition, Rule::search};

struct Policy {
  PolicyName name = PolicyName::closed;
  uint64_t min_copies = 2; ///< in how many libraries an object must stand to move
  Rare<Name> exclude;      ///< globs of member names that stay
  Rare<Rule> allow;        ///< rules that are switched off
};
BOOST_DESCRIBE_STRUCT(Policy, (), (name, min_copies, exclude, allow))

/// One copy of an object in a source library.
struct PlannedMember {
  Name name;
  Digest object;            ///< as it is written: an object of the scan, or one of Plan::edited
  uint64_t offset = 0;      ///< bytes from the start of the library (or of `file`) to the content
  uint64_t size = 0;        ///< bytes of content
  std::optional<Name> file; ///< of a thin archive: the file that holds the content
  bool unreadable = false;  ///< could not be inspected: its symbols are for llvm-ar to find
  Rare<Name> listed; ///< the symbols that the table must list for it, whatever LLVM reads in it
};
BOOST_DESCRIBE_STRUCT(PlannedMember, (), (name, object, offset, size, file, unreadable, listed))

/// A member of the workspace library and where its content is taken from.
struct WorkspaceMember : PlannedMember {
  Name library; ///< path of the source library
  std::optional<Name> slice;
};
BOOST_DESCRIBE_STRUCT(WorkspaceMember, (PlannedMember), (library, slice))

/// The workspace library of an earlier run, as the scan found it. All its members stay in it.
struct EarlierWorkspace {
  uint64_t size = 0;       ///< bytes
  int64_t modified_ns = 0; ///< nanoseconds since 1970
  int64_t changed_ns = 0;
  uint64_t inode = 0;
};
BOOST_DESCRIBE_STRUCT(EarlierWorkspace, (), (size, modified_ns, changed_ns, inode))

struct Workspace {
  Name path;
  ArchiveFormat format = ArchiveFormat::gnu;
  std::optional<EarlierWorkspace> existing;
  uint64_t expected_size = 0; ///< bytes, without symbol tables and a universal file's header
  std::vector<WorkspaceMember> members;
};
BOOST_DESCRIBE_STRUCT(Workspace, (), (path, format, existing, expected_size, members))

struct PlannedLibrary {
  Name path;
  std::optional<Name> slice;
  uint64_t size = 0;                         ///< bytes at the time of the scan
  int64_t modified_ns = 0;                   ///< nanoseconds since 1970, at the time of the scan
  int64_t changed_ns = 0;                    ///< likewise
  uint64_t inode = 0;                        ///< likewise
  ArchiveFormat format = ArchiveFormat::gnu; ///< that the slimmed library will have
  bool thin = false;
  bool workspace = false;          ///< bears the mark of a workspace library, and keeps it
  uint64_t expected_size = 0;      ///< bytes of the slimmed library, without the symbol table
  std::vector<PlannedMember> keep; ///< in archive order
  std::vector<PlannedMember> drop; ///< for the copy in the workspace library
  Rare<PlannedMember> remove;      ///< that nothing needs: they are written nowhere
};
BOOST_DESCRIBE_STRUCT(PlannedLibrary, (),
                      (path, slice, size, modified_ns, changed_ns, inode, format, thin, workspace,
                       expected_size, keep, drop, remove))

/// What becomes of the library's members: those that stay, are dropped, and are removed.
inline std::array<const std::vector<PlannedMember> *, 3>
memberLists(const PlannedLibrary &library) {
  return {&library.keep, &library.drop, &library.remove};
}

/// A shared object that goes to the workspace library.
struct Move {
  Digest object;           ///< the one that is written
  Rare<Digest> equivalent; ///< other objects that it replaces
  Name name;               ///< of its member in the workspace library
  uint64_t copies = 0;     ///< members that are dropped for it
  uint64_t saves = 0;      ///< bytes of content: what is dropped less what is written
};
BOOST_DESCRIBE_STRUCT(Move, (), (object, equivalent, name, copies, saves))

/// Where a symbol or an object stands: one of perhaps many places.
struct Place {
  Name library;
  std::optional<Name> slice;
  Name member;
  Digest object;
};
BOOST_DESCRIBE_STRUCT(Place, (), (library, slice, member, object))

/// A shared object that stays, with the reason; or one that an earlier workspace library holds
/// (`held`), and against whose move a rule would stand today.
struct Pin {
  Digest object;
  Rare<Digest> equivalent;
  Name name;           ///< of its first member
  uint64_t copies = 0; ///< members that hold it, those of an earlier workspace library left out
  uint64_t costs = 0;  ///< bytes that a move would have saved
  bool held = false;   ///< the earlier workspace library holds it, and will go on to
  Rule rule = Rule::kind;
  std::optional<Name> symbol;   ///< the symbol that the rule found
  std::optional<Place> against; ///< the object and library that prevent the move
  std::optional<Name> detail;   ///< what a person wants to know besides
};
BOOST_DESCRIBE_STRUCT(Pin, (),
                      (object, equivalent, name, copies, costs, held, rule, symbol, against,
                       detail))

/// A strong symbol that two or more slimmed libraries define differently: these make
/// "multiple definition" errors when both definitions get into one link, before melding as after.
struct Conflict {
  Name symbol;
  std::vector<Place> definitions;
};
BOOST_DESCRIBE_STRUCT(Conflict, (), (symbol, definitions))

/// Why objects of one crate differ, as far as names and objects tell.
///
/// `source`: another revision, or another folder. `flags`: those of the compiler (RUSTFLAGS).
/// `dependency`: it was built with a crate that differs for a reason of its own. `profile`: the
/// profile or the features. `content`: what no name and no fact shows. `unknown`: any of these.
BOOST_DEFINE_ENUM_CLASS(NearMissCause, lto, version, compiler, codegen, source, flags, dependency,
                        features, profile, allocator, content, unknown)

/// A library, or one slice of a universal file.
struct LibrarySlice {
  Name path;
  std::optional<Name> slice;
};
BOOST_DESCRIBE_STRUCT(LibrarySlice, (), (path, slice))

/// A crate as some libraries hold it: what is known of those of its objects that others do not
/// have.
struct CrateBuild {
  std::vector<LibrarySlice> libraries;
  Rare<Name> versions; ///< of the package; there may be two in one library
  Rare<Name> compilers;
  Rare<Name> sources; ///< folders of the sources
  bool lto = false;
  uint64_t units = 0; ///< distinct objects
  uint64_t bytes = 0; ///< of their content
};
BOOST_DESCRIBE_STRUCT(CrateBuild, (), (libraries, versions, compilers, sources, lto, units, bytes))

struct NearMissBuild : CrateBuild {
  std::vector<Digest> objects;
};
BOOST_DESCRIBE_STRUCT(NearMissBuild, (CrateBuild), (objects))

/// A crate that libraries hold with different content, so that they cannot share it.
struct NearMiss {
  Name crate;
  NearMissCause cause = NearMissCause::unknown;
  uint64_t bytes = 0;      ///< that building alike would save (plan/near_miss.h)
  Rare<Name> dependencies; ///< crates whose difference causes this one
  std::vector<NearMissBuild> builds;
};
BOOST_DESCRIBE_STRUCT(NearMiss, (), (crate, cause, bytes, dependencies, builds))

/// What a symbol is called in some libraries.
struct SeparateName {
  Name name;
  std::vector<Name> libraries;
};
BOOST_DESCRIBE_STRUCT(SeparateName, (), (name, libraries))

/// A symbol that libraries define differently, and its new names.
struct Separation {
  Name symbol;
  NearMissCause cause = NearMissCause::unknown; ///< why the definitions differ
  std::vector<SeparateName> names;
};
BOOST_DESCRIBE_STRUCT(Separation, (), (symbol, cause, names))

struct Plan {
  static constexpr llvm::StringLiteral schema = "armeld/plan/2";
  std::optional<Policy> policy;       ///< by which objects move; of plans with a workspace library
  std::optional<Workspace> workspace; ///< unless nothing moves
  EditedObjects edited;
  Rare<Name> exports;              ///< symbols that no edit may rename or hide; sorted, each once
  bool drops_initialisers = false; ///< those of objects that no export reaches may be removed
  std::vector<PlannedLibrary> libraries;
  std::vector<Move> moves;
  std::vector<Pin> pins;
  std::vector<Conflict> conflicts;
  std::vector<NearMiss> near_misses;
  std::vector<Separation> separations; ///< by isolate-plan
};
BOOST_DESCRIBE_STRUCT(Plan, (),
                      (policy, workspace, edited, exports, drops_initialisers, libraries, moves,
                       pins, conflicts, near_misses, separations))

/// Whether the plan leaves no library but the workspace library.
inline bool leavesWorkspaceAlone(const Plan &plan) {
  return plan.policy && plan.policy->name == PolicyName::merge;
}

/// Whether the workspace library was there before the plan, and the plan adds nothing to it.
inline bool leavesWorkspaceAsItIs(const Plan &plan) {
  return plan.policy && plan.policy->name == PolicyName::against;
}

/// Reads a plan. `place` names it in errors, which end in a JSON pointer and what was expected
/// there.
Expected<Plan> parsePlan(StringRef json, StringRef place);

/// Reads the plan at `path`; "-" is standard input. Errors name the file.
Expected<Plan> readPlan(StringRef path);

void print(const Plan &plan, llvm::raw_ostream &out);

/// The object of the scan that `object` of the plan is, or is made of.
const Digest &sourceOf(const Plan &plan, const Digest &object);

/// The plan without what it removes: members that it removes are kept, and objects are edited in
/// their symbols' names and visibilities and in what they load only. `wholeOf` gets the digest of
/// each edited object of `plan` with that of the object that stands for it.
Plan withoutRemoval(const Plan &plan, llvm::DenseMap<Digest, Digest> &wholeOf);

/// The files that a plan takes from and nothing else may be written over: the libraries, and the
/// members' files of thin archives. Some may stand in it twice.
std::vector<std::string> inputFiles(const Plan &plan);

} // namespace armeld
