#include "meld/steps.h"

#include "base/names.h"
#include "os/files.h"

#include "llvm/Support/Path.h"

namespace armeld {

namespace path = llvm::sys::path;

std::string workspaceFolder(const MeldRequest &request) {
  if (request.outDir)
    return *request.outDir;
  StringRef folder = path::parent_path(request.workspace);
  return folder.empty() ? "." : folder.str();
}

std::string workspaceOutput(const MeldRequest &request) {
  return request.outDir ? *request.outDir + "/" + baseName(request.workspace).str()
                        : request.workspace;
}

std::string scratchPrefix(const MeldRequest &request) {
  if (request.dryRun)
    return temporaryFolder() + "/ar-meld.";
  // As much of the name as leaves room for the rest, and as the lock file takes.
  return workspaceFolder(request) + "/." + baseName(request.workspace).take_front(200).str() +
         ".ar-meld.";
}

LockMode libraryLockMode(const MeldRequest &request) {
  return request.inPlace ? LockMode::exclusive : LockMode::shared;
}

std::string packedFolder(const MeldRequest &request) {
  return workspaceFolder(request) + "/." + baseName(request.workspace).take_front(200).str() +
         ".packed";
}

Word documentOf(const MeldRequest &request, StringRef name) {
  if (request.shards != 0 &&
      (name == "before.json" || name == "sections.json" || name == "after.json"))
    name.consume_back(".json");
  if (request.jsonFolder)
    return {Word::given, *request.jsonFolder + "/" + name.str()};
  return {Word::inScratch, name.str()};
}

std::string resolve(const Word &word, StringRef folder) {
  return word.kind == Word::inScratch ? (folder + "/" + word.text).str() : word.text;
}

std::vector<std::string> argumentsOf(const MeldStep &step, const MeldRequest &request,
                                     StringRef folder) {
  std::vector<std::string> all;
  for (const Word &word : step.command)
    if (word.kind == Word::libraries)
      all.insert(all.end(), request.libraries.begin(), request.libraries.end());
    else
      all.push_back(resolve(word, folder));
  return all;
}

namespace {

/// Builds the steps one by one.
class StepList {
public:
  explicit StepList(const MeldRequest &request) : request(request) {}

  MeldStep &add(MeldStep::Kind kind, const char *purpose, std::vector<std::string> words) {
    steps.push_back({kind, purpose, {}, std::nullopt});
    appendAll(words);
    return steps.back();
  }
  void appendAll(const std::vector<std::string> &words) {
    for (const std::string &word : words)
      append(word);
  }
  void append(std::string word) { append(Word{Word::given, std::move(word)}); }
  void append(Word word) { steps.back().command.push_back(std::move(word)); }
  void append(std::string option, Word value) {
    append(std::move(option));
    append(std::move(value));
  }
  Word document(StringRef name) const { return documentOf(request, name); }
  /// Where the workspace library and the slimmed libraries are written before they are proved.
  Word packed() const {
    if (request.shards != 0)
      return {Word::given, packedFolder(request)};
    return request.inPlace ? Word{Word::inScratch, scratch::finished.str()}
                           : Word{Word::given, *request.outDir};
  }

