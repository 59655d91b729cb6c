#include "plan.h"

#include "json.h"

namespace armeld {

Expected<Plan> parsePlan(StringRef text, StringRef place) {
  return json::parseDocument<Plan>(text, place);
}

void print(const Plan &plan, llvm::raw_ostream &out) { json::printDocument(plan, out); }

} // namespace armeld
