#include "meld/joint_steps.h"

#include "os/output_file.h"
#include "os/text_file.h"
#include "json/json.h"
#include "json/parse.h"

namespace armeld {

MeldNotes notesOf(const Plan &plan) {
  MeldNotes notes = {plan.conflicts.size(), std::nullopt};
  if (!plan.conflicts.empty())
    notes.conflict = plan.conflicts.front().symbol;
  return notes;
}

JointSteps jointSteps(llvm::ArrayRef<MeldStep> steps, const MeldRequest &request,
                      const std::string &scratch) {
  JointSteps joint;
  for (const MeldStep &step : steps) {
    JointStep &added = joint.steps.emplace_back();
    for (const std::string &argument : argumentsOf(step, request, scratch))
      added.arguments.push_back(keep(argument));
    if (step.output)
      added.output = keep(resolve(*step.output, scratch));
  }
  for (const char *name : {"before.json", "sections.json", "isolate.json", "plan.json", "gc.json",
                           "strip.json", "after.json"})
    joint.documents.push_back(keep(resolve(documentOf(request, name), scratch)));
  joint.documents_are_files = request.jsonFolder.has_value();
  if (!request.dryRun)
    joint.plan = keep(resolve(documentOf(request, "plan.json"), scratch));
  joint.begun = keep(scratch + "/" + scratch::begun.str());
  joint.notes = keep(scratch + "/" + scratch::notes.str());
  joint.verbose = request.verbose;
  return joint;
}

template <class T> static Error writeAs(StringRef path, const T &document) {
  return writeDocument(path, [&](auto &out) { json::printDocument(document, out); });
}

Error write(StringRef path, const JointSteps &steps) { return writeAs(path, steps); }
Error write(StringRef path, const MeldNotes &notes) { return writeAs(path, notes); }

template <class T> static Expected<T> readAs(StringRef path) {
  Expected<TextFile> file = readAll(path);
  if (!file)
    return file.takeError();
  return json::parseDocument<T>(file->text, file->name);
}

Expected<JointSteps> readJointSteps(StringRef path) { return readAs<JointSteps>(path); }
Expected<MeldNotes> readMeldNotes(StringRef path) { return readAs<MeldNotes>(path); }

} // namespace armeld
