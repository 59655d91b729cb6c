#include "json/json.h"
#include "documents/plan.h"
#include "samples.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

using namespace armeld;

namespace {

template <class Document> std::string printed(const Document &document) {
  std::string text;
  llvm::raw_string_ostream out(text);
  print(document, out);
  return text;
}

/// What reading `text` as a T says is wrong with it.
std::string manifestFault(StringRef json) {
  Expected<Manifest> manifest = parseManifest(json, "before.json");
  return manifest ? "" : text(manifest.takeError());
}
std::string planFault(StringRef json) {
  Expected<Plan> plan = parsePlan(json, "plan.json");
  return plan ? "" : text(plan.takeError());
}

/// `document` printed, with the first `from` replaced by `to`.
template <class Document>
std::string edited(const Document &document, StringRef from, StringRef to) {
  std::string text = printed(document);
  size_t at = text.find(from);
  if (at == std::string::npos) {
    ADD_FAILURE() << "no " << from.str() << " in the sample";
    return text;
  }
  return text.replace(at, from.size(), to);
}

const Plan fullPlan = samples::make<Plan>(samples::Extent::full, 0);
const Manifest fullManifest = samples::make<Manifest>(samples::Extent::full, 0);

} // namespace

// ---- round trips ----

TEST(Json, EveryDocumentSurvivesARoundTrip) {
  for (samples::Extent extent : samples::extents) {
    for (unsigned round = 0; round < samples::rounds; ++round) {
      std::string manifest = printed(samples::make<Manifest>(extent, round));
      Expected<Manifest> manifestAgain = parseManifest(manifest, "sample");
      ASSERT_TRUE(bool(manifestAgain)) << text(manifestAgain.takeError());
      EXPECT_EQ(printed(*manifestAgain), manifest);

      std::string plan = printed(samples::make<Plan>(extent, round));
      Expected<Plan> planAgain = parsePlan(plan, "sample");
      ASSERT_TRUE(bool(planAgain)) << text(planAgain.takeError());
      EXPECT_EQ(printed(*planAgain), plan);
    }
  }
}

TEST(Json, NamesThatAreNotUtf8SurviveUnchanged) {
  std::string anyBytes;
  for (int c = 0; c < 256; ++c)
    anyBytes += char(c);
  for (std::string name :
       {std::string("\xff"), std::string("a\0b", 3), anyBytes, std::string("\xed\xa0\x80"),
        std::string("{\"bytes\": \"66\"}"), std::string(), std::string("\x7f\xc2\x80")}) {
    Manifest manifest;
    manifest.libraries.emplace_back().path = name;
    std::string json = printed(manifest); // names lie in it
    Expected<Manifest> again = parseManifest(json, "sample");
    ASSERT_TRUE(bool(again)) << text(again.takeError());
    EXPECT_EQ(again->libraries[0].path, name);
  }
}

TEST(Json, BytesAreAcceptedForAnyName) {
  std::string json = edited(fullManifest, "\"path\": \"plain1\"", R"("path": {"bytes": "6162"})");
  EXPECT_EQ(parseManifest(json, "sample")->libraries[0].path, "ab");
}

TEST(Manifest, FindsWhatItHas) {
  auto numbered = [](size_t i, bool spread) {
    Digest digest = digestOf(std::to_string(i));
    if (!spread)
      digest.bytes.fill(0xee), digest.bytes[31] = uint8_t(i);
    return digest;
  };
  for (bool spread : {true, false}) {
    for (size_t count : {0, 1, 2, 3, 100}) {
      Manifest manifest;
      for (size_t i = 0; i < count; ++i)
        manifest.objects.emplace_back(numbered(2 * i, spread), Object()).second.size = i;
      std::sort(manifest.objects.begin(), manifest.objects.end(),
                [](const auto &a, const auto &b) { return a.first < b.first; });
      for (size_t i = 0; i < count; ++i) {
        const Object *object = manifest.find(numbered(2 * i, spread));
        ASSERT_TRUE(object);
        EXPECT_EQ(object->size, i);
      }
      for (size_t i = 0; i < 100; ++i)
        EXPECT_FALSE(manifest.find(numbered(2 * i + 1, spread)));
    }
  }
}

