// What the survey tells of classes and symbols.
#include "hand_made.h"

#include "plan/survey.h"

using namespace armeld;
using namespace armeld::handMade;

namespace {

Survey surveyOf(const HandMade &set, std::optional<Name> earlier = {}) {
  Expected<Survey> survey = Survey::make(set.manifest, earlier);
  EXPECT_TRUE(bool(survey)) << (survey ? "" : text(survey.takeError()));
  return std::move(*survey);
}

/// The class of the first member of that name.
const ObjectClass &classOf(const Survey &survey, Name member) {
  for (const ObjectClass &cls : survey.classes)
    for (MemberRef ref : cls.members)
      if (survey.member(ref).name == member)
        return cls;
  ADD_FAILURE() << "no member " << member.str();
  return survey.classes.front();
}

std::string names(const Survey &survey, llvm::ArrayRef<ClassId> ids) {
  std::string all;
  for (ClassId id : ids)
    all += (all.empty() ? "" : " ") + survey.member(survey.classes[id].members.front()).name.str();
  return all;
}

} // namespace

TEST(Survey, EquivalentObjectsAreOneClass) {
  HandMade set;
  set.object("one.o", {strong("f")}).equivalence = digestOf("same");
  set.object("two.o", {strong("f")}).equivalence = digestOf("same");
  set.library("liba.a", {"one.o"});
  set.library("libb.a", {"two.o", "two.o"});
  Survey survey = surveyOf(set);
  ASSERT_EQ(survey.classes.size(), 1u);
  EXPECT_EQ(survey.classes[0].objects.size(), 2u);
  EXPECT_EQ(survey.classes[0].members.size(), 3u);
  EXPECT_EQ(survey.classes[0].libraries, 2u);
}

TEST(Survey, AnEarlierWorkspaceLibraryComesFirst) {
  HandMade set;
  set.library("liba.a", {"a.o", "x.o"});
  set.library("libw.a", {"x.o"});
  Survey survey = surveyOf(set, Name("libw.a"));
  EXPECT_EQ(survey.member(survey.classes[0].members[0]).name, "x.o");
  EXPECT_TRUE(survey.isInEarlier(survey.classes[0]));
  EXPECT_FALSE(survey.isInEarlier(survey.classes[1]));
}

TEST(Survey, SymbolsOfTwoMachinesDoNotMeet) {
  HandMade set;
  set.object("x.o", {strong("f")});
  set.object("arm.o", {strong("f")}).machine = Name("aarch64");
  set.library("liba.a", {"x.o", "arm.o"});
  Survey survey = surveyOf(set);
  EXPECT_NE(survey.classes[0].defines[0], survey.classes[1].defines[0]);
}

TEST(Survey, LibrariesForDifferentMachinesAreRefused) {
  HandMade set;
  set.object("arm.o", {strong("f")}).machine = Name("aarch64");
  set.library("liba.a", {"x.o"});
  set.library("libb.a", {"arm.o"});
  Expected<Survey> survey = Survey::make(set.manifest);
  ASSERT_FALSE(bool(survey));
  std::string message = text(survey.takeError());
  EXPECT_NE(message.find("libb.a"), std::string::npos) << message;
  EXPECT_NE(message.find("liba.a"), std::string::npos) << message;
}

TEST(Survey, ADefaultVersionAnswersToThePlainName) {
  HandMade set;
  set.object("versioned.o", {strong("f@@V")});
  set.object("plain.o", {strong("f")});
  set.library("liba.a", {"versioned.o", "plain.o"});
  Survey survey = surveyOf(set);
  EXPECT_EQ(names(survey, survey.definers(classOf(survey, "plain.o").defines[0])),
            "versioned.o plain.o");
}

TEST(Survey, ComdatsOfEqualContentDoNotDiffer) {
  HandMade set;
  set.object("one.o", {comdat("f", "same"), comdat("g", "one")});
  set.object("two.o", {comdat("f", "same"), comdat("g", "two")});
  set.library("liba.a", {"one.o", "two.o"});
  Survey survey = surveyOf(set);
  EXPECT_FALSE(survey.differs(survey.classes[0].defines[0]));
  EXPECT_TRUE(survey.differs(survey.classes[0].defines[1]));
}

TEST(Survey, FirstDefinersAreThoseThatASearchOfALibraryFinds) {
  HandMade set;
  for (Name name : {"one.o", "two.o", "three.o"})
    set.object(name, {weak("f")});
  set.library("liba.a", {"one.o", "two.o"});
  set.library("libb.a", {"three.o", "one.o"});
  Survey survey = surveyOf(set);
  EXPECT_EQ(names(survey, survey.firstDefiners(survey.classes[0].defines[0])), "one.o three.o");
}

TEST(Survey, StrongDefinersAreThoseThatMustNotMeet) {
  HandMade set;
  set.object("one.o", {strong("f")});
  set.object("two.o", {weak("f")});
  set.object("three.o", {strong("f")});
  set.library("liba.a", {"one.o", "two.o", "three.o"});
  Survey survey = surveyOf(set);
  EXPECT_EQ(names(survey, survey.strongDefiners(survey.classes[0].defines[0])), "one.o three.o");
}

TEST(Survey, ARoutineBehindDefinitionsOfAllItsSymbolsIsShadowed) {
  HandMade set;
  Name one = routineUnit(0), behind = routineUnit(1);
  set.object(one, {hidden(strong("f")), hidden(strong("g"))});
  set.object(behind, {hidden(weak("f")), hidden(weak("g"))});
  set.library("liba.a", {one, behind});
  EXPECT_TRUE(classOf(surveyOf(set), behind).isShadowed);
  set.library("libb.a", {behind}); // here it is taken
  EXPECT_FALSE(classOf(surveyOf(set), behind).isShadowed);
}

TEST(Survey, ACommonSymbolShadowsNothing) {
  HandMade set;
  set.object(routineUnit(0), {hidden(common("f"))});
  set.object(routineUnit(1), {hidden(strong("f"))});
  set.library("liba.a", {routineUnit(0), routineUnit(1)});
  EXPECT_FALSE(classOf(surveyOf(set), routineUnit(1)).isShadowed);
}

TEST(Survey, OnlyHiddenRoutinesOfCompilerBuiltinsAreShadowed) {
  HandMade set;
  set.object("one.o", {hidden(strong("f"))});
  set.object("behind.o", {hidden(weak("f"))});
  set.object(routineUnit(0), {strong("g")});
  set.object(routineUnit(1), {weak("g")});
  set.library("liba.a", {"one.o", "behind.o", routineUnit(0), routineUnit(1)});
  EXPECT_FALSE(classOf(surveyOf(set), "behind.o").isShadowed);
  EXPECT_FALSE(classOf(surveyOf(set), routineUnit(1)).isShadowed);
}
