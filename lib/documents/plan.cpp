#include "documents/plan.h"

#include "documents/handover.h"
#include "os/text_file.h"
#include "json/json.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

namespace armeld {

/// A document may list edited objects in any order, but each only once, and a symbol of one only
/// once.
static Error sortEdited(EditedObjects &edited) {
  json::Pointer root, here{&root, "edited"};
  llvm::sort(edited, [](const auto &a, const auto &b) { return a.first < b.first; });
  auto sameDigest = [](const auto &a, const auto &b) { return a.first == b.first; };
  auto twice = std::adjacent_find(edited.begin(), edited.end(), sameDigest);
  if (twice != edited.end()) {
    std::string digest = twice->first.hex();
    return json::Pointer{&here, digest}.fault("is listed twice");
  }
  for (auto &[digest, object] : edited) {
    sortNames(object);
    auto sameSymbol = [](const Rename &a, const Rename &b) { return a.from == b.from; };
    auto again = std::adjacent_find(object.rename.begin(), object.rename.end(), sameSymbol);
    std::string hex = digest.hex();
    if (again != object.rename.end())
      return json::Pointer{&here, hex}.fault("renames symbol '" + shown(again->from) + "' twice");
  }
  return Error::success();
}

Expected<Plan> parsePlan(StringRef text, StringRef place) {
  Expected<Plan> plan = json::parseDocument<Plan>(text, place);
  if (!plan)
    return plan;
  if (Error error = sortEdited(plan->edited))
    return at(place, std::move(error));
  return plan;
}

Expected<Plan> readPlan(StringRef path) {
  if (std::shared_ptr<const Plan> plan = handedOn<Plan>(path))
    return *plan;
  Expected<TextFile> file = readAll(path);
  if (!file)
    return file.takeError();
  return parsePlan(file->text, file->name);
}

void print(const Plan &plan, llvm::raw_ostream &out) { json::printDocument(plan, out); }

const Digest &sourceOf(const Plan &plan, const Digest &object) {
  const EditedObject *edited = find(plan.edited, object);
  return edited ? edited->object : object;
}

Plan withoutRemoval(const Plan &plan, llvm::DenseMap<Digest, Digest> &wholeOf) {
  Plan whole = plan;
  whole.edited.clear();
  for (const auto &[digest, edit] : plan.edited) {
    EditedObject names;
    names.object = edit.object;
    names.rename = edit.rename;
    names.hide = edit.hide;
    names.visible = edit.visible;
    names.autolink = edit.autolink;
    wholeOf[digest] = names.isEmpty() ? names.object : digestOf(names);
    if (!names.isEmpty())
      whole.edited.emplace_back(wholeOf[digest], std::move(names));
  }
  auto isBefore = [](const auto &a, const auto &b) { return a.first < b.first; };
  auto isSame = [](const auto &a, const auto &b) { return a.first == b.first; };
  llvm::sort(whole.edited, isBefore);
  whole.edited.erase(std::unique(whole.edited.begin(), whole.edited.end(), isSame),
                     whole.edited.end());
  for (PlannedLibrary &library : whole.libraries) {
    std::move(library.remove.begin(), library.remove.end(), std::back_inserter(library.keep));
    library.remove.clear();
    for (auto *members : {&library.keep, &library.drop})
      for (PlannedMember &member : *members)
        if (auto found = wholeOf.find(member.object); found != wholeOf.end())
          member.object = found->second;
  }
  return whole;
}

std::vector<std::string> inputFiles(const Plan &plan) {
  std::vector<std::string> files;
  for (const PlannedLibrary &library : plan.libraries) {
    files.push_back(library.path.str());
    for (const auto *members : memberLists(library))
      for (const PlannedMember &member : *members)
        if (member.file)
          files.push_back(member.file->str());
  }
  return files;
}

} // namespace armeld