TEST(Json, AbsentFieldsAreLeftOut) {
  std::string least = printed(samples::make<Manifest>(samples::Extent::least, 0));
  for (const char *field : {"thin", "slice", "entries", "problem", "rustc", "comdat", "visibility",
                            "has_bitcode", "unreadable", "weak_references"})
    EXPECT_EQ(least.find("\"" + std::string(field) + "\""), std::string::npos) << field;
}

TEST(Json, WhiteSpaceAndOrderDoNotMatter) {
  EXPECT_EQ(manifestFault("{\"objects\":{},\n\t\"libraries\" : [ ] , \"schema\":"
                          "\"armeld/manifest/1\"}\r\n"),
            "");
}

TEST(Json, EscapesAreReadAnywhere) {
  std::string digest = fullPlan.moves[0].object.hex();
  std::string escaped =
      llvm::formatv("\\u00{0}{1}", llvm::utohexstr(uint8_t(digest[0])), digest.substr(1));
  for (auto [from, to] : {std::pair<std::string, std::string>("\"schema\"", "\"sch\\u0065ma\""),
                          {"armeld/plan/2", "armeld\\/plan\\/2"},
                          {"\"moves\"", "\"\\u006doves\""},
                          {"\"closed\"", "\"clos\\u0065d\""},
                          {digest, escaped}}) {
    std::string json = edited(fullPlan, from, to); // names lie in it
    Expected<Plan> plan = parsePlan(json, "sample");
    ASSERT_TRUE(bool(plan)) << text(plan.takeError());
    EXPECT_TRUE(printed(*plan) == printed(fullPlan)) << to;
  }
  std::string key = "\"objects\": {\n  \"";
  std::string first = fullManifest.objects[0].first.hex();
  escaped = llvm::formatv("\\u00{0}{1}", llvm::utohexstr(uint8_t(first[0])), first.substr(1));
  EXPECT_EQ(manifestFault(edited(fullManifest, key + first, key + escaped)), "");
}

TEST(Json, FieldsComeInAnyOrder) {
  std::string backwards =
      R"({"separations": [], "edited": {}, "near_misses": [], "conflicts": [], "pins": [], "moves": [],
    "libraries": [], "workspace": {"members": [], "expected_size": 3, "format": "gnu", "path": "w"},
    "policy": {"min_copies": 2, "name": "closed"}, "schema": "armeld/plan/2"})";
  Expected<Plan> plan = parsePlan(backwards, "sample");
  ASSERT_TRUE(bool(plan)) << text(plan.takeError());
  EXPECT_EQ(plan->workspace->path, "w");
  EXPECT_EQ(plan->workspace->expected_size, 3u);
}

// ---- large documents, which are read in pieces ----

namespace {

void inOrder(size_t count, llvm::function_ref<void(size_t)> body) {
  for (size_t i = 0; i < count; ++i)
    body(i);
}

/// Reads `text` in pieces of few bytes.
template <class Document> Expected<Document> readInPieces(StringRef text, size_t pieceBytes) {
  return json::parseDocument<Document>(
      text, "sample", {.forEach = inOrder, .count = nullptr, .pieceBytes = pieceBytes});
}

size_t pieceCount(StringRef text) { return json::split(text, 1).size(); }

} // namespace

TEST(Pieces, MakeTheSameDocument) {
  for (samples::Extent extent : samples::extents) {
    for (unsigned round = 0; round < samples::rounds; ++round) {
      std::string manifest = printed(samples::make<Manifest>(extent, round));
      std::string plan = printed(samples::make<Plan>(extent, round));
      for (size_t pieceBytes : {1, 100, 10000}) {
        Expected<Manifest> manifestAgain = readInPieces<Manifest>(manifest, pieceBytes);
        ASSERT_TRUE(bool(manifestAgain)) << text(manifestAgain.takeError());
        EXPECT_EQ(printed(*manifestAgain), manifest);
        Expected<Plan> planAgain = readInPieces<Plan>(plan, pieceBytes);
        ASSERT_TRUE(bool(planAgain)) << text(planAgain.takeError());
        EXPECT_EQ(printed(*planAgain), plan);
      }
    }
  }
}

