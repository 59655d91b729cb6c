#include "meld/meld.h"

#include "base/table.h"
#include "documents/plan.h"
#include "meld/check_paths.h"
#include "meld/joint_steps.h"
#include "meld/script.h"
#include "os/files.h"
#include "os/new_folders.h"
#include "os/program.h"
#include "os/temporary_folder.h"
#include "os/text_file.h"
#include "pack/pack.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

#include <chrono>
#include <set>

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
  /// How a number of steps ended: in the first that failed, or in the last.
  struct StepsEnd {
    size_t step;
    ProgramEnd program;
  };
  Expected<StepsEnd> runSeparately(llvm::ArrayRef<MeldStep> steps);
  Expected<StepsEnd> runJointly(llvm::ArrayRef<MeldStep> steps);
  Expected<ProgramEnd> runInterruptibly(llvm::ArrayRef<std::string> arguments,
                                        const ProgramSetting &setting);
  Expected<ProgramEnd> runStep(const MeldStep &step);
  size_t lastBegun() const;
  void noteProof(llvm::ArrayRef<MeldStep> succeeded);
  Expected<std::vector<std::string>> outputs() const;
  void removeOutputs() const;
  void noteNewFolders();
  void note(const MeldNotes &found) {
    conflicts = found.conflicts;
    conflict = found.conflict.value_or("").str();
  }
  Error readPlan();
  Error readNotes();
  Error measureOutputs(MeldResult &result) const;
  MeldResult failedAt(const MeldStep &step, int exitCode) const;

  std::string inScratch(StringRef name) const { return scratch + "/" + name.str(); }

  const MeldRequest &request;
  const std::string &scratch;
  HeldSignals &signals;
  llvm::function_ref<void(const std::string &)> say;
  bool proved = false;
  uint64_t conflicts = 0; ///< as in MeldResult
  std::string conflict;
  std::set<std::string> newFolders; ///< that ar-pack makes below the output folder
};

Error interrupted(int signal) { return failure("interrupted by " + signalText(signal)); }

/// Runs a program, unless a signal has come; one that comes meanwhile ends it and is an error.
Expected<ProgramEnd> Run::runInterruptibly(llvm::ArrayRef<std::string> arguments,
                                           const ProgramSetting &setting) {
  if (std::optional<int> signal = signals.received())
    return interrupted(*signal);
  Expected<ProgramEnd> end = runProgram(arguments, setting);
  if (!end)
    return end;
  if (std::optional<int> signal = signals.received(); signal && !end->succeeded())
    return interrupted(*signal);
  return end;
}

Expected<ProgramEnd> Run::runStep(const MeldStep &step) {
  std::vector<std::string> arguments = argumentsOf(step, request, scratch);
  ProgramSetting setting = {.signals = &signals};
  if (step.output)
    setting.output = resolve(*step.output, scratch);
  if (request.verbose)
    say(shown(shellCommand(arguments)));
  auto start = std::chrono::steady_clock::now();
  Expected<ProgramEnd> end = runInterruptibly(arguments, setting);
  if (end && request.verbose)
    say(timeTaken(arguments.front(), std::chrono::steady_clock::now() - start));
  return end;
}

void Run::noteProof(llvm::ArrayRef<MeldStep> succeeded) {
  proved =
      llvm::any_of(succeeded, [](const MeldStep &step) { return step.kind == MeldStep::verify; });
}

Expected<Run::StepsEnd> Run::runSeparately(llvm::ArrayRef<MeldStep> steps) {
  StepsEnd all = {0, {}};
  for (size_t i = 0; i < steps.size() && all.program.succeeded(); ++i) {
    Expected<ProgramEnd> end = runStep(steps[i]);
    if (!end)
      return end.takeError();
    all = {i, std::move(*end)};
    noteProof(steps.take_front(all.program.succeeded() ? i + 1 : i));
    if (steps[i].kind == MeldStep::plan && all.program.succeeded() && !request.dryRun)
      if (Error error = readPlan())
        return error;
  }
  return all;
}

