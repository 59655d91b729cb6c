// Documents: any text is a document or is refused. A document that is read and written is read to
// the same again. A manifest, however it was edited, can be planned for, verified and reported
// without a crash, and no plan writes outside of its folder. Which reader is asked follows from the
// text, as every document names its schema; all that has none goes to the reader of Cargo's
// messages. A manifest and the sections of its objects, with a line "#armeld-next#" between, are
// collected: however they were edited, gc-plan plans for them or says what is wrong.
#include "fuzz.h"
#include "pack/extract.h"
#include "pack/pack.h"
#include "plan/collect.h"
#include "plan/explain.h"
#include "plan/planner.h"
#include "report/report.h"
#include "scan/cargo_messages.h"
#include "verify/verify.h"
#include "json/json.h"

#include "llvm/Support/raw_ostream.h"

using namespace armeld;

template <class T> static std::string printed(const T &document) {
  std::string text;
  llvm::raw_string_ostream out(text);
  print(document, out);
  return text;
}

/// A document is read in pieces by a scanner, which says the same of it as Boost's parser, or
/// leaves it to that.
template <class T> static void checkReaders(StringRef document) {
  auto inOrder = [](size_t count, llvm::function_ref<void(size_t)> body) {
    for (size_t i = 0; i < count; ++i)
      body(i);
  };
  T whole;
  json::Root root{T::schema, json::typeOf<T>()};
  Error error = json::readDocument(document, "input", root, &whole);
  std::string expected = error ? text(std::move(error)) : printed(whole);
  for (size_t pieceBytes : {1, 50, 1 << 18}) {
    std::vector<json::Piece> pieces = json::split(document, pieceBytes);
    T scanned;
    if (!pieces.empty() && json::readPieces(pieces, root, document, &scanned, {.forEach = inOrder}))
      fuzz::require(printed(scanned) == expected, "the scanner reads what Boost's parser reads");
    Expected<T> read = json::parseDocument<T>(
        document, "input", {.forEach = inOrder, .count = nullptr, .pieceBytes = pieceBytes});
    fuzz::require((read ? printed(*read) : text(read.takeError())) == expected,
                  "both readers say the same of pieces");
  }
  Expected<T> read = json::parseDocument<T>(document, "input");
  fuzz::require((read ? printed(*read) : text(read.takeError())) == expected,
                "both readers say the same");
}

template <class T> static std::optional<T> accepted(Expected<T> result) {
  if (result)
    return std::move(*result);
  fuzz::require(!text(result.takeError()).empty(), "an error says why");
  return std::nullopt;
}

static void checkPlan(const Plan &plan, size_t size) {
  std::string once = printed(plan);
  std::optional<Plan> again = accepted(parsePlan(once, "again"));
  fuzz::require(again.has_value(), "a plan that was written can be read");
  fuzz::require(printed(*again) == once, "a plan is read as it was written");
  if (auto paths = accepted(outputPaths(plan, "/out")))
    for (StringRef path : *paths)
      fuzz::require(path.starts_with("/out/") && !path.contains("/../") && !path.ends_with("/.."),
                    "no plan writes outside of its folder: " + path);
  for (const IndexEntry &entry : extractable(plan).entries)
    fuzz::require(entry.size <= UINT64_MAX && entry.member.size() <= size + 1, "an entry is sane");
}

static void checkManifest(const Manifest &manifest, size_t size) {
  std::string once = printed(manifest);
  std::optional<Manifest> again = accepted(parseManifest(once, "again"));
  fuzz::require(again.has_value(), "a manifest that was written can be read");
  fuzz::require(printed(*again) == once, "a manifest is read as it was written");
  // And as if the last library were the workspace library of an earlier run
  for (auto [policy, existing] : {std::pair(PolicyName::closed, false),
                                  {PolicyName::greedy, false},
                                  {PolicyName::closed, true}}) {
    PlanRequest request;
    request.policy.name = policy;
    request.existing = existing && !manifest.libraries.empty();
    request.workspacePath =
        request.existing ? manifest.libraries.back().path : Name("libworkspace.a");
    std::optional<Plan> plan = accepted(makePlan(manifest, request));
    if (!plan)
      continue;
    checkPlan(*plan, size);
    armeld::Explanation explanation = explain(*plan, manifest);
    printText(explanation, llvm::nulls());
    print(explanation, llvm::nulls());
    warningsOf(*plan, manifest);
    explainMember(*plan, manifest, "*.o", llvm::nulls());
  }
  if (auto pairing = accepted(pairLibraries(manifest, *again, std::nullopt))) {
    Verdict verdict = verify(manifest, *again, *pairing);
    printText(verdict, llvm::nulls());
    printed(verdict);
  }
  std::vector<Step> steps;
  steps.push_back({"before", std::make_shared<const Manifest>(manifest), {}});
  steps.push_back({"after", std::make_shared<const Manifest>(*again), {}});
  // It points to libraries of the manifests where they are now.
  if (auto pairing =
          accepted(pairLibraries(*steps[0].manifest, *steps[1].manifest, std::nullopt))) {
    steps[1].pairing = std::move(*pairing);
    printed(compare(steps));
  }
}

static void checkCollection(const Manifest &manifest, const Sections &sections, size_t size) {
  std::string once = printed(sections);
  std::optional<Sections> again = accepted(parseSections(once, "again", manifest));
  fuzz::require(again.has_value(), "sections that were written can be read");
  fuzz::require(printed(*again) == once, "sections are read as they were written");
  if (Error error = refuseOpaque(manifest)) {
    fuzz::require(!text(std::move(error)).empty(), "an error says why");
    return;
  }
  auto itself = [](const Digest &object) { return object; };
  Exports exports;
  exports.add("a*");
  for (bool keepInitialisers : {true, false}) {
    Reach reach(manifest, sections, exports, itself);
    reach.run(keepInitialisers);
    if (std::optional<Collection> collection = accepted(collect(manifest, reach, exports, itself)))
      checkPlan(collection->plan, size);
    explainCollection(manifest, reach, llvm::nulls());
    explainLive(manifest, reach, "*", llvm::nulls());
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  fuzz::forgetNames();
  StringRef text = fuzz::text(input, size);
  auto [first, second] = text.split("\n#armeld-next#\n");
  if (!second.empty()) {
    checkReaders<Sections>(second);
    if (auto manifest = accepted(parseManifest(first, "input")))
      if (auto sections = accepted(parseSections(second, "sections", *manifest)))
        checkCollection(*manifest, *sections, size);
  } else if (text.contains("armeld/manifest/")) {
    checkReaders<Manifest>(text);
    if (auto manifest = accepted(parseManifest(text, "input")))
      checkManifest(*manifest, size);
  } else if (text.contains("armeld/plan/")) {
    checkReaders<Plan>(text);
    if (auto plan = accepted(parsePlan(text, "input")))
      checkPlan(*plan, size);
  } else if (text.contains("armeld/index/")) {
    if (auto index = accepted(parseIndex(text, "input")))
      fuzz::require(accepted(parseIndex(printed(*index), "again")).has_value(),
                    "an index that was written can be read");
  } else {
    accepted(readCargoMessages(fuzz::fileOf(text)));
  }
  return 0;
}
