// The explanation: a plan, summed up for its readers.
//
// The plan lists every object; the explanation says how much moves and stays, by crate and by
// reason. `dedup-plan --explain` prints it as text or, with --json, as a document.
//
// The structs are the JSON document `armeld/explanation/1`, field for field
// (schemas/explanation.json). Tables are sorted by bytes, the largest first.
#pragma once

#include "documents/plan.h"

namespace armeld {

/// A row of a table: objects that have something in common.
struct ExplainedGroup {
  Name label;
  uint64_t objects = 0;
  uint64_t copies = 0; ///< members that hold them
  uint64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(ExplainedGroup, (), (label, objects, copies, bytes))

struct ExplainedMoves {
  uint64_t objects = 0;
  uint64_t copies = 0; ///< members that are dropped
  uint64_t saves = 0;  ///< bytes
  std::vector<ExplainedGroup> by_crate;
};
BOOST_DESCRIBE_STRUCT(ExplainedMoves, (), (objects, copies, saves, by_crate))

struct ExplainedPin {
  Digest object;
  Name name; ///< of its first member
  uint64_t copies = 0;
  uint64_t costs = 0; ///< bytes that a move would have saved
  Rule rule = Rule::kind;
  Name reason; ///< a clause whose subject is the object, down to the root cause
};
BOOST_DESCRIBE_STRUCT(ExplainedPin, (), (object, name, copies, costs, rule, reason))

struct ExplainedPins {
  uint64_t objects = 0;
  uint64_t costs = 0; ///< bytes
  std::vector<ExplainedGroup> by_rule;
  std::vector<ExplainedGroup> by_root_cause;
  std::vector<ExplainedGroup> by_crate;
  std::vector<ExplainedPin> pins; ///< the most expensive first
};
BOOST_DESCRIBE_STRUCT(ExplainedPins, (), (objects, costs, by_rule, by_root_cause, by_crate, pins))

struct ExplainedNearMiss {
  Name crate;
  NearMissCause cause = NearMissCause::unknown;
  uint64_t bytes = 0; ///< that building alike would save
  Name reason;        ///< what differs, with values and libraries
  Rare<Name> dependencies;
  std::vector<CrateBuild> builds;
};
BOOST_DESCRIBE_STRUCT(ExplainedNearMiss, (), (crate, cause, bytes, reason, dependencies, builds))

struct ExplainedNearMisses {
  uint64_t bytes = 0; ///< that building alike would save
  uint64_t pins = 0;  ///< bytes that pins cost because of objects of near misses
  std::vector<ExplainedGroup> by_cause;
  std::vector<ExplainedNearMiss> crates;
  Rare<Name> alike;           ///< what building alike would mean for these libraries
  Rare<LibrarySlice> fat_lto; ///< libraries that look as if built with fat LTO
};
BOOST_DESCRIBE_STRUCT(ExplainedNearMisses, (), (bytes, pins, by_cause, crates, alike, fat_lto))

/// Members of Mach-O libraries with a __LLVM,__bitcode section.
struct ExplainedBitcode {
  uint64_t members = 0;
  Place first;
};
BOOST_DESCRIBE_STRUCT(ExplainedBitcode, (), (members, first))

struct Explanation {
  static constexpr llvm::StringLiteral schema = "armeld/explanation/1";
  PolicyName policy = PolicyName::closed;
  Name workspace;              ///< path of the workspace library
  uint64_t libraries = 0;      ///< how many, without the workspace library
  uint64_t before = 0;         ///< bytes of the libraries
  uint64_t after = 0;          ///< bytes expected of all libraries, without symbol tables
  uint64_t workspace_size = 0; ///< the workspace library's part of `after`
  ExplainedMoves moves;
  ExplainedPins pins;
  Rare<ExplainedPin> held; ///< objects of an earlier workspace library that would not move today
  ExplainedNearMisses near_misses;
  std::optional<ExplainedBitcode> bitcode;
  std::vector<Conflict> conflicts; ///< as in the plan
};
BOOST_DESCRIBE_STRUCT(Explanation, (),
                      (policy, workspace, libraries, before, after, workspace_size, moves, pins,
                       held, near_misses, bitcode, conflicts))

void print(const Explanation &explanation, llvm::raw_ostream &out);

} // namespace armeld
