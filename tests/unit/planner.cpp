// What the planner writes down.
#include "hand_made.h"

using namespace armeld;
using namespace armeld::handMade;

TEST(Planner, SaysOfEachMemberWhetherItStays) {
  HandMade set;
  set.library("liba.a", {"a.o", "x.o", "x.o"});
  set.library("libb.a", {"x.o", "b.o"});
  Plan plan = set.plan();
  ASSERT_EQ(plan.libraries.size(), 2u);
  ASSERT_EQ(plan.libraries[0].keep.size(), 1u);
  EXPECT_EQ(plan.libraries[0].keep[0].name, "a.o");
  EXPECT_EQ(plan.libraries[0].drop.size(), 2u);
  ASSERT_EQ(plan.workspace->members.size(), 1u);
  EXPECT_EQ(plan.workspace->members[0].library, "liba.a");
  ASSERT_EQ(plan.moves.size(), 1u);
  EXPECT_EQ(plan.moves[0].copies, 3u);
  EXPECT_EQ(plan.moves[0].saves, 2 * 8u);
}

TEST(Planner, CopiesInOneLibraryCountOnce) {
  HandMade set;
  set.library("liba.a", {"x.o", "x.o"});
  EXPECT_EQ(moves(set.plan()), "");
}

TEST(Planner, MinCopiesCountsLibraries) {
  HandMade set;
  set.library("liba.a", {"x.o", "y.o"});
  set.library("libb.a", {"x.o", "y.o"});
  set.library("libc.a", {"x.o"});
  Policy policy;
  policy.min_copies = 3;
  EXPECT_EQ(moves(set.plan(policy)), "x.o");
}

TEST(Planner, AnEarlierWorkspaceLibraryKeepsItsMembersAndTakesSingleCopies) {
  HandMade set;
  set.library("liba.a", {"a.o", "x.o"});
  set.library("libw.a", {"old.o", "x.o"});
  Plan plan = set.plan();
  ASSERT_EQ(plan.workspace->members.size(), 2u);
  EXPECT_EQ(plan.workspace->members[0].name, "old.o");
  EXPECT_EQ(moves(plan), "x.o");
  EXPECT_EQ(plan.moves[0].copies, 1u);
}

TEST(Planner, AHeldPinIsOfTheEarlierWorkspaceLibrary) {
  HandMade set;
  set.object("x.o", {strong("f")});
  set.object("other.o", {strong("f")});
  set.library("liba.a", {"other.o"});
  set.library("libw.a", {"x.o"});
  Plan plan = set.plan();
  ASSERT_EQ(pins(plan), "x.o unique f");
  EXPECT_TRUE(plan.pins[0].held);
}

TEST(Planner, AConflictIsOfStrongDefinitionsInSeveralLibraries) {
  HandMade set;
  set.object("one.o", {strong("f"), weak("g")});
  set.object("two.o", {strong("f"), strong("g")});
  set.library("liba.a", {"one.o"});
  EXPECT_TRUE(set.plan().conflicts.empty());
  set.library("libb.a", {"two.o"});
  Plan plan = set.plan();
  ASSERT_EQ(plan.conflicts.size(), 1u);
  EXPECT_EQ(plan.conflicts[0].symbol, "f");
  EXPECT_EQ(plan.conflicts[0].definitions.size(), 2u);
}

TEST(Planner, TwoDefinitionsInOneLibraryAreNoConflict) {
  HandMade set;
  set.object("one.o", {strong("f")});
  set.object("two.o", {strong("f")});
  set.library("liba.a", {"one.o", "two.o"});
  EXPECT_TRUE(set.plan().conflicts.empty());
}

TEST(Planner, WhatCannotBePlannedIsRefused) {
  PlanRequest request;
  request.workspacePath = "libw.a";
  EXPECT_EQ(text(makePlan(Manifest(), request).takeError()), "the manifest lists no library");
  HandMade set;
  set.library("libw.a", {"x.o"});
  Expected<Plan> plan = makePlan(set.manifest, request);
  ASSERT_FALSE(bool(plan));
  EXPECT_EQ(StringRef(text(plan.takeError())).split(':').first, "libw.a");
}
