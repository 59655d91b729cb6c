#include "meld/meld.h"

#include "base/table.h"
#include "documents/plan.h"
#include "meld/check_paths.h"
#include "meld/script.h"
#include "os/new_folders.h"
#include "os/program.h"
#include "os/temporary_folder.h"
#include "os/text_file.h"
#include "pack/pack.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <chrono>
#include <cstring>
#include <set>
#include <unistd.h>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

/// The bytes of a file, or 0 where there is none.
uint64_t sizeOf(const std::string &file) {
  uint64_t size = 0;
  return fs::file_size(file, size) ? 0 : size;
}

class Run {
public:
  Run(const MeldRequest &request, const std::string &scratch, HeldSignals &signals,
      llvm::function_ref<void(const std::string &)> say)
      : request(request), scratch(scratch), signals(signals), say(say) {}

  Run(const Run &) = delete;
  Run &operator=(const Run &) = delete;
  /// Removes what was written but not proved. In place, that is in the scratch folder.
  ~Run() {
    if (!proved && request.outDir)
      removeOutputs();
  }

  Expected<MeldResult> runAll();

private:
  Expected<ProgramEnd> runStep(const Step &step);
  Expected<std::vector<std::string>> outputs() const;
  void removeOutputs() const;
  Error readPlan(MeldResult &result);
  Error measureOutputs(MeldResult &result) const;
  MeldResult failedAt(const Step &step, int exitCode) const;

  const MeldRequest &request;
  const std::string &scratch;
  HeldSignals &signals;
  llvm::function_ref<void(const std::string &)> say;
  bool proved = false;
  std::set<std::string> newFolders; ///< that ar-pack makes below the output folder
};

Error interrupted(int signal) {
  return failure(Twine("interrupted by signal ") + Twine(signal) + " (" + strsignal(signal) + ")");
}

Expected<ProgramEnd> Run::runStep(const Step &step) {
  if (std::optional<int> signal = signals.received())
    return interrupted(*signal);
  std::vector<std::string> arguments = argumentsOf(step, request, scratch);
  ProgramSetting setting = {.signals = &signals};
  if (step.output)
    setting.output = resolve(*step.output, scratch);
  if (request.verbose)
    say(shown(shellCommand(arguments)));
  auto start = std::chrono::steady_clock::now();
  Expected<ProgramEnd> end = runProgram(arguments, setting);
  if (!end)
    return end.takeError();
  if (std::optional<int> signal = signals.received(); signal && !end->succeeded())
    return interrupted(*signal);
  if (end->signal != 0)
    return failure(shown(arguments.front()) + ": " + howItEnded(*end));
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (request.verbose) {
    std::string line;
    llvm::raw_string_ostream(line)
        << arguments.front() << llvm::format(" took %.2f s", took.count());
    say(line);
  }
  return *end;
}

/// The files that ar-pack wrote, as it listed them.
Expected<std::vector<std::string>> Run::outputs() const {
  Expected<TextFile> list = readAll(scratch + "/" + scratch::outputs.str());
  if (!list)
    return list.takeError();
  llvm::SmallVector<StringRef> names;
  list->text.split(names, '\0', -1, /*KeepEmpty=*/false);
  return std::vector<std::string>(names.begin(), names.end());
}

/// What was not proved must not look finished, to make(1) for instance.
void Run::removeOutputs() const {
  Expected<std::vector<std::string>> files = outputs();
  if (!files)
    return llvm::consumeError(files.takeError()); // ar-pack has written nothing
  for (const std::string &file : *files)
    unlink(file.c_str());
  for (const std::string &folder : llvm::reverse(newFolders)) // the inner ones first
    rmdir(folder.c_str());
}

/// Notes what is of interest in the plan: conflicts, and the folders that ar-pack will make.
Error Run::readPlan(MeldResult &result) {
  Expected<TextFile> file = readAll(resolve(documentOf(request, "plan.json"), scratch));
  if (!file)
    return file.takeError();
  Expected<Plan> plan = parsePlan(file->text, file->name);
  if (!plan)
    return plan.takeError();
  result.conflicts = plan->conflicts.size();
  if (result.conflicts != 0)
    result.conflict = plan->conflicts.front().symbol.str();
  if (!request.outDir)
    return Error::success();
  Expected<std::vector<std::string>> files = outputPaths(*plan, request.outDir);
  if (!files)
    return files.takeError();
  for (StringRef output : *files)
    for (StringRef folder = path::parent_path(output);
         folder.size() > request.outDir->size() && !fs::exists(folder);
         folder = path::parent_path(folder))
      newFolders.insert(folder.str());
  return Error::success();
}

