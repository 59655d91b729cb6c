#include "metadata/files_in.h"

#include "metadata/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace fs = llvm::sys::fs;

Expected<std::vector<FoundFile>> filesIn(llvm::ArrayRef<std::string> folders, StringRef ending) {
  std::vector<FoundFile> all;
  llvm::StringSet<> seen;
  for (const std::string &folder : folders) {
    std::string real = realFolder(folder);
    if (!seen.insert(real).second)
      continue;
    std::vector<FoundFile> here;
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end;
         entry.increment(code)) {
      StringRef name = llvm::sys::path::filename(entry->path());
      if (name.ends_with(ending) && !name.starts_with("."))
        here.push_back({entry->path(), real, name.str()});
    }
    if (code)
      return failure(shown(folder) + ": " + code.message());
    llvm::sort(here, [](const FoundFile &a, const FoundFile &b) { return a.file < b.file; });
    llvm::append_range(all, here);
  }
  return all;
}

} // namespace armeld