/// The text with a few of its characters taken out, doubled or replaced by others of JSON.
static std::string garbled(StringRef document, std::mt19937 &random) {
  std::string text = document.str();
  constexpr StringRef others = "{}[],:\"\\0-19.eEntf \n\t\x01\x1f\x7f\x80\xc3\xa9\xff/ub";
  for (size_t changes = 1 + random() % 3; changes > 0 && !text.empty(); --changes) {
    size_t at = random() % text.size();
    char other = others[random() % others.size()];
    switch (random() % 4) {
    case 0:
      text.erase(at, 1 + random() % 3);
      break;
    case 1:
      text.insert(at, 1, other);
      break;
    case 2:
      text.insert(at, text, at, 1 + random() % 40);
      break;
    default:
      text[at] = other;
    }
  }
  return text;
}

// The scanner may leave a text to Boost's parser, but reads none that the parser refuses, and reads
// the same of all others.
TEST(Scanner, AgreesWithBoost) {
  std::mt19937 random(2);
  size_t read = 0, left = 0;
  for (unsigned round = 0; round < 20000; ++round) {
    samples::Extent extent = samples::extents[round % std::size(samples::extents)];
    std::string sample = printed(samples::make<Plan>(extent, round % samples::rounds));
    std::string plan = garbled(sample, random);
    json::Root root{Plan::schema, json::typeOf<Plan>()};
    Plan scanned, parsed;
    std::vector<json::Piece> pieces = json::split(plan, 1 + random() % 1000);
    bool accepted = round % 2 == 0
                        ? json::scanDocument(plan, root, &scanned)
                        : !pieces.empty() &&
                              json::readPieces(pieces, root, plan, &scanned, {.forEach = inOrder});
    Error error = json::readDocument(plan, "sample", root, &parsed);
    ASSERT_EQ(accepted, !error) << plan;
    if (accepted) {
      ASSERT_EQ(printed(scanned), printed(parsed)) << plan;
    }
    ++(accepted ? read : left);
    llvm::consumeError(std::move(error));
  }
  EXPECT_GT(read, 500u);
  EXPECT_GT(left, 1000u);
}

TEST(Pieces, DoNotDependOnTheLayout) {
  EXPECT_EQ(pieceCount(R"({"a":1,"b":[1,2],"c":{"x":{},"y":[3,4]}})"), 5u);
  EXPECT_EQ(
      pieceCount("\n{ \"a\" : 1 ,\"b\": [ 1 , 2 ] , \"c\" :\t{\"x\":{} ,\r\n\"y\":[3,4] } }\n"),
      5u);
  EXPECT_EQ(pieceCount(R"({"a": ["]},\\", "\\\"],", []]})"), 3u);
}

TEST(Pieces, NoneOfWhatIsNoObject) {
  for (const char *text :
       {"", "{", "{}", "[]", R"({"a")", R"({"a":)", R"({"a":1)", R"({"a":[)", R"({"a":[1})",
        R"({"a":["})", R"({"a":1}})", R"({"a":1} x)", R"({"a":1,})", R"({"a":[1,]})",
        R"({"a":[ , ]})", R"({a:1})", R"({"a":"\"})"})
    EXPECT_EQ(pieceCount(text), 0u) << text;
}