/// After the proof: what was written stays, and its size is known.
Error Run::measureOutputs(MeldResult &result) const {
  Expected<std::vector<std::string>> files = outputs();
  if (!files)
    return files.takeError();
  for (const std::string &file : *files)
    result.bytesAfter += sizeOf(file);
  return Error::success();
}

/// The outcome of a step that ended with another exit code than 0.
MeldResult Run::failedAt(const Step &step, int exitCode) const {
  MeldResult result;
  result.outcome = MeldOutcome::stopped;
  if (step.kind != Step::verify)
    return result;
  if (exitCode == 1)
    result.outcome = MeldOutcome::unsound;
  if (Expected<TextFile> findings = readAll(scratch + "/" + scratch::findings.str()))
    result.findings = findings->text.str();
  else
    llvm::consumeError(findings.takeError());
  return result;
}

Expected<MeldResult> Run::runAll() {
  MeldResult result;
  result.libraries = request.libraries.size();
  for (const std::string &library : request.libraries)
    result.bytesBefore += sizeOf(library);
  if (request.existing)
    result.bytesBefore += sizeOf(request.workspace);

  for (const Step &step : stepsOf(request)) {
    Expected<ProgramEnd> end = runStep(step);
    if (!end)
      return end.takeError();
    if (!end->succeeded())
      return failedAt(step, end->exitCode);
    if (step.kind == Step::plan && !request.dryRun)
      if (Error error = readPlan(result))
        return error;
    if (step.kind == Step::verify) {
      proved = true;
      if (Error error = measureOutputs(result))
        return error;
    }
  }
  return result;
}

} // namespace

std::string summary(const MeldResult &result) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << result.libraries << (result.libraries == 1 ? " library: " : " libraries: ")
      << humanBytes(result.bytesBefore) << " before, " << humanBytes(result.bytesAfter) << " after";
  if (result.bytesAfter != 0)
    out << llvm::format(", factor %.1fx", double(result.bytesBefore) / double(result.bytesAfter));
  return text;
}

std::string conflictWarning(const MeldResult &result) {
  bool one = result.conflicts == 1;
  return (Twine(result.conflicts) + " strong symbol" + (one ? " has" : "s have") +
          " different definitions in these libraries" + (one ? ", '" : ", among them '") +
          shown(result.conflict) +
          "'; as before melding, a link that takes two of them fails; --explain lists them, and "
          "--isolate gives them other names")
      .str();
}

static constexpr const char *tools[] = {
    "ar-scan", "isolate-plan",  "dedup-plan",  "gc-plan",   "strip-plan",
    "ar-pack", "symtab-update", "meld-verify", "meld-lock", "link-metadata"};

std::optional<std::string> findToolsBeside() {
  std::string self = fs::getMainExecutable("", reinterpret_cast<void *>(&findToolsBeside));
  std::string folder = path::parent_path(self).str();
  if (folder.empty())
    return std::nullopt;
  auto isBeside = [&](const char *tool) {
    llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(tool);
    return found && path::parent_path(*found) == folder;
  };
  if (llvm::all_of(tools, isBeside))
    return std::nullopt;
  const char *others = getenv("PATH");
  setenv("PATH", (folder + (others ? ":" + std::string(others) : "")).c_str(), 1);
  return folder;
}

/// The caller holds the locks, unless it is a dry run.
static Expected<MeldResult> runInScratch(const MeldRequest &request, HeldSignals &signals,
                                         llvm::function_ref<void(const std::string &)> say) {
  if (!request.dryRun)
    TemporaryFolder::removeAbandoned(scratchPrefix(request)); // nobody else can hold the lock
  Expected<TemporaryFolder> scratch = TemporaryFolder::create(scratchPrefix(request));
  if (!scratch)
    return scratch.takeError();
  return Run(request, scratch->path(), signals, say).runAll();
}

Expected<MeldResult> meld(MeldRequest request, llvm::function_ref<void(const std::string &)> say) {
  if (Error error = checkPaths(request))
    return error;
  HeldSignals signals;
  NewFolders folders; // removed after the lock file, which may be in one
  FileLocks locks;

  // Nobody else may replace these files meanwhile.
  if (!request.dryRun) {
    if (request.outDir)
      if (Error error = folders.make(*request.outDir))
        return error;
    if (Error error = locks.lockName(workspaceOutput(request)))
      return error;
    for (const std::string &library : request.libraries)
      if (Error error = locks.lock(library, libraryLockMode(request)))
        return error;
    locks.inherit();
  }
  if (request.jsonFolder)
    if (Error error = folders.make(*request.jsonFolder))
      return error;
  if (Error error = findExistingWorkspace(request))
    return error;

  Expected<MeldResult> result = runInScratch(request, signals, say);
  if (result && result->outcome == MeldOutcome::done)
    folders.keep();
  return result;
}

} // namespace armeld
