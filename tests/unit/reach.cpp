// What exports reach (plan/reach.h), on manifests and sections that are made by hand.
#include "plan/reach.h"
#include "hand_made.h"
#include "plan/collect.h"

using namespace armeld;
using namespace armeld::handMade;

namespace {

/// Manifests with sections: by default each object has a section for each definition, 1, 2 ...
class HandMadeSections : public HandMade {
public:
  struct Needs {
    uint32_t section;
    std::vector<Name> symbols;
  };

  /// Gives the object sections, one for each definition, that refer to these symbols.
  ObjectSections &sections(Name name, std::vector<Needs> needs) {
    const Object &facts = objectOf(name);
    ObjectSections &made = all[name];
    SectionList &list = made.lists.emplace_back();
    for (uint32_t i = 1; i <= facts.defines.size(); ++i) {
      made.defined_in.push_back(i);
      list.index.push_back(i);
      list.size.push_back(16);
      list.name.push_back("");
      list.symbols.emplace_back();
      list.sections.emplace_back();
    }
    for (const Needs &entry : needs)
      for (Name symbol : entry.symbols)
        list.symbols[entry.section - 1].push_back(numberOf(facts, symbol));
    return made;
  }

  /// Finds out what the exports reach.
  void reach(std::vector<Name> names, bool keepInitialisers = true) {
    for (Name name : names)
      exports.add(name);
    for (auto &[name, sections] : all)
      document.objects.emplace_back(digestOf(name), sections);
    llvm::sort(document.objects, [](auto &a, auto &b) { return a.first < b.first; });
    result.emplace(manifest, document, exports, [](const Digest &digest) { return digest; });
    result->run(keepInitialisers);
  }

  /// The live sections of an object: "1 3".
  std::string live(Name name) const {
    std::string text;
    for (const auto &[section, node] : result->find(digestOf(name)).places)
      if (result->isLive(node))
        text += (text.empty() ? "" : " ") + std::to_string(section);
    return text;
  }
  bool isAlive(Name name) const { return result->find(digestOf(name)).isAlive; }
  /// The references that stay without a section: "f g".
  std::string pulls(Name name) const { return namesOf(name, result->find(digestOf(name)).pulls); }
  /// The symbols of which a name is left, definitions and references.
  std::string anchors(Name name) const {
    return namesOf(name, result->anchorsOf(result->find(digestOf(name))));
  }

private:
  std::string namesOf(Name name, const std::vector<SymbolNumber> &numbers) const {
    const Object &facts = objectOf(name);
    std::string text;
    for (SymbolNumber number : numbers) {
      size_t defined = facts.defines.size();
      Name symbol =
          number < defined ? facts.defines[number].name : facts.references[number - defined];
      text += (text.empty() ? "" : " ") + symbol.str();
    }
    return text;
  }

  const Object &objectOf(Name name) const { return *manifest.find(digestOf(name)); }
  static SymbolNumber numberOf(const Object &facts, Name symbol) {
    SymbolNumber number = 0;
    for (const Definition &definition : facts.defines) {
      if (definition.name == symbol)
        return number;
      ++number;
    }
    for (Name name : facts.references) {
      if (name == symbol)
        return number;
      ++number;
    }
    for (Name name : facts.weak_references) {
      if (name == symbol)
        return number;
      ++number;
    }
    ADD_FAILURE() << symbol.str() << " is no symbol of the object";
    return 0;
  }

  std::map<Name, ObjectSections> all;
  Sections document;
  Exports exports;
  std::optional<Reach> result;
};

} // namespace

TEST(Reach, FollowsReferencesFromSectionToSection) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("b")}, {"f", "g"});
  set.object("y.o", {strong("f"), strong("g")});
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {{1, {"f"}}, {2, {"g"}}});
  set.sections("y.o", {});
  set.reach({"a"});
  EXPECT_EQ(set.live("x.o"), "1");
  EXPECT_EQ(set.live("y.o"), "1");
}

TEST(Reach, AReferenceIsToEveryDefinitionOfItsName) {
  HandMadeSections set;
  set.object("x.o", {strong("a")}, {"f"});
  set.object("y.o", {weak("f")});
  set.object("z.o", {strong("f"), strong("g")});
  set.library("libx.a", {"x.o", "y.o"});
  set.library("libz.a", {"z.o"});
  set.sections("x.o", {{1, {"f"}}});
  set.sections("y.o", {});
  set.sections("z.o", {});
  set.reach({"a"});
  EXPECT_EQ(set.live("y.o"), "1");
  EXPECT_EQ(set.live("z.o"), "1");
}

