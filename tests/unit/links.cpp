// Random sets of libraries: what the planner lets move, the model of the linkers must not notice.
//
//   LINKS_CASES=100000 LINKS_SEED=1 build/tests/unit-tests --gtest_filter='RandomSets.*'
#include "hand_made.h"

#include "base/enum_names.h"
#include "verify/verify.h"

#include <cstdlib>
#include <random>

using namespace armeld;
using namespace armeld::handMade;

namespace {

uint64_t fromEnvironment(const char *name, uint64_t byDefault) {
  const char *value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : byDefault;
}

class RandomSet {
public:
  explicit RandomSet(uint64_t seed) : numbers(seed) {}

  HandMade make() {
    HandMade set;
    size_t objects = 2 + below(8), libraries = 2 + below(3);
    symbols = 2 + below(10);
    static constexpr std::pair<const char *, const char *> formats[] = {
        {"elf", "x86_64"},  {"elf", "x86_64"},    {"elf", "powerpc64"},
        {"coff", "x86_64"}, {"macho", "aarch64"}, {"wasm", "wasm32"}};
    std::tie(format, machine) = formats[below(std::size(formats))];
    for (size_t i = 0; i < objects; ++i)
      addObject(set, nameOf("o", i));
    for (size_t l = 0; l < libraries; ++l) {
      std::vector<Name> members;
      for (size_t i = 0; i < objects; ++i)
        if (below(2))
          members.push_back(nameOf("o", i));
      std::shuffle(members.begin(), members.end(), numbers);
      if (!members.empty() && !below(6))
        members.push_back(members[below(members.size())]);
      members.insert(members.begin() + ptrdiff_t(below(members.size() + 1)), nameOf("own", l));
      addObject(set, nameOf("own", l)).defines.push_back(strong(nameOf("user", l)));
      set.library(keep(("lib" + std::string(1, char('a' + l)) + ".a")), members);
    }
    return set;
  }

private:
  static Name nameOf(const char *prefix, size_t i) { return keep(prefix + std::to_string(i)); }
  size_t below(size_t n) { return size_t(numbers() % n); }

  Object &addObject(HandMade &set, Name name) {
    std::vector<Definition> defines;
    std::vector<Name> references;
    std::vector<bool> isUsed(symbols);
    for (size_t i = below(3); i > 0; --i)
      if (size_t s = below(symbols); !isUsed[s]) {
        isUsed[s] = true;
        defines.push_back(definitionOf(below(6) ? nameOf("s", s) : answerTo(nameOf("s", s))));
      }
    for (size_t i = below(3); i > 0; --i)
      if (size_t s = below(symbols); !isUsed[s]) {
        isUsed[s] = true;
        references.push_back(below(6) ? nameOf("s", s) : questionFor(nameOf("s", s)));
      }
    Object &object = set.object(name, defines, references);
    object.format = format;
    object.machine = machine;
    if (!below(5))
      object.initialisers.push_back(below(2) ? ".init_array" : ".ctors");
    return object;
  }

  /// A name that answers this one, as some linkers have it.
  Name answerTo(Name name) const { return format == "coff" ? keep("__imp_" + name.str()) : name; }
  Name questionFor(Name name) const {
    return machine == "powerpc64" ? keep("." + name.str()) : name;
  }

  Definition definitionOf(Name name) {
    switch (below(10)) {
    case 0:
      return weak(name);
    case 1:
      return common(name);
    case 2:
      return comdat(name, below(3) ? "same" : "other");
    case 3: {
      Definition definition = comdat(name, "same");
      definition.binding = Binding::strong;
      return definition;
    }
    case 4:
      return hidden(strong(name));
    default:
      return strong(name);
    }
  }

  std::mt19937_64 numbers;
  size_t symbols = 0;
  Name format, machine;
};

std::string textOf(const HandMade &set, const Plan &plan) {
  std::string all;
  for (const Library &library : set.manifest.libraries) {
    all += library.path.str() + ":";
    for (const Member &member : library.members) {
      all += "\n  " + member.name.str() + ":";
      const Object &object = set.manifest.objectOf(member);
      for (const Definition &definition : object.defines)
        all += " " + definition.name.str() + "(" + spelled(definition.binding) +
               (definition.content ? " comdat " + definition.content->hex().substr(0, 2) : "") +
               ")";
      for (Name name : object.references)
        all += " ->" + name.str();
      for (Name name : object.initialisers)
        all += " " + name.str();
    }
    all += "\n";
  }
  return all + "moves: " + moves(plan) + "\npins: " + pins(plan) + "\n";
}

} // namespace

namespace {

/// The verdict on what the planner makes of a random set.
Verdict verdictOn(const HandMade &set, const Policy &policy, Plan &plan) {
  plan = set.plan(policy);
  Manifest after = packed(set.manifest, plan);
  Expected<Pairing> pairing = pairLibraries(set.manifest, after, StringRef("libw.a"));
  EXPECT_TRUE(bool(pairing));
  return verify(set.manifest, after, *pairing, {}, 60);
}

} // namespace

TEST(RandomSets, LinkAsBefore) {
  uint64_t cases = fromEnvironment("LINKS_CASES", 800), seed = fromEnvironment("LINKS_SEED", 1);
  uint64_t links = 0, moved = 0, failures = 0;
  for (uint64_t i = 0; i < cases && failures < 3; ++i) {
    HandMade set = RandomSet(seed * 1'000'000 + i).make();
    Plan plan;
    Verdict verdict = verdictOn(set, {}, plan);
    moved += plan.moves.size();
    links += verdict.links;
    if (verdict.outcome == Outcome::clean)
      continue;
    ++failures;
    ADD_FAILURE() << "case " << i << "\n"
                  << textOf(set, plan) << verdict.findings.front().text.str();
  }
  EXPECT_GE(links, cases * 100);
  EXPECT_GE(moved, cases / 4);
  std::printf("# %llu cases, %llu objects moved, %llu links played\n", (unsigned long long)cases,
              (unsigned long long)moved, (unsigned long long)links);
}

TEST(RandomSets, WithoutARuleSomeLinkDiffers) {
  for (Rule rule : {Rule::unique, Rule::first_definition, Rule::search, Rule::initialisers,
                    Rule::provided, Rule::dependency}) {
    bool isFound = false;
    for (uint64_t i = 0; i < 3000 && !isFound; ++i) {
      Plan plan;
      isFound = llvm::any_of(verdictOn(RandomSet(i).make(), allowing(rule), plan).findings,
                             [](const Finding &finding) { return finding.check == Check::links; });
    }
    EXPECT_TRUE(isFound) << spelled(rule);
  }
}
