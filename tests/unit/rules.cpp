// Each rule, in the smallest set of libraries in which it objects, and in one like it in which it
// does not.
#include "hand_made.h"

using namespace armeld;
using namespace armeld::handMade;

TEST(Rules, NothingStandsAgainstAnObjectOfItsOwn) {
  HandMade set;
  set.library("liba.a", {"a.o", "x.o"});
  set.library("libb.a", {"b.o", "x.o"});
  Plan plan = set.plan();
  EXPECT_EQ(moves(plan), "x.o");
  EXPECT_EQ(pins(plan), "");
}

TEST(RuleKind, OtherMembersStay) {
  HandMade set;
  set.object("notes.txt", {}).kind = Kind::other;
  set.library("liba.a", {"notes.txt"});
  set.library("libb.a", {"notes.txt"});
  EXPECT_EQ(pins(set.plan()), "notes.txt kind");
}

TEST(RuleKind, AnUnreadableObjectStays) {
  HandMade set;
  set.object("x.o", {}).unreadable = Name("truncated");
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  Plan plan = set.plan();
  ASSERT_EQ(pins(plan), "x.o kind");
  EXPECT_EQ(plan.pins[0].detail, Name("cannot be inspected: truncated"));
  EXPECT_EQ(moves(set.plan(allowing(Rule::kind))), "x.o");
}

TEST(RuleUnique, WhatATableListsIsAStrongDefinition) {
  for (bool hasMachine : {true, false}) {
    HandMade set;
    set.object("x.o", {strong("f")});
    set.object("w.o", {weak("g")});
    set.object("user.o", {strong("u")}, {"h"});
    Object &opaque = set.object("opaque.o", {});
    opaque.unreadable = Name("secret");
    if (!hasMachine)
      opaque.machine = {};
    set.library("liba.a", {"x.o", "w.o", "user.o"});
    set.library("libb.a", {"x.o", "w.o", "user.o"});
    EXPECT_EQ(moves(set.plan()), "x.o w.o user.o");
    Library &library = set.library("libz.a", {"opaque.o"});
    library.members[0].listed = {"f", "g", "h"};
    EXPECT_EQ(pins(set.plan()), "x.o unique f, w.o first_definition g, user.o dependency h");
  }
}

TEST(RuleUnique, AnotherStrongDefinitionPins) {
  HandMade set;
  set.object("x.o", {strong("f")});
  set.object("other.o", {strong("f")});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  set.library("libz.a", {"other.o"});
  Plan plan = set.plan();
  ASSERT_EQ(pins(plan), "x.o unique f");
  EXPECT_EQ(plan.pins[0].against->library, "libz.a");
  EXPECT_EQ(moves(set.plan(allowing(Rule::unique))), "x.o");
}

TEST(RuleUnique, AWeakDefinitionPinsToo) {
  HandMade set;
  set.object("x.o", {strong("f")});
  set.object("other.o", {weak("f")});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  set.library("libz.a", {"other.o"});
  EXPECT_EQ(pins(set.plan()), "x.o unique f");
}

TEST(RuleUnique, ADefaultVersionStays) {
  HandMade set;
  set.object("x.o", {strong("f@@V1")});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  EXPECT_EQ(pins(set.plan()), "x.o unique f");
}

TEST(RuleFirstDefinition, DifferentWeakDefinitionsPin) {
  HandMade set;
  set.object("x.o", {weak("f")});
  set.object("other.o", {weak("f")});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  EXPECT_EQ(moves(set.plan()), "x.o"); // alone it may move
  set.library("libz.a", {"other.o"});
  EXPECT_EQ(pins(set.plan()), "x.o first_definition f");
  EXPECT_EQ(moves(set.plan(allowing(Rule::search))), "");
}

