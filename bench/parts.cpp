// The cost of each part, on libraries that this program makes itself.
//
// Bytes per second where a part's cost goes with bytes, items (members, symbols) per second where
// it goes with those. `make bench` runs it before bench/pipeline, which measures the whole.
#include "generate.h"

#include "archive/archive.h"
#include "base/digest.h"
#include "base/names.h"
#include "objects/inspect.h"
#include "pack/pack.h"
#include "plan/planner.h"
#include "scan/scan.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <benchmark/benchmark.h>

namespace {

using namespace armeld;

template <class T> T orDie(Expected<T> value) {
  if (value)
    return std::move(*value);
  llvm::errs() << "bench: " << text(value.takeError()) << '\n';
  std::exit(2);
}

/// A folder that goes when the program ends.
struct Folder {
  llvm::SmallString<128> path;
  Folder() {
    if (std::error_code code = llvm::sys::fs::createUniqueDirectory("armeld-bench", path))
      llvm::report_fatal_error(llvm::StringRef(code.message()));
  }
  ~Folder() { llvm::sys::fs::remove_directories(path); }
};

/// Forty libraries of 250 members, 10,000 members in all: as an SDK has, but for the size of
/// objects.
struct Input {
  Folder folder;
  std::vector<std::string> paths = orDie(bench::writeLibraries(
      std::string(folder.path) + "/in", {.libraries = 40, .members = 250, .codeBytes = 20000}));
  uint64_t bytes = 0;
  Manifest manifest;
  std::string manifestJson;
  PlanRequest request;
  std::optional<Plan> plan;
  std::string planJson;

  Input() {
    for (const std::string &path : paths)
      bytes += orDie(identify(path)).size;
    manifest = orDie(armeld::scan(paths, {})).manifest;
    llvm::raw_string_ostream manifestStream(manifestJson), planStream(planJson);
    print(manifest, manifestStream);
    request.workspacePath = "libworkspace.a";
    plan = orDie(makePlan(manifest, request));
    print(*plan, planStream);
  }
  static Input &get() {
    static Input input;
    return input;
  }
  size_t members() const { return 250 * paths.size(); }
};

void archiveWalk(benchmark::State &state) {
  Input &input = Input::get();
  for (auto _ : state)
    for (const std::string &path : input.paths)
      benchmark::DoNotOptimize(orDie(ArchiveFile::open(path)));
  state.SetItemsProcessed(int64_t(state.iterations() * input.members()));
}
BENCHMARK(archiveWalk)->Unit(benchmark::kMillisecond);

void digest(benchmark::State &state) {
  std::string bytes(size_t(state.range(0)), 'x');
  for (auto _ : state)
    benchmark::DoNotOptimize(digestOf(bytes));
  state.SetBytesProcessed(int64_t(state.iterations() * bytes.size()));
}
BENCHMARK(digest)->Arg(2000)->Arg(100'000)->Arg(10'000'000);

void digestWithParts(benchmark::State &state) {
  std::string bytes(size_t(state.range(0)), 'x');
  std::vector<PartDigest> parts;
  for (auto _ : state)
    benchmark::DoNotOptimize(digestOf(bytes, parts));
  state.SetBytesProcessed(int64_t(state.iterations() * bytes.size()));
}
BENCHMARK(digestWithParts)->Arg(2000)->Arg(100'000)->Arg(10'000'000);

/// Symbol facts and the equivalence digest, given the content's digest and its parts'. Objects of
/// up to 64 KiB are hashed once more for it, larger ones are not.
void inspection(benchmark::State &state) {
  std::string bytes =
      bench::object("a.rs", "symbol", {"one", "two", "three"}, unsigned(state.range(0)));
  std::vector<PartDigest> parts;
  Digest content = digestOf(bytes, parts);
  for (auto _ : state)
    benchmark::DoNotOptimize(inspect(bytes, content, parts));
  state.SetBytesProcessed(int64_t(state.iterations() * bytes.size()));
}
BENCHMARK(inspection)->Arg(2000)->Arg(50'000)->Arg(100'000)->Arg(10'000'000);

/// Mostly symbols: what reading them costs.
void symbolFacts(benchmark::State &state) {
  std::vector<std::string> needs;
  for (int64_t i = 0; i < state.range(0); ++i)
    needs.push_back("_ZN4core3fmt9Formatter12pad_integral17h0123456789abcdefE" + std::to_string(i));
  std::string bytes = bench::object("a.rs", "symbol", needs, 2000);
  std::vector<PartDigest> parts;
  Digest content = digestOf(bytes, parts);
  for (auto _ : state)
    benchmark::DoNotOptimize(inspect(bytes, content, parts));
  state.SetItemsProcessed(int64_t(state.iterations() * needs.size()));
}
BENCHMARK(symbolFacts)->Arg(1000);

void scanAll(benchmark::State &state) {
  Input &input = Input::get();
  for (auto _ : state)
    benchmark::DoNotOptimize(orDie(armeld::scan(input.paths, {})));
  state.SetBytesProcessed(int64_t(state.iterations() * input.bytes));
}
BENCHMARK(scanAll)->Unit(benchmark::kMillisecond)->UseRealTime();

void manifestOut(benchmark::State &state) {
  Input &input = Input::get();
  for (auto _ : state) {
    llvm::raw_null_ostream out;
    print(input.manifest, out);
  }
  state.SetBytesProcessed(int64_t(state.iterations() * input.manifestJson.size()));
}
BENCHMARK(manifestOut)->Unit(benchmark::kMillisecond)->UseRealTime();

void manifestIn(benchmark::State &state) {
  Input &input = Input::get();
  for (auto _ : state)
    benchmark::DoNotOptimize(orDie(parseManifest(input.manifestJson, "manifest")));
  state.SetBytesProcessed(int64_t(state.iterations() * input.manifestJson.size()));
}
BENCHMARK(manifestIn)->Unit(benchmark::kMillisecond);

void planning(benchmark::State &state) {
  Input &input = Input::get();
  for (auto _ : state)
    benchmark::DoNotOptimize(orDie(makePlan(input.manifest, input.request)));
  state.SetItemsProcessed(int64_t(state.iterations() * input.members()));
}
BENCHMARK(planning)->Unit(benchmark::kMillisecond);

void planIn(benchmark::State &state) {
  Input &input = Input::get();
  for (auto _ : state)
    benchmark::DoNotOptimize(orDie(parsePlan(input.planJson, "plan")));
  state.SetBytesProcessed(int64_t(state.iterations() * input.planJson.size()));
}
BENCHMARK(planIn)->Unit(benchmark::kMillisecond);

/// With symbol tables (1) and without (0).
void packing(benchmark::State &state) {
  Input &input = Input::get();
  uint64_t written = input.plan->workspace->expected_size;
  for (const PlannedLibrary &library : input.plan->libraries)
    written += library.expected_size;
  PackOptions options;
  options.outDir = std::string(input.folder.path) + "/out";
  options.symbolTables = state.range(0);
  for (auto _ : state)
    benchmark::DoNotOptimize(orDie(pack(*input.plan, options)));
  state.SetBytesProcessed(int64_t(state.iterations() * written));
}
BENCHMARK(packing)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

BENCHMARK_MAIN();
