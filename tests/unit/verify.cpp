// Each check of the verifier, on a melded set that is sound but for one thing.
#include "hand_made.h"

#include "base/enum_names.h"
#include "verify/given_up.h"
#include "verify/verify.h"

using namespace armeld;
using namespace armeld::handMade;

namespace {

/// A set of libraries before and after melding, with one store of objects.
struct Pair {
  HandMade before, after;

  Object &object(Name name, std::vector<Definition> defines, std::vector<Name> references = {}) {
    before.object(name, defines, references);
    return after.object(name, defines, references);
  }

  Verdict verdict(Rare<Check> allow = {}) {
    Expected<Pairing> pairing = pairLibraries(before.manifest, after.manifest, StringRef("libw.a"));
    EXPECT_TRUE(bool(pairing)) << (pairing ? "" : text(pairing.takeError()));
    return verify(before.manifest, after.manifest, *pairing, std::move(allow));
  }

  /// The findings, "missing liba.a x.o f" a line: check, library, member and symbol.
  std::string found() {
    std::string all;
    for (const Finding &finding : verdict().findings) {
      all += (all.empty() ? "" : "\n") + spelled(finding.check) + " " + finding.library.str();
      if (finding.member)
        all += " " + finding.member->member.str();
      if (finding.symbol)
        all += " " + finding.symbol->str();
    }
    return all;
  }
};

/// liba.a and libb.a share x.o, which moved to libw.a.
Pair melded() {
  Pair pair;
  for (Name name : {"a", "b"}) {
    Name path = keep(("lib" + name + ".a").str()), own = keep((name + ".o").str());
    pair.before.library(path, {own, "x.o"});
    pair.after.library(path, {own});
  }
  pair.after.library("libw.a", {"x.o"});
  return pair;
}

} // namespace

TEST(Verify, WhatATableListedMustBeListed) {
  Pair pair = melded();
  for (HandMade *set : {&pair.before, &pair.after}) {
    set->object("opaque.o", {}).unreadable = Name("secret");
    set->library("libc.a", {"opaque.o"}).members[0].listed = {"f", "g"};
  }
  EXPECT_EQ(pair.found(), "");
  pair.after.manifest.libraries.back().members[0].listed = {"g"};
  EXPECT_EQ(pair.found(), "symbol-table libc.a opaque.o f");
}

TEST(Verify, ADefinitionBehindOneThatATableListsIsIntercepted) {
  Pair pair = melded();
  for (HandMade *set : {&pair.before, &pair.after}) {
    set->object("opaque.o", {}).kind = Kind::other;
    set->library("libc.a", {"opaque.o"}).members[0].listed = {"x.o"};
  }
  EXPECT_EQ(pair.found(), "binding liba.a x.o x.o\nbinding libb.a x.o x.o");
}

TEST(Verify, AMeldedSetIsClean) {
  Pair pair = melded();
  EXPECT_EQ(pair.found(), "");
  Verdict verdict = pair.verdict();
  EXPECT_EQ(verdict.outcome, Outcome::clean);
  EXPECT_EQ(verdict.libraries, 2u);
  EXPECT_EQ(verdict.members, 4u);
  EXPECT_EQ(verdict.symbols, 4u);
}

TEST(Verify, AnObjectThatIsNowhereIsMissing) {
  Pair pair;
  pair.object("x.o", {});
  pair.before.library("liba.a", {"a.o", "x.o"});
  pair.after.library("liba.a", {"a.o"});
  pair.after.library("libw.a", {});
  EXPECT_EQ(pair.found(), "missing liba.a x.o");
}

TEST(Verify, ACopyLessIsMissingToo) {
  Pair pair;
  pair.before.library("liba.a", {"x.o", "x.o"});
  pair.after.library("liba.a", {"x.o"});
  pair.after.library("libw.a", {});
  EXPECT_EQ(pair.found(), "missing liba.a x.o");
}

TEST(Verify, AnObjectThatWasNowhereIsAdded) {
  Pair pair = melded();
  pair.after.object("new.o", {strong("new")});
  pair.after.library("libc.a", {"new.o"});
  pair.before.library("libc.a", {});
  EXPECT_EQ(pair.found(), "added libc.a new.o");
}

TEST(Verify, MembersKeepTheirOrder) {
  Pair pair;
  pair.before.library("liba.a", {"x.o", "y.o"});
  pair.after.library("liba.a", {"y.o", "x.o"});
  pair.after.library("libw.a", {});
  EXPECT_EQ(pair.found(), "member-order liba.a x.o");
}