TEST(RuleFirstDefinition, AGroupNamedByNoSymbolPins) {
  HandMade set;
  for (Name name : {"x.o", "other.o"})
    set.object(name, {strong(name)}).comdats.push_back({"group", digestOf(name)});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  set.library("libz.a", {"other.o"});
  Plan plan = set.plan();
  ASSERT_EQ(pins(plan), "x.o first_definition");
  EXPECT_EQ(plan.pins[0].detail, Name("COMDAT group"));
  EXPECT_EQ(moves(set.plan(allowing(Rule::first_definition))), "x.o");
}

TEST(RuleSearch, TheFirstOfEqualComdatsInALibraryStays) {
  HandMade set;
  set.object("x.o", {comdat("f", "same")});
  set.object("other.o", {comdat("f", "same")});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  set.library("libz.a", {"other.o"});
  EXPECT_EQ(pins(set.plan()), "x.o search f");
  EXPECT_EQ(moves(set.plan(allowing(Rule::first_definition))), "");
  EXPECT_EQ(moves(set.plan(allowing(Rule::search))), "x.o");
}

TEST(RuleSearch, BothMoveIfTheSameIsFirstEverywhere) {
  HandMade set;
  set.object("x.o", {strong("x"), comdat("f", "same")});
  set.object("y.o", {strong("y"), comdat("f", "same")});
  set.library("liba.a", {"x.o", "y.o"});
  set.library("libb.a", {"x.o", "y.o"});
  EXPECT_EQ(moves(set.plan()), "x.o y.o");
}

TEST(RuleSearch, AReferenceWithoutACopyPinsThemAll) {
  HandMade set;
  set.object("x.o", {strong("x"), comdat("f", "same")});
  set.object("y.o", {strong("y"), comdat("f", "same")});
  set.object("asks.o", {}, {"f"});
  set.library("liba.a", {"x.o", "y.o", "asks.o"});
  set.library("libb.a", {"x.o", "y.o"});
  EXPECT_EQ(pins(set.plan()), "x.o search f, y.o search f");
}

TEST(RuleSearch, HiddenComdatsAreSearchedByNobodyElse) {
  HandMade set;
  set.object("x.o", {hidden(comdat("f", "same"))});
  set.object("other.o", {hidden(comdat("f", "same"))});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  set.library("libz.a", {"other.o"});
  EXPECT_EQ(moves(set.plan()), "x.o");
}

TEST(RuleInitialisers, TwoOfOnePriorityPinEachOther) {
  HandMade set;
  set.object("x.o", {strong("x")}).initialisers.push_back(".init_array");
  set.object("y.o", {strong("y")}).initialisers.push_back(".ctors");
  set.library("liba.a", {"x.o", "y.o"});
  set.library("libb.a", {"x.o", "y.o"});
  EXPECT_EQ(pins(set.plan()), "x.o initialisers, y.o initialisers");
  EXPECT_EQ(moves(set.plan(allowing(Rule::initialisers))), "x.o y.o");
}

TEST(RuleInitialisers, PrioritiesKeepThemApart) {
  HandMade set;
  set.object("x.o", {strong("x")}).initialisers.push_back(".init_array.101");
  set.object("y.o", {strong("y")}).initialisers.push_back(".init_array.102");
  set.library("liba.a", {"x.o", "y.o"});
  set.library("libb.a", {"x.o", "y.o"});
  EXPECT_EQ(moves(set.plan()), "x.o y.o");
}

TEST(RuleInitialisers, TheTiesDoNotSwitchItOff) {
  HandMade set;
  set.object("x.o", {strong("x")}).initialisers.push_back(".init_array");
  set.object("y.o", {strong("y")}).initialisers.push_back(".init_array");
  set.library("liba.a", {"x.o", "y.o"});
  set.library("libb.a", {"x.o", "y.o"});
  Policy policy;
  llvm::append_range(policy.allow, tieRules);
  EXPECT_EQ(moves(set.plan(policy)), "");
}