TEST(Pieces, ClaimNoMemoryForCommas) {
  std::string commas = R"({"schema": "armeld/manifest/1", "objects": {}, "libraries": [1)";
  for (int i = 0; i < 1'000'000; ++i)
    commas += ",1";
  commas += "]}";
  std::vector<json::Piece> pieces = json::split(commas, 1 << 18);
  Manifest manifest;
  auto forEach = [](size_t, llvm::function_ref<void(size_t)>) { ADD_FAILURE() << "was read"; };
  json::Root root{Manifest::schema, json::typeOf<Manifest>()};
  EXPECT_GT(pieces.size(), 3u);
  EXPECT_FALSE(json::readPieces(pieces, root, commas, &manifest, {.forEach = forEach}));
  EXPECT_EQ(manifest.libraries.capacity(), 0u);
  EXPECT_EQ(manifestFault(commas), "before.json: /libraries/0: expected an object");
}

TEST(Pieces, AreRefusedWhereTheWholeIs) {
  std::string plan = printed(fullPlan);
  auto refused = [&](StringRef from, StringRef to) {
    std::string text = edited(fullPlan, from, to);
    Expected<Plan> whole = parsePlan(text, "sample"), pieces = readInPieces<Plan>(text, 1);
    ASSERT_FALSE(bool(whole)) << text;
    ASSERT_FALSE(bool(pieces)) << text;
    EXPECT_EQ(armeld::text(whole.takeError()), armeld::text(pieces.takeError()));
  };
  refused("\"moves\": [", "\"moves\": [], \"moves\": [");
  refused("\"moves\": [", "\"mov\\u0065s\": [], \"moves\": [");
  refused("\"policy\": {", "\"policy\": {\"name\": \"closed\", \"min_copies\": 1}, \"policy\": {");
  refused("\"schema\":", "\"schema\": \"armeld/plan/2\", \"schema\":");
  refused("\"moves\": [", "\"moved\": [");
  refused("\"moves\": [", "\"moves\": [{}, ");
  refused("\"moves\": [", "\"moves\": [}, ");
  refused("\"moves\": [", "\"moves\": [[}, ");
  refused("\"moves\": [", "\"moves\": [, ");
  refused("\"min_copies\": 1", "\"min_copies\": 1 2");
  refused("\"min_copies\": 1", "\"min_copies\": 1, \"min_copies\": 1");
  refused("armeld/plan/2", "armeld/plan/3");
}

// ---- refusals ----

TEST(Json, NotJson) {
  EXPECT_EQ(manifestFault(""), "before.json: line 1, column 1: not JSON: is empty");
  EXPECT_EQ(manifestFault("!<arch>\n"), "before.json: line 1, column 1: not JSON: syntax error");
  EXPECT_EQ(manifestFault("{\n  \"schema\": x"),
            "before.json: line 2, column 13: not JSON: syntax error");
  EXPECT_EQ(manifestFault("{\"schema\""),
            "before.json: line 1, column 10: not JSON: incomplete JSON");
  EXPECT_EQ(manifestFault("{} {}"),
            "before.json: line 1, column 4: not JSON: something follows the end of "
            "the document");
  EXPECT_EQ(manifestFault("\"\xff\""), "before.json: line 1, column 2: not JSON: syntax error");
}

TEST(Json, OtherDocuments) {
  EXPECT_EQ(manifestFault("[]"), "before.json: expected an object with the schema "
                                 "armeld/manifest/1");
  EXPECT_EQ(manifestFault("{}"),
            "before.json: field 'schema' is missing; expected armeld/manifest/1");
  EXPECT_EQ(manifestFault(R"({"schema": 1})"), "before.json: /schema: expected armeld/manifest/1");
  EXPECT_EQ(manifestFault(R"({"schema": "armeld/manifest/2"})"),
            "before.json: the schema is 'armeld/manifest/2'; expected armeld/manifest/1");
  EXPECT_EQ(planFault(printed(fullManifest)),
            "plan.json: the schema is 'armeld/manifest/1'; expected armeld/plan/2");
}

