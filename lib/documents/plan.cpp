#include "documents/plan.h"

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

void print(const Plan &plan, llvm::raw_ostream &out) { json::printDocument(plan, out); }

const Digest &sourceOf(const Plan &plan, const Digest &object) {
  const EditedObject *edited = find(plan.edited, object);
  return edited ? edited->object : object;
}

std::vector<std::string> inputFiles(const Plan &plan) {
  std::vector<std::string> files;
  for (const PlannedLibrary &library : plan.libraries) {
    files.push_back(library.path.str());
    for (const auto *members : {&library.keep, &library.drop})
      for (const PlannedMember &member : *members)
        if (member.file)
          files.push_back(member.file->str());
  }
  return files;
}

} // namespace armeld