TEST(RuleShadowed, ARoutineMovesWithTheOneThatShadowsIt) {
  HandMade set;
  Name rust = routineUnit(0), c = "0123456789abcdef-udivti3.o";
  set.object(rust, {hidden(strong("f"))});
  set.object(c, {hidden(weak("f"))});
  set.library("liba.a", {rust, c});
  set.library("libb.a", {rust, c});
  EXPECT_EQ(set.plan().moves.size(), 2u);
}

TEST(RuleShadowed, ARoutineStaysWithTheOneThatShadowsIt) {
  HandMade set;
  Name rust = routineUnit(0), c = "0123456789abcdef-udivti3.o";
  set.object(rust, {hidden(strong("f"))}, {"own"});
  set.object(c, {hidden(weak("f"))});
  set.object("own.o", {strong("own")});
  set.library("liba.a", {"own.o", rust, c});
  set.library("libb.a", {rust, c, "more.o"});
  set.object("own.o", {strong("own")});
  Policy policy = allowing(Rule::provided);
  EXPECT_EQ(pins(set.plan(policy)), rust.str() + " dependency own, " + c.str() + " shadowed f");
  policy.allow.push_back(Rule::shadowed);
  EXPECT_EQ(moves(set.plan(policy)), c.str());
}

// mold takes the strong one, GNU ld and gold the one behind the place where they are.
TEST(RuleShadowed, NothingElseIsEverShadowed) {
  HandMade set;
  set.object("x.o", {weak("f")});
  set.object("behind.o", {strong("f")});
  set.library("liba.a", {"x.o", "behind.o"});
  set.library("libb.a", {"x.o", "behind.o"});
  EXPECT_EQ(pins(set.plan()), "x.o first_definition f, behind.o unique f");
}

TEST(RuleProvided, WhatALibraryLacksStays) {
  HandMade set;
  set.object("c.o", {strong("c")}, {"f"});
  set.library("liba.a", {"x.o", "y.o"});
  set.library("libb.a", {"x.o", "y.o"});
  set.library("libc.a", {"c.o"});
  EXPECT_EQ(moves(set.plan()), "x.o y.o");
  set.object("x.o", {strong("x.o"), strong("f")});
  set.library("libd.a", {"c.o", "x.o"}); // has its own
  EXPECT_EQ(pins(set.plan()), "x.o provided f, c.o dependency f");
  EXPECT_EQ(moves(set.plan(allowing(Rule::provided))), "x.o y.o c.o");
}

TEST(RuleProvided, StubsOfImportLibrariesMayComeFromAnyOfThem) {
  HandMade set;
  set.object("c.o", {strong("c")}, {"CloseHandle"});
  set.object("stub.o", {strong("CloseHandle")}).kind = Kind::import;
  set.library("liba.a", {"stub.o"});
  set.library("libb.a", {"stub.o"});
  set.library("libc.a", {"c.o"});
  EXPECT_EQ(moves(set.plan()), "stub.o");
}

TEST(RuleUnique, GnuLdTakesAnImportPointerForTheSymbol) {
  HandMade set;
  for (Name name : {"pointer.o", "other.o"})
    set.object(name, {strong(name == "other.o" ? "x" : "__imp_x")}).format = Name("coff");
  set.library("liba.a", {"pointer.o"});
  set.library("libb.a", {"pointer.o", "other.o"});
  EXPECT_EQ(pins(set.plan()), "pointer.o unique x");
}

TEST(RuleDependency, GnuLdTakesAFunctionDescriptorForTheCode) {
  HandMade set;
  set.object("shared.o", {strong("shared")}, {".own"}).machine = Name("powerpc64");
  set.object("own.o", {strong("own")}).machine = Name("powerpc64");
  set.library("liba.a", {"shared.o", "own.o"});
  set.library("libb.a", {"shared.o"});
  EXPECT_EQ(pins(set.plan(allowing(Rule::provided))), "shared.o dependency .own");
}

