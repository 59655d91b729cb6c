#include "base/cargo_package.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace armeld {

using llvm::StringRef;

StringRef folderOf(StringRef path) {
  return path.take_front(path.find_last_of(pathSeparators) + 1).rtrim(pathSeparators);
}

StringRef lastPartOf(StringRef path) {
  return path.drop_front(path.find_last_of(pathSeparators) + 1);
}

CargoPackage packageOf(StringRef path) {
  StringRef part = lastPartOf(path);
  // Names may hold digits, and versions hyphens: "sha1-0.10.6", "ring-0.17.0-alpha.1".
  for (size_t at = part.find('-', 1); at != StringRef::npos; at = part.find('-', at + 1)) {
    StringRef version = part.drop_front(at + 1);
    auto [major, rest] = version.split('.');
    if (!major.empty() && llvm::all_of(major, llvm::isDigit) && !rest.empty())
      return {part.take_front(at), version};
  }
  return {};
}

StringRef compatibleWith(StringRef version) {
  size_t end = version.find_first_not_of("0.");
  return version.take_front(version.find('.', end));
}

} // namespace armeld