/// Of the steps that one process runs, the last that it has begun.
size_t Run::lastBegun() const {
  std::string begun = inScratch(scratch::begun);
  uint64_t lines = fs::exists(begun) ? sizeOf(begun) : 0; // they are empty
  return lines == 0 ? 0 : size_t(lines) - 1;
}

Expected<Run::StepsEnd> Run::runJointly(llvm::ArrayRef<MeldStep> steps) {
  std::string list = inScratch(scratch::steps);
  if (Error error = write(list, jointSteps(steps, request, scratch)))
    return error;
  std::string self = fs::getMainExecutable("", reinterpret_cast<void *>(&findToolsBeside));
  Expected<ProgramEnd> end = runInterruptibly({self, "--steps=" + list}, {.signals = &signals});
  // What stands before a step that has begun has succeeded.
  bool succeeded = end && end->succeeded();
  size_t last = succeeded ? steps.size() - 1 : lastBegun();
  noteProof(succeeded ? steps : steps.take_front(last));
  if (!end)
    return end.takeError();
  if (succeeded && !request.dryRun)
    if (Error error = readNotes())
      return error;
  return StepsEnd{last, std::move(*end)};
}

/// The files that ar-pack wrote, as it listed them.
Expected<std::vector<std::string>> Run::outputs() const {
  Expected<TextFile> list = readAll(inScratch(scratch::outputs));
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
    removeFile(file);
  for (const std::string &folder : llvm::reverse(newFolders)) // the inner ones first
    removeFolder(folder);
}

/// Finds out what folders ar-pack may make.
void Run::noteNewFolders() {
  if (!request.outDir)
    return;
  Plan plan; // of as much as decides where outputs go
  plan.workspace.emplace().path = request.workspace;
  for (const std::string &library : request.libraries)
    plan.libraries.emplace_back().path = library;
  Expected<std::vector<std::string>> files = outputPaths(plan, request.outDir);
  if (!files)
    return llvm::consumeError(files.takeError()); // ar-pack will say so, and write nothing
  for (StringRef output : *files)
    for (StringRef folder = path::parent_path(output);
         folder.size() > request.outDir->size() && !fs::exists(folder);
         folder = path::parent_path(folder))
      newFolders.insert(folder.str());
}

/// What is of interest in the plan that the program dedup-plan has written.
Error Run::readPlan() {
  Expected<TextFile> file = readAll(resolve(documentOf(request, "plan.json"), scratch));
  if (!file)
    return file.takeError();
  Expected<Plan> plan = parsePlan(file->text, file->name);
  if (!plan)
    return plan.takeError();
  note(notesOf(*plan));
  return Error::success();
}

/// The same, as the process that has run all steps has noted it.
Error Run::readNotes() {
  Expected<MeldNotes> found = readMeldNotes(inScratch(scratch::notes));
  if (!found)
    return found.takeError();
  note(*found);
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
MeldResult Run::failedAt(const MeldStep &step, int exitCode) const {
  MeldResult result;
  result.outcome = MeldOutcome::stopped;
  if (step.kind != MeldStep::verify)
    return result;
  if (exitCode == 1)
    result.outcome = MeldOutcome::unsound;
  if (Expected<TextFile> findings = readAll(inScratch(scratch::findings)))
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

  noteNewFolders();
  const std::vector<MeldStep> steps = stepsOf(request);
  Expected<StepsEnd> end = request.separate ? runSeparately(steps) : runJointly(steps);
  if (!end)
    return end.takeError();
  const MeldStep &last = steps[end->step];
  if (end->program.signal != 0)
    return failure(last.command.front().text + ": " + howItEnded(end->program));
  if (!end->program.succeeded())
    return failedAt(last, end->program.exitCode);
  if (request.dryRun)
    return result;
  result.conflicts = conflicts;
  result.conflict = conflict;
  if (Error error = measureOutputs(result))
    return error;
  return result;
}

} // namespace

std::string timeTaken(StringRef what, std::chrono::duration<double> time) {
  std::string line;
  llvm::raw_string_ostream(line) << what << llvm::format(" took %.2f s", time.count());
  return line;
}

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
  std::optional<std::string> others = llvm::sys::Process::GetEnv("PATH");
  setEnvironment("PATH", folder + (others ? llvm::sys::EnvPathSeparator + *others : ""));
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