  void addPlanning();
  void addRemoving();
  std::vector<Word> plans() const;
  void addPacking();
  void addProof();
  void addReplacing();
  void addMetadata(MeldStep::Kind kind);
  std::vector<MeldStep> take() { return std::move(steps); }

private:
  const MeldRequest &request;
  std::vector<MeldStep> steps;
};

void StepList::addPlanning() {
  add(MeldStep::scan, "Read every library once.", {"ar-scan"});
  appendAll(request.jobs);
  appendAll(request.progress);
  append("-o", document("before.json"));
  if (request.collect)
    append("--sections", document("sections.json"));
  append("--");
  append(Word{Word::libraries, ""});
  if (request.existing)
    append(request.workspace);

  if (request.isolate) {
    add(MeldStep::isolate,
        "Decide which symbols get other names, so that the libraries link together.",
        {"isolate-plan"});
    appendAll(request.isolateOptions);
    appendAll(request.progress);
    append("-o", document("isolate.json"));
    if (request.dryRun || request.explain)
      append("--explain");
    append("--", document("before.json"));
  }

  add(MeldStep::plan, "Decide which objects move to the workspace library.", {"dedup-plan"});
  appendAll(request.planOptions);
  appendAll(request.progress);
  if (request.existing)
    append("--existing");
  if (request.isolate)
    append("--after", document("isolate.json"));
  appendAll({"-w", request.workspace});
  append("-o", document("plan.json"));
  if (request.dryRun || request.explain)
    append("--explain");
  append("--", document("before.json"));
  addRemoving();
}

void StepList::addRemoving() {
  if (request.collect) {
    add(MeldStep::collect, "Decide what goes because no export reaches it.", {"gc-plan"});
    appendAll(request.collectOptions);
    appendAll(request.progress);
    if (request.isolate)
      append("--after", document("isolate.json"));
    append("-o", document("gc.json"));
    if (request.dryRun || request.explain)
      append("--explain");
    append("--", document("before.json"));
    append(document("sections.json"));
  }
  if (request.strip) {
    add(MeldStep::strip, "Decide what bitcode and debug information goes, or is compressed.",
        {"strip-plan"});
    appendAll(request.stripOptions);
    appendAll(request.progress);
    append("-o", document("strip.json"));
    append("--", document("before.json"));
  }
}

/// The plans that are carried out together.
std::vector<Word> StepList::plans() const {
  std::vector<Word> all = {document("plan.json")};
  if (request.collect)
    all.push_back(document("gc.json"));
  if (request.strip)
    all.push_back(document("strip.json"));
  return all;
}

void StepList::addPacking() {
  Word outputs = {Word::inScratch, scratch::outputs.str()};
  MeldStep &pack = add(MeldStep::pack, "Write the workspace library and the slimmed libraries.",
                       {"ar-pack", "--symtab", "--trust-times"});
  pack.output = outputs;
  appendAll(request.jobs);
  appendAll(request.progress);
  if (request.thin)
    append("--thin");
  append("--out-dir", packed());
  appendAll({"--list", "--null"});
  append("--");
  for (const Word &plan : plans())
    append(plan);

  add(MeldStep::index, "Have llvm-ar make the symbol tables that ar-pack could not make.",
      {"symtab-update", "--missing"});
  appendAll(request.jobs);
  appendAll(request.progress);
  append("--null");
  append("--files-from", outputs);
}

void StepList::addProof() {
  // The first scan has warned of members that cannot be inspected.
  add(MeldStep::rescan, "Read what was written.", {"ar-scan", "--quiet"});
  appendAll(request.jobs);
  appendAll(request.progress);
  append("--known", document("before.json"));
  append("-o", document("after.json"));
  append("--null");
  append("--files-from", Word{Word::inScratch, scratch::outputs.str()});

  add(MeldStep::verify, "Prove that nothing was lost and that links bind as before.",
      {"meld-verify"});
  appendAll(request.progress);
  for (const Word &plan : plans())
    append("--plan", plan);
  append("-o", Word{Word::inScratch, scratch::findings.str()});
  Word workspace = packed();
  workspace.text += "/" + baseName(request.workspace).str();
  append("--workspace", workspace);
  if (request.existing)
    appendAll({"--workspace-before", request.workspace});
  append("--", document("before.json"));
  append(document("after.json"));
}

void StepList::addReplacing() {
  add(MeldStep::replace, "Put the proved libraries in the place of the originals.",
      {"ar-pack", "--in-place", "--locked"});
  appendAll(request.jobs);
  appendAll(request.progress);
  if (request.backupSuffix)
    appendAll({"--backup", *request.backupSuffix});
  append("--finished", packed());
  append("--move");
  append("--");
  for (const Word &plan : plans())
    append(plan);
}

/// A file that cannot be read must not be found after the libraries have been replaced.
void StepList::addMetadata(MeldStep::Kind kind) {
  if (request.metadataOptions.empty())
    return;
  bool isTrial = kind == MeldStep::tryMetadata;
  MeldStep &step =
      add(kind,
          isTrial ? "Find out whether the build systems can be told."
                  : "Tell the build systems that the libraries need the workspace library.",
          {"link-metadata"});
  if (isTrial) {
    step.output = Word{Word::inScratch, scratch::metadata.str()};
    append("--dry-run");
  }
  appendAll(request.metadataOptions);
  if (request.outDir)
    appendAll({"--out-dir", *request.outDir});
  append("--", document("plan.json"));
}

} // namespace

std::vector<MeldStep> stepsOf(const MeldRequest &request) {
  StepList list(request);
  list.addPlanning();
  if (request.dryRun)
    return list.take();
  list.addMetadata(MeldStep::tryMetadata);
  list.addPacking();
  list.addProof();
  if (request.inPlace)
    list.addReplacing();
  list.addMetadata(MeldStep::metadata);
  return list.take();
}

} // namespace armeld
