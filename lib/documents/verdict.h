// The verdict: what meld-verify has found.
//
// The structs are the JSON document `armeld/verdict/1`, field for field (schemas/verdict.json).
#pragma once

#include "documents/manifest.h"

namespace armeld {

// What is checked:
//
//   missing         each object that a library had is in its slimmed library or in the workspace
//                   library: an object of the same equivalence digest
//   added           nothing is there that was not before
//   member_order    the members of a slimmed library have the names and the order that they had
//   import_pieces   the pieces of an import table are in one library
//   binding         each symbol that a library could resolve from itself, it resolves from itself
//                   and the workspace library to an equivalent definition
//   self_contained  the workspace library refers to no symbol that only another library defines;
//                   import stubs may be left behind where linkers search again or go on to the
//                   system's
//   duplicates      no two members of the workspace library define one strong symbol
//   links           links that are played with a model of each linker (verify/link_model.h) take
//   the
//                   same members, bind symbols to the same definitions and run initialisers in the
//                   same order as before; played where the checks before it found nothing
//   edits           an object that the plan edits is its original but for the edit; in each library
//                   a name has one new name, which no other symbol has; exports and what is bound
//                   outside of the library keep their names; and no two libraries define a strong
//                   symbol differently, but for those that the plan lists as conflicts; copies of a
//                   COMDAT that were the same and have one name are the same
//   collection      libraries without what the plan removes link as before, for programs that refer
//                   to exports only: nothing that stays refers to what went; links that are played
//                   with exports alone take nothing else, bind as before, and run the same
//                   initialisers in the same order
//   symbol_table    a library that defines symbols has a symbol table, complete and fresh
//   alignment       members lie on the alignment that linkers want for their format
//
// No check shares its name with a rule (documents/plan.h): a rule says what may move, a check what
// must hold afterwards, and one rule can protect several checks.
BOOST_DEFINE_ENUM_CLASS(Check, missing, added, member_order, import_pieces, binding, self_contained,
                        duplicates, links, symbol_table, alignment, edits, collection)

/// The families of linkers that search archives alike (see verify/link_model.h).
BOOST_DEFINE_ENUM_CLASS(Linker, gnu_ld, gold, lld, mold, gnu_ld_coff, lld_link, link, ld64,
                        ld64_objc, wasm_ld)

/// A member, as findings point to it: by index, because names repeat in a library. (A plan's Place
/// names the object instead: any member that holds it would do.)
struct MemberPlace {
  Name library;
  std::optional<Name> slice;
  uint64_t index = 0; ///< in archive order, from 0
  Name member;
};
BOOST_DESCRIBE_STRUCT(MemberPlace, (), (library, slice, index, member))

/// A link that shows what is wrong.
struct ShownLink {
  Linker linker = Linker::gnu_ld;
  std::vector<Name> symbols; ///< undefined ones, to which the program refers
  std::vector<Name> before;  ///< the libraries, in the order of the command line
  std::vector<Name> after;
};
BOOST_DESCRIBE_STRUCT(ShownLink, (), (linker, symbols, before, after))

/// One thing that is wrong.
struct Finding {
  Check check = Check::missing;
  Name library; ///< the one that is wrong; of the manifest after, unless it is missing there
  std::optional<Name> slice;
  std::optional<MemberPlace> member; ///< the one that it is about, in the manifest it is found in
  std::optional<Name> symbol;
  std::optional<uint64_t> more;       ///< further symbols of which the same holds
  std::optional<MemberPlace> against; ///< the member after melding that contradicts it
  std::optional<ShownLink> link;      ///< of check `links`
  Name text;                          ///< the finding in words
};
BOOST_DESCRIBE_STRUCT(Finding, (),
                      (check, library, slice, member, symbol, more, against, link, text))

BOOST_DEFINE_ENUM_CLASS(Outcome, clean, broken)

struct Verdict {
  static constexpr llvm::StringLiteral schema = "armeld/verdict/1";
  Outcome outcome =
      Outcome::clean; ///< broken: there are findings of checks that are not allowed to fail
  Rare<Check> allow;  ///< checks that may fail
  std::optional<Name> workspace; ///< path of the workspace library
  uint64_t libraries = 0;        ///< that were compared, without the workspace library
  uint64_t members = 0;          ///< of the manifest before that were looked for
  uint64_t symbols = 0;          ///< that were resolved in each library, before and after
  uint64_t links = 0;            ///< that were played, each before and after
  uint64_t edits = 0;            ///< members that were compared with what their edit makes of them
  std::vector<Finding> findings; ///< by check, then in the order of libraries and members
};
BOOST_DESCRIBE_STRUCT(Verdict, (),
                      (outcome, allow, workspace, libraries, members, symbols, links, edits,
                       findings))

void print(const Verdict &verdict, llvm::raw_ostream &out);

} // namespace armeld
