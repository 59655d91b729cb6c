#include "documents/report.h"

#include "json/json.h"

namespace armeld {

void print(const Report &report, llvm::raw_ostream &out) { json::printDocument(report, out); }

} // namespace armeld
