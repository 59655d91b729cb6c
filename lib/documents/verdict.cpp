#include "documents/verdict.h"

#include "json/json.h"

namespace armeld {

void print(const Verdict &verdict, llvm::raw_ostream &out) { json::printDocument(verdict, out); }

} // namespace armeld
