#include "json/pointer.h"

#include "llvm/ADT/StringExtras.h"

namespace armeld::json {

std::string pointerStep(StringRef name) {
  std::string step = "/";
  // RFC 6901, section 3: '~' and '/' in a name are written ~0 and ~1.
  for (char c : name)
    step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return step;
}

std::string Pointer::text() const {
  if (!parent)
    return "";
  return parent->text() + (key.data() ? pointerStep(key) : "/" + llvm::utostr(index));
}

} // namespace armeld::json