TEST(Json, WrongTypesSayWhereAndWhatWasExpected) {
  struct Case {
    const char *from, *to, *fault;
  };
  const Case cases[] = {
      {R"("moves": [)", R"("moves": {}, "moved": [)", "/moves: expected an array"},
      {R"("policy": {)", R"("policy": 7, "x": {)", "/policy: expected an object"},
      {R"("name": "closed")", R"("name": "open")",
       "/policy/name: expected one of closed, greedy, merge, against"},
      {R"("name": "closed")", R"("name": true)",
       "/policy/name: expected one of closed, greedy, merge, against"},
      {R"("min_copies": 1)", R"("min_copies": "1")",
       "/policy/min_copies: expected an integer of 0 or more"},
      {R"("min_copies": 1)", R"("min_copies": -1)",
       "/policy/min_copies: expected an integer of 0 or more"},
      {R"("min_copies": 1)", R"("min_copies": 1.5)",
       "/policy/min_copies: expected an integer of 0 or more"},
      {R"("min_copies": 1)", R"("min_copies": 1e2)",
       "/policy/min_copies: expected an integer of 0 or more"},
      {R"("min_copies": 1)", R"("min_copies": 18446744073709551616)",
       "/policy/min_copies: expected an integer of 0 or more"},
      {R"("min_copies": 1)", R"("min_copies": null)",
       "/policy/min_copies: expected an integer of 0 or more"},
      {R"("thin": true)", R"("thin": 1)", "/libraries/0/thin: expected true or false"},
      {R"("path": ")", R"("path": 5, "x": ")",
       R"(/workspace/path: expected a string, or {"bytes": HEXADECIMAL})"},
      {R"("path": ")", R"("path": {"bytes": "6"}, "x": ")",
       R"(/workspace/path: expected a string, or {"bytes": HEXADECIMAL})"},
      {R"("path": ")", R"("path": {"bytes": "zz"}, "x": ")",
       R"(/workspace/path: expected a string, or {"bytes": HEXADECIMAL})"},
      {R"("path": ")", R"("path": {"bytes": "66", "more": 1}, "x": ")",
       R"(/workspace/path: expected a string, or {"bytes": HEXADECIMAL})"},
      {R"("copies": )", R"("copies": [], "x": )",
       "/moves/0/copies: expected an integer of 0 or more"},
  };
  for (const Case &c : cases)
    EXPECT_EQ(planFault(edited(fullPlan, c.from, c.to)), std::string("plan.json: ") + c.fault)
        << c.to;
}

TEST(Json, DigestsAreDigests) {
  std::string digest = fullPlan.moves[1].object.hex();
  for (std::string wrong : {std::string(), digest.substr(1), digest + "0",
                            StringRef(digest).upper(), "g" + digest.substr(1)})
    EXPECT_EQ(planFault(edited(fullPlan, digest, wrong)),
              "plan.json: /moves/1/object: expected a digest");
}

TEST(Json, ModificationTimesMayBeBefore1970) {
  Plan plan = fullPlan;
  plan.libraries[0].modified_ns = -5;
  EXPECT_EQ(parsePlan(printed(plan), "sample")->libraries[0].modified_ns, -5);
  std::string number = "\"modified_ns\": -5";
  EXPECT_EQ(planFault(edited(plan, number, "\"modified_ns\": 9223372036854775808")),
            "plan.json: /libraries/0/modified_ns: expected an integer");
}

TEST(Json, LargestNumbersSurvive) {
  Plan plan = fullPlan;
  plan.policy->min_copies = UINT64_MAX;
  plan.libraries[0].modified_ns = INT64_MIN;
  Expected<Plan> again = parsePlan(printed(plan), "sample");
  ASSERT_TRUE(bool(again)) << text(again.takeError());
  EXPECT_EQ(again->policy->min_copies, UINT64_MAX);
  EXPECT_EQ(again->libraries[0].modified_ns, INT64_MIN);
}

TEST(Json, MissingFields) {
  EXPECT_EQ(planFault(R"({"schema": "armeld/plan/2"})"), "plan.json: field 'edited' is missing");
  EXPECT_EQ(planFault(edited(fullPlan, R"("min_copies": 1,)", "")),
            "plan.json: /policy: field 'min_copies' is missing");
  EXPECT_EQ(manifestFault(R"({"schema": "armeld/manifest/1", "libraries": []})"),
            "before.json: field 'objects' is missing");
}

