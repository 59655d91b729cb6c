#include "documents/explanation.h"

#include "json/json.h"

namespace armeld {

void print(const Explanation &explanation, llvm::raw_ostream &out) {
  json::printDocument(explanation, out);
}

} // namespace armeld