TEST(RuleDependency, WhatRefersToALibraryStaysAndSoDoesWhatRefersToThat) {
  HandMade set;
  set.object("low.o", {strong("low")}, {"own"});
  set.object("high.o", {strong("high")}, {"low"});
  set.object("own.o", {strong("own")});
  set.library("liba.a", {"own.o", "high.o", "low.o"});
  set.library("libb.a", {"high.o", "low.o"});
  EXPECT_EQ(pins(set.plan()), "high.o dependency low, low.o dependency own");
  EXPECT_EQ(moves(set.plan(allowing(Rule::dependency))), "high.o low.o");
}

TEST(RuleDependency, WhatNoLibraryDefinesIsTheSystems) {
  HandMade set;
  set.object("x.o", {strong("x")}, {"malloc"});
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"x.o"});
  EXPECT_EQ(moves(set.plan()), "x.o");
}

TEST(RuleDependency, ACircleMoves) {
  HandMade set;
  set.object("ping.o", {strong("ping")}, {"pong"});
  set.object("pong.o", {strong("pong")}, {"ping"});
  set.library("liba.a", {"ping.o", "pong.o"});
  set.library("libb.a", {"ping.o", "pong.o"});
  EXPECT_EQ(moves(set.plan()), "ping.o pong.o");
}

TEST(RuleExclude, AllEqualObjectsStayAndNoRuleSwitchesThatOff) {
  HandMade set;
  set.library("liba.a", {"x.o", "y.o"});
  set.library("libb.a", {"x.o", "y.o"});
  Policy policy;
  policy.exclude.push_back("x*");
  policy.name = PolicyName::greedy;
  EXPECT_EQ(pins(set.plan(policy)), "x.o exclude");
}

namespace {

/// The three pieces of a table of the long form, under names that begin with `prefix`.
std::vector<Name> importTable(HandMade &set, StringRef prefix, StringRef table, Name dll) {
  std::vector<Name> pieces;
  for (const char *piece : {"h", "s", "t"})
    pieces.push_back(keep((prefix + piece + "_" + table + ".o").str()));
  Name head = keep(("_head_" + table).str()), tail = keep((table + "_iname").str());
  set.object(pieces[0], {strong(head)}).import_parts.push_back(keep(table));
  set.object(pieces[1], {strong(keep(("entry_" + table).str()))})
      .import_parts.push_back(keep(table));
  Object &last = set.object(pieces[2], {strong(tail)});
  last.import_parts.push_back(keep(table));
  last.import_dll = dll;
  return pieces;
}

} // namespace

TEST(RuleImportTable, AWholeTableMoves) {
  HandMade set;
  std::vector<Name> pieces = importTable(set, "a", "one", "one.dll");
  set.library("liba.a", pieces);
  set.library("libb.a", pieces);
  EXPECT_EQ(moves(set.plan()), "ah_one.o as_one.o at_one.o");
}

TEST(RuleImportTable, OnePieceThatStaysKeepsAll) {
  HandMade set;
  std::vector<Name> pieces = importTable(set, "a", "one", "one.dll");
  set.library("liba.a", pieces);
  pieces.pop_back();
  set.library("libb.a", pieces);
  EXPECT_EQ(pins(set.plan()), "ah_one.o import_table, as_one.o import_table");
  EXPECT_EQ(moves(set.plan(allowing(Rule::import_table))), "ah_one.o as_one.o");
}

TEST(RuleImportTable, OfTwoWhoseNamesMixTheFirstMoves) {
  HandMade set;
  std::vector<Name> pieces = importTable(set, "a", "one", "one.dll");
  llvm::append_range(pieces, importTable(set, "a", "two", "two.dll"));
  set.library("liba.a", pieces);
  set.library("libb.a", pieces);
  EXPECT_EQ(moves(set.plan()), "ah_one.o as_one.o at_one.o");
}
