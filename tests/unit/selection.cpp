// What the planner promises of any set of libraries, on random ones.
#include "hand_made.h"

#include "base/enum_names.h"
#include "plan/selection.h"
#include "verify/given_up.h"
#include "verify/verify.h"

#include <random>
#include <set>

using namespace armeld;
using namespace armeld::handMade;

namespace {

/// A few libraries of a few objects, whose few symbols meet in every way.
HandMade randomSet(unsigned seed) {
  std::mt19937 random(seed);
  auto oneIn = [&](unsigned n) { return random() % n == 0; };
  auto symbol = [&] { return keep("s" + std::to_string(random() % 12)); };
  HandMade set;
  std::vector<Name> names;
  for (unsigned i = 0; i < 10; ++i) {
    names.push_back(keep("o" + std::to_string(i) + ".o"));
    std::vector<Definition> defines;
    for (unsigned n = random() % 3; n > 0; --n) {
      Definition definition = strong(symbol());
      if (oneIn(3))
        definition = weak(definition.name);
      else if (oneIn(3))
        definition = comdat(definition.name, oneIn(2) ? "one" : "two");
      else if (oneIn(6))
        definition = common(definition.name);
      auto isSame = [&](const Definition &other) { return other.name == definition.name; };
      if (llvm::none_of(defines, isSame))
        defines.push_back(definition);
    }
    std::vector<Name> references;
    for (unsigned n = random() % 3; n > 0; --n)
      references.push_back(symbol());
    llvm::erase_if(references, [&](Name name) {
      return llvm::any_of(defines, [&](const Definition &own) { return own.name == name; });
    });
    Object &object = set.object(names.back(), defines, references);
    if (oneIn(5))
      object.comdats.push_back({oneIn(2) ? "group" : "other", digestOf(oneIn(2) ? "1" : "2")});
    if (oneIn(6))
      object.initialisers.push_back(oneIn(2) ? ".init_array" : ".ctors");
    if (oneIn(8)) {
      object.import_parts.push_back(oneIn(2) ? "one" : "two");
      object.references.clear(); // such a piece needs nothing but others of its kind
    }
  }
  for (Name path : {"liba.a", "libb.a", "libc.a"}) {
    std::vector<Name> members;
    for (Name name : names)
      if (!oneIn(3))
        members.push_back(name);
    set.library(path, members);
  }
  return set;
}

constexpr unsigned sets = 3000;

} // namespace

TEST(Selection, NoRuleObjectsToWhatIsLeft) {
  size_t moved = 0, pinned = 0;
  for (unsigned seed = 0; seed < sets; ++seed) {
    HandMade set = randomSet(seed);
    Expected<Survey> survey = Survey::make(set.manifest);
    ASSERT_TRUE(bool(survey));
    Selection selection = selectMoves(*survey, {});
    Moving moving(*survey, selection.moving);
    Imports imports(*survey);
    for (unsigned id : selection.moving.set_bits()) {
      ++moved;
      Answer answer = askRules({}, {*survey, id, moving, imports});
      EXPECT_FALSE(answer) << "set " << seed << ", class " << id << ": "
                           << (answer ? spelled(answer->rule) : "");
    }
    for (const Answer &answer : selection.objections)
      pinned += answer.has_value();
  }
  // The sets are neither too tame nor too wild.
  EXPECT_GT(moved, sets);
  EXPECT_GT(pinned, sets);
}

TEST(Selection, WithoutImportTablesNothingPinnedCouldMoveAfterAll) {
  for (unsigned seed = 0; seed < sets; ++seed) {
    HandMade set = randomSet(seed);
    Expected<Survey> survey = Survey::make(set.manifest);
    ASSERT_TRUE(bool(survey));
    Selection selection = selectMoves(*survey, {});
    for (ClassId id = 0; id < selection.objections.size(); ++id) {
      if (!selection.objections[id] || selection.objections[id]->rule == Rule::import_table)
        continue;
      llvm::BitVector withIt = selection.moving;
      withIt.set(id);
      Moving moving(*survey, withIt);
      Imports imports(*survey);
      EXPECT_TRUE(askRules({}, {*survey, id, moving, imports}))
          << "set " << seed << ", class " << id;
    }
  }
}

TEST(Selection, TheVerifierFindsOnlyWhatThePolicyGivesUp) {
  std::vector<Policy> policies(2);
  policies.back().name = PolicyName::greedy;
  for (Rule rule : {Rule::unique, Rule::import_table, Rule::shadowed, Rule::first_definition,
                    Rule::search, Rule::initialisers, Rule::provided, Rule::dependency})
    policies.push_back(allowing(rule));
  std::set<Check> found;
  for (unsigned seed = 0; seed < sets / 3; ++seed) {
    HandMade set = randomSet(seed);
    for (const Policy &policy : policies) {
      Manifest after = packed(set.manifest, set.plan(policy));
      Expected<Pairing> pairing = pairLibraries(set.manifest, after, StringRef("libw.a"));
      ASSERT_TRUE(bool(pairing));
      Rare<Check> givenUp = checksGivenUp(policy);
      Verdict verdict = verify(set.manifest, after, *pairing, givenUp, 5);
      for (const Finding &finding : verdict.findings) {
        found.insert(finding.check);
        EXPECT_TRUE(llvm::is_contained(givenUp, finding.check))
            << "set " << seed << ", policy " << spelled(policy.name) << ", allowing "
            << (policy.allow.empty() ? "nothing" : spelled(policy.allow.front())) << ": "
            << spelled(finding.check) << ": " << finding.text.str();
      }
    }
  }
  // What a rule gives up is met.
  for (Check check : {Check::import_pieces, Check::binding, Check::self_contained,
                      Check::duplicates, Check::links})
    EXPECT_TRUE(found.count(check)) << spelled(check);
}
