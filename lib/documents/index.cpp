#include "documents/index.h"

#include "json/json.h"

namespace armeld {

Expected<Index> parseIndex(StringRef text, StringRef place) {
  return json::parseDocument<Index>(text, place);
}

void print(const Index &index, llvm::raw_ostream &out) { json::printDocument(index, out); }

} // namespace armeld