TEST(Verify, APieceOfAnImportTableDoesNotMoveAlone) {
  Pair pair;
  for (HandMade *set : {&pair.before, &pair.after})
    for (Name name : {"head.o", "entry.o"})
      set->object(name, {strong(name)}).import_parts.push_back("dll");
  pair.before.library("liba.a", {"head.o", "entry.o"});
  pair.after.library("liba.a", {"head.o"});
  pair.after.library("libw.a", {"entry.o"});
  EXPECT_EQ(pair.found(), "import-pieces liba.a head.o");
}

TEST(Verify, ASymbolThatMovedBehindAnotherDefinitionIsFound) {
  Pair pair;
  pair.object("x.o", {strong("f")});
  pair.object("other.o", {strong("f")});
  pair.before.library("liba.a", {"x.o"});
  pair.before.library("libb.a", {"other.o"});
  pair.after.library("liba.a", {});
  pair.after.library("libb.a", {"other.o"});
  pair.after.library("libw.a", {"x.o"});
  EXPECT_EQ(pair.found(), "binding liba.a x.o f");
}

TEST(Verify, ComdatsOfEqualContentAreOneDefinition) {
  Pair pair;
  pair.object("x.o", {hidden(comdat("f", "same"))});
  pair.object("other.o", {hidden(comdat("f", "same"))});
  pair.before.library("liba.a", {"x.o"});
  pair.before.library("libb.a", {"other.o"});
  pair.after.library("liba.a", {});
  pair.after.library("libb.a", {"other.o"});
  pair.after.library("libw.a", {"x.o"});
  EXPECT_EQ(pair.found(), "");
}

TEST(Verify, TheWorkspaceLibraryMustNotReferToALibrary) {
  Pair pair;
  pair.object("x.o", {strong("x")}, {"own", "malloc"});
  pair.object("own.o", {strong("own")});
  pair.before.library("liba.a", {"own.o", "x.o"});
  pair.after.library("liba.a", {"own.o"});
  pair.after.library("libw.a", {"x.o"});
  EXPECT_EQ(pair.found(), "self-contained libw.a x.o own");
}

TEST(Verify, TwoMembersOfTheWorkspaceLibraryMustNotDefineOneStrongSymbol) {
  Pair pair;
  pair.object("x.o", {strong("f")});
  pair.object("other.o", {strong("f")});
  pair.before.library("liba.a", {"x.o", "other.o"});
  pair.after.library("liba.a", {});
  pair.after.library("libw.a", {"x.o", "other.o"});
  EXPECT_EQ(pair.found(), "duplicates libw.a other.o f");
}

TEST(Verify, ALibraryWithDefinitionsNeedsASymbolTable) {
  Pair pair = melded();
  pair.after.manifest.libraries[0].symbol_table.state = SymbolTableState::absent;
  EXPECT_EQ(pair.found(), "symbol-table liba.a a.o a.o");
  pair.after.manifest.libraries[0].symbol_table.state = SymbolTableState::stale;
  EXPECT_EQ(pair.found(), "symbol-table liba.a");
}

TEST(Verify, MembersLieOnEvenOffsets) {
  Pair pair = melded();
  pair.after.manifest.libraries[2].members[0].data_offset = 69;
  EXPECT_EQ(pair.found(), "alignment libw.a x.o");
}

TEST(Verify, AnAllowedCheckBreaksNothing) {
  Pair pair = melded();
  pair.after.manifest.libraries[2].members[0].data_offset = 69;
  EXPECT_EQ(pair.verdict({Check::missing}).outcome, Outcome::broken);
  EXPECT_EQ(pair.verdict({Check::alignment}).outcome, Outcome::clean);
  EXPECT_EQ(pair.verdict({Check::alignment}).findings.size(), 1u);
}

TEST(Verify, APlanGivesUpWhatItsPolicySays) {
  EXPECT_TRUE(checksGivenUp({}).empty());
  EXPECT_EQ(checksGivenUp(allowing(Rule::dependency)),
            (Rare<Check>{Check::self_contained, Check::links}));
  Policy policy = allowing(Rule::unique);
  policy.allow.push_back(Rule::first_definition);
  EXPECT_EQ(checksGivenUp(policy), (Rare<Check>{Check::binding, Check::duplicates, Check::links}));
}
