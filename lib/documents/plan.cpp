#include "documents/plan.h"

#include "json/json.h"

namespace armeld {

Expected<Plan> parsePlan(StringRef text, StringRef place) {
  return json::parseDocument<Plan>(text, place);
}

void print(const Plan &plan, llvm::raw_ostream &out) { json::printDocument(plan, out); }

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
