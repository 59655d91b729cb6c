#include "metadata/paths.h"

#include "base/names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <vector>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

std::string realFolder(StringRef folder) {
  llvm::SmallString<256> absolute = folder, real;
  if (absolute.empty())
    absolute = ".";
  fs::make_absolute(absolute);
  path::remove_dots(absolute); // and a slash at the end
  std::string missing;
  while (fs::real_path(absolute, real) && !path::parent_path(absolute).empty()) {
    missing = "/" + path::filename(absolute).str() + missing;
    absolute.resize(path::parent_path(absolute).size());
  }
  return walked(real.str(), "." + missing);
}

std::string realPath(StringRef file) {
  llvm::SmallString<256> whole(realFolder(path::parent_path(file)));
  path::append(whole, baseName(file));
  return std::string(whole);
}

static std::vector<StringRef> partsOf(StringRef path) {
  return {path::begin(path), path::end(path)};
}

std::string wayTo(StringRef from, StringRef to) {
  if (!path::root_name(from).equals_insensitive(path::root_name(to)))
    return to.str();
  std::vector<StringRef> start = partsOf(from), end = partsOf(to);
  auto [leave, enter] = std::mismatch(start.begin(), start.end(), end.begin(), end.end());
  llvm::SmallString<256> way;
  for (; leave != start.end(); ++leave)
    path::append(way, "..");
  for (; enter != end.end(); ++enter)
    path::append(way, *enter);
  return way.empty() ? "." : std::string(way);
}

bool isBelow(StringRef path, StringRef folder) {
  std::string way = wayTo(folder, path);
  return path == folder || (path::is_relative(way) && !StringRef(way).starts_with(".."));
}

std::string walked(StringRef base, StringRef way) {
  llvm::SmallString<256> whole = path::is_absolute(way) ? "" : base;
  path::append(whole, way);
  path::remove_dots(whole, /*remove_dot_dot=*/true);
  return std::string(whole);
}

} // namespace armeld