TEST(Reach, SectionsOfOneGroupStayTogether) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("b"), strong("c")});
  set.library("libx.a", {"x.o"});
  set.sections("x.o", {}).together.push_back({1, 3});
  set.reach({"a"});
  EXPECT_EQ(set.live("x.o"), "1 3");
}

TEST(Reach, AnObjectWithoutSectionsRefersToAllThatItMentions) {
  HandMadeSections set;
  set.object("x.o", {strong("a")}, {"f"});
  set.object("y.o", {strong("f")}, {"g"});
  set.object("z.o", {strong("g"), strong("h")});
  set.library("libx.a", {"x.o", "y.o", "z.o"});
  set.sections("x.o", {{1, {"f"}}});
  set.sections("z.o", {});
  set.reach({"a"});
  EXPECT_TRUE(set.isAlive("y.o"));
  EXPECT_EQ(set.live("z.o"), "1");
}

TEST(Reach, ADeadReferenceStaysIfItTakesAnInitialiser) {
  for (bool keeps : {true, false}) {
    HandMadeSections set;
    set.object("x.o", {strong("a"), strong("dead")}, {"f"});
    set.object("y.o", {strong("f"), strong("init")}).initialisers.push_back(".init_array");
    set.library("libx.a", {"x.o", "y.o"});
    set.sections("x.o", {{2, {"f"}}});
    set.sections("y.o", {}).keep.push_back({KeepReason::initialiser, {2}});
    set.reach({"a"}, keeps);
    EXPECT_EQ(set.live("x.o"), "1");
    EXPECT_EQ(set.pulls("x.o"), keeps ? "f" : "");
    EXPECT_EQ(set.anchors("x.o"), keeps ? "f" : "");
    EXPECT_EQ(set.live("y.o"), keeps ? "2" : "");
    EXPECT_EQ(set.anchors("y.o"), keeps ? "f" : "");
  }
}

TEST(Reach, InCoffADeadReferenceStaysWithItsSection) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("dead")}, {"f"}).format = "coff";
  Object &y = set.object("y.o", {strong("f"), strong("init")});
  y.format = "coff";
  y.initialisers.push_back(".CRT$XCU");
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {{2, {"f"}}});
  set.sections("y.o", {}).keep.push_back({KeepReason::initialiser, {2}});
  set.reach({"a"});
  EXPECT_EQ(set.live("x.o"), "1 2");
  EXPECT_EQ(set.live("y.o"), "1 2");
  EXPECT_EQ(set.pulls("x.o") + set.anchors("x.o") + set.anchors("y.o"), "");
}

TEST(Reach, OfAChainOfDeadReferencesNamesStay) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("dead")}, {"f"});
  set.object("y.o", {strong("f"), strong("unused")}, {"g", "h"});
  set.object("z.o", {strong("g"), strong("init")}).initialisers.push_back(".init_array");
  set.object("w.o", {strong("h")});
  set.library("libx.a", {"x.o", "y.o", "z.o", "w.o"});
  set.sections("x.o", {{2, {"f"}}});
  set.sections("y.o", {{1, {"g"}}, {2, {"h"}}});
  set.sections("z.o", {}).keep.push_back({KeepReason::initialiser, {2}});
  set.sections("w.o", {});
  set.reach({"a"});
  EXPECT_TRUE(set.isAlive("y.o"));
  EXPECT_EQ(set.live("y.o"), "");
  EXPECT_EQ(set.anchors("y.o"), "f g");
  EXPECT_EQ(set.anchors("z.o"), "g");
  EXPECT_FALSE(set.isAlive("w.o"));
}

TEST(Reach, OfReferencesThatTakeOneObjectTheFirstIsEnough) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("dead")}, {"f", "g", "h"});
  set.object("y.o", {strong("f"), strong("g"), strong("h"), strong("init")})
      .initialisers.push_back(".init_array");
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {{1, {"g"}}, {2, {"f", "h"}}});
  set.sections("y.o", {}).keep.push_back({KeepReason::initialiser, {4}});
  set.reach({"a"});
  // f comes before g, which a live section refers to; h comes behind.
  EXPECT_EQ(set.pulls("x.o"), "f");
}