TEST(Json, UnknownFieldsAreRefused) {
  EXPECT_EQ(planFault(edited(fullPlan, R"("moves": [)", R"("movse": [], "moves": [)")),
            "plan.json: unknown field 'movse'");
  EXPECT_EQ(planFault(edited(fullPlan, R"("saves": )", R"("a\nb": 1, "saves": )")),
            "plan.json: /moves/0: unknown field 'a\\x0ab'");
  EXPECT_EQ(planFault(edited(fullPlan, R"("saves": )", R"("schema": "x", "saves": )")),
            "plan.json: /moves/0: unknown field 'schema'");
  EXPECT_EQ(manifestFault(R"({"schema": "armeld/manifest/1", "libraries": [], "objects": {},
                             "notes": ""})"),
            "before.json: unknown field 'notes'");
}

TEST(Json, FieldsThatAreListedTwiceAreRefused) {
  EXPECT_EQ(planFault(edited(fullPlan, R"("moves": [)", R"("moves": [], "moves": [)")),
            "plan.json: /moves: is listed twice");
  EXPECT_EQ(planFault(edited(fullPlan, R"("saves": )", R"("saves": 1, "saves": )")),
            "plan.json: /moves/0/saves: is listed twice");
  EXPECT_EQ(
      planFault(edited(fullPlan, R"("schema": )", R"("schema": "armeld/plan/2", "schema": )")),
      "plan.json: /schema: is listed twice");
  std::string digest = digestOf("one").hex();
  std::string object = "\"" + digest + R"(": {"size": 1, "kind": "other", "equivalence": ")" +
                       digest + R"(", "defines": [], "references": []})";
  EXPECT_EQ(manifestFault(R"({"schema": "armeld/manifest/1", "libraries": [], "objects": {)" +
                          object + ", " + object + "}}"),
            "before.json: /objects/" + digest + ": is listed twice");
}

TEST(Json, TheSchemaIsCheckedFirst) {
  EXPECT_EQ(planFault(R"({"moves": 5, "schema": "armeld/plan/3"})"),
            "plan.json: the schema is 'armeld/plan/3'; expected armeld/plan/2");
  EXPECT_EQ(planFault(R"({"moves": 5, "schema": "armeld/plan/2"})"),
            "plan.json: /moves: expected an array");
  EXPECT_EQ(planFault(R"({"moves": 5, "pins": {"schema": "armeld/plan/2"}})"),
            "plan.json: field 'schema' is missing; expected armeld/plan/2");
  EXPECT_EQ(planFault(R"({"moves": 5, "schema": "armeld/plan/2"])"),
            "plan.json: line 1, column 39: not JSON: syntax error");
}

TEST(Json, DeepNestingIsAnErrorAndNoCrash) {
  std::string deep(1'000'000, '[');
  EXPECT_EQ(manifestFault(deep), "before.json: line 1, column 33: not JSON: too deep");
  std::string objects;
  for (int i = 0; i < 100'000; ++i)
    objects += "{\"a\":";
  EXPECT_NE(manifestFault(objects).find("not JSON: too deep"), std::string::npos);
}

TEST(Json, HugeNumbersAreNoIntegers) {
  for (const char *number : {"1e400", "1e-400", "123456789012345678901234567890", "-0.5"})
    EXPECT_NE(
        planFault(edited(fullPlan, R"("min_copies": 1)", R"("min_copies": )" + std::string(number)))
            .find("/policy/min_copies"),
        std::string::npos)
        << number;
}

TEST(Json, PointersEscapeTheirSigns) {
  EXPECT_EQ(manifestFault(R"({"schema": "armeld/manifest/1", "libraries": [],
                             "objects": {"a/b~c": {}}})"),
            "before.json: /objects/a~1b~0c: expected a digest as the key");
}

// ---- what the types do not say ----

TEST(ManifestCheck, MembersMustHaveTheirObjects) {
  std::string digest = fullManifest.libraries[0].members[0].object.hex();
  EXPECT_EQ(manifestFault(edited(fullManifest, digest, digestOf("another").hex())),
            "before.json: /libraries/0/members/0/object: expected a digest that /objects has");
}

TEST(ManifestCheck, MembersHaveTheSizeOfTheirObjects) {
  Manifest manifest = fullManifest;
  uint64_t size = manifest.libraries[1].members[0].size++;
  EXPECT_EQ(manifestFault(printed(manifest)),
            "before.json: /libraries/1/members/0/size: expected the size of its object, " +
                std::to_string(size));
}

TEST(ManifestCheck, MembersLieInsideTheLibrary) {
  Manifest manifest = fullManifest;
  Member &member = manifest.libraries[0].members[1];
  member.file.reset();
  for (uint64_t offset : {manifest.libraries[0].size - member.size + 1, UINT64_MAX}) {
    member.data_offset = offset;
    EXPECT_EQ(manifestFault(printed(manifest)),
              "before.json: /libraries/0/members/1/data_offset: expected a place inside the "
              "library");
  }
}

TEST(Manifest, FindsObjectsByDigest) {
  for (const auto &[digest, object] : fullManifest.objects)
    EXPECT_EQ(fullManifest.find(digest), &object);
  EXPECT_EQ(fullManifest.find(digestOf("another")), nullptr);
}

static Expected<SharedManifest> merged(llvm::ArrayRef<Manifest> manifests) {
  ManifestMerge merge;
  for (size_t i = 0; i < manifests.size(); ++i)
    if (Error error = merge.add(manifests[i], std::to_string(i) + ".json"))
      return error;
  return merge.take();
}

TEST(Merge, KeepsOrderAndUnitesObjects) {
  Manifest one = samples::make<Manifest>(samples::Extent::least, 0);
  Manifest other = one;
  for (Library &library : other.libraries)
    library.path = keep(("other/" + library.path).str());
  Expected<SharedManifest> all = merged({one, other});
  ASSERT_TRUE(bool(all));
  ASSERT_EQ((*all)->libraries.size(), one.libraries.size() + other.libraries.size());
  EXPECT_EQ((*all)->libraries.front().path, one.libraries.front().path);
  EXPECT_EQ((*all)->libraries.back().path, other.libraries.back().path);
  EXPECT_EQ((*all)->objects.size(), one.objects.size());
}

TEST(Merge, RefusesALibraryThatStandsTwice) {
  Manifest manifest = samples::make<Manifest>(samples::Extent::least, 0);
  EXPECT_EQ(text(merged({manifest, manifest}).takeError()),
            manifest.libraries[0].path.str() + ": is listed in 0.json and in 1.json");
}

TEST(Merge, SlicesOfOneFileAreDifferentLibraries) {
  Manifest one = samples::make<Manifest>(samples::Extent::least, 0);
  one.libraries.resize(1);
  Manifest other = one;
  one.libraries[0].slice = "arm64";
  other.libraries[0].slice = "x86_64";
  EXPECT_TRUE(bool(merged({one, other})));
}

TEST(Merge, TheViewThatCouldBeReadWins) {
  Manifest read = samples::make<Manifest>(samples::Extent::least, 0);
  Manifest unread = read;
  for (auto &[digest, object] : unread.objects) {
    object.unreadable = "too new";
    object.defines.clear();
  }
  for (Library &library : unread.libraries)
    library.path = keep(("other/" + library.path).str());
  for (auto &order : {std::vector{read, unread}, std::vector{unread, read}}) {
    Expected<SharedManifest> all = merged(order);
    ASSERT_TRUE(bool(all));
    for (const auto &[digest, object] : (*all)->objects) {
      EXPECT_FALSE(object.unreadable);
      EXPECT_FALSE(object.defines.empty());
    }
  }
}