TEST(Reach, ANameDoesNotStandForASymbolWhoseSectionStays) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("dead")}, {"f"});
  set.object("y.o", {strong("f"), strong("init")}).initialisers.push_back(".init_array");
  set.object("z.o", {weak("f")});
  set.library("libx.a", {"x.o", "y.o", "z.o"});
  set.sections("x.o", {{2, {"f"}}});
  set.sections("y.o", {}).keep.push_back({KeepReason::initialiser, {1}});
  set.sections("z.o", {});
  set.reach({"a"});
  EXPECT_EQ(set.pulls("x.o"), "f");
  EXPECT_EQ(set.anchors("x.o") + set.anchors("y.o") + set.anchors("z.o"), "");
  EXPECT_EQ(set.live("z.o"), "1");
}

TEST(Reach, ANameDoesNotStandForAStrongCopy) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("dead")}, {"f"});
  Object &y = set.object("y.o", {strong("f"), strong("init")});
  y.defines[0].comdat = Comdat::any;
  y.initialisers.push_back(".init_array");
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {{2, {"f"}}});
  set.sections("y.o", {}).keep.push_back({KeepReason::initialiser, {2}});
  set.reach({"a"});
  EXPECT_EQ(set.live("x.o"), "1 2");
  EXPECT_EQ(set.live("y.o"), "1 2");
}

TEST(Reach, AnInitialiserThatNoExportTakesIsNoReason) {
  HandMadeSections set;
  set.object("x.o", {strong("a")});
  set.object("y.o", {strong("f")}).initialisers.push_back(".init_array");
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {});
  set.sections("y.o", {}).keep.push_back({KeepReason::initialiser, {1}});
  set.reach({"a"});
  EXPECT_FALSE(set.isAlive("y.o"));
}

TEST(Reach, ADeadReferenceStaysIfItTakesWhatAWeakReferenceBindsTo) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("dead")}, {"f"}).weak_references.push_back("w");
  set.object("y.o", {strong("f"), strong("w"), strong("g")});
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {{1, {"w"}}, {2, {"f"}}});
  set.sections("y.o", {});
  set.reach({"a"});
  EXPECT_EQ(set.live("x.o"), "1");
  EXPECT_EQ(set.anchors("x.o"), "f");
  EXPECT_EQ(set.live("y.o"), "2");
  EXPECT_EQ(set.anchors("y.o"), "f");
}

TEST(Reach, AWeakReferenceAloneTakesNothing) {
  HandMadeSections set;
  set.object("x.o", {strong("a")}).weak_references.push_back("w");
  set.object("y.o", {strong("w")});
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {{1, {"w"}}});
  set.sections("y.o", {});
  set.reach({"a"});
  EXPECT_FALSE(set.isAlive("y.o"));
}

TEST(Reach, ADeadReferenceStaysIfAnotherLibraryNeedsItsObjectEarly) {
  HandMadeSections set;
  set.object("x.o", {strong("a"), strong("dead")}, {"f"});
  set.object("y.o", {strong("f"), strong("g")});
  set.object("z.o", {strong("b")}, {"g"});
  set.library("libx.a", {"x.o", "y.o"});
  set.library("libz.a", {"z.o"});
  set.sections("x.o", {{2, {"f"}}});
  set.sections("y.o", {});
  set.sections("z.o", {{1, {"g"}}});
  set.reach({"a", "b"});
  EXPECT_EQ(set.live("x.o"), "1");
  EXPECT_EQ(set.anchors("x.o"), "f");
  EXPECT_EQ(set.live("y.o"), "2");
}

TEST(Reach, NotesStayWithWhatIsLiveOfTheirObject) {
  for (bool isExport : {true, false}) {
    HandMadeSections set;
    set.object("x.o", {strong("a"), strong("note")});
    set.object("y.o", {strong("b")});
    set.library("libx.a", {"x.o", "y.o"});
    set.sections("x.o", {}).keep.push_back({KeepReason::note, {2}});
    set.sections("y.o", {});
    set.reach({isExport ? "a" : "b"});
    EXPECT_EQ(set.live("x.o"), isExport ? "1 2" : "");
  }
}

TEST(Reach, APointerToAnImportedFunctionIsAReferenceToTheFunction) {
  HandMadeSections set;
  set.object("x.o", {strong("a")}, {"__imp_f"});
  set.object("y.o", {strong("f"), strong("g")});
  set.library("libx.a", {"x.o", "y.o"});
  set.sections("x.o", {{1, {"__imp_f"}}});
  set.sections("y.o", {});
  set.reach({"a"});
  EXPECT_EQ(set.live("y.o"), "1");
}
