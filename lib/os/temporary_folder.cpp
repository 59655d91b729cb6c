#include "os/temporary_folder.h"

#include "os/files.h"
#include "os/unique_path.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <cstring>
#include <memory>
#include <utility>
#include <vector>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static constexpr size_t randomCharacters = 8;

// What `endTemporaryFolder` removes, and memory to do it with.
static char current[mostPathBytes];
static std::unique_ptr<char[]> reserve;

static StringRef folderOf(StringRef name) {
  StringRef folder = path::parent_path(name);
  return folder.empty() ? "." : folder;
}

Expected<TemporaryFolder> TemporaryFolder::create(StringRef prefix) {
  // Enough for two folders that are read at once; below the size that malloc maps by itself.
  reserve = std::make_unique<char[]>(size_t(96) << 10);
  for (;;) {
    const std::string name = uniquePath((prefix + std::string(randomCharacters, '%')).str());
    std::error_code code = makePrivateFolder(name);
    if (!code) {
      if (name.size() < sizeof current) // before memory is asked for
        memcpy(current, name.c_str(), name.size() + 1);
      return TemporaryFolder(name);
    }
    if (code != std::errc::file_exists)
      return at(shown(folderOf(prefix)) + ": cannot make a temporary folder", systemFailure(code));
  }
}

TemporaryFolder::TemporaryFolder(std::string made) : folder(std::move(made)) {}

void TemporaryFolder::removeAbandoned(StringRef prefix) {
  StringRef name = path::filename(prefix);
  std::error_code code;
  std::vector<std::string> abandoned;
  for (fs::directory_iterator entry(folderOf(prefix), code, /*follow_symlinks=*/false), end;
       !code && entry != end; entry.increment(code)) {
    StringRef random = path::filename(entry->path());
    fs::file_status status; // of what is there, not of what a symbolic link leads to
    if (random.consume_front(name) && random.size() == randomCharacters &&
        llvm::all_of(random, llvm::isAlnum) &&
        !fs::status(entry->path(), status, /*follow=*/false) && fs::is_directory(status))
      abandoned.push_back(entry->path());
  }
  for (const std::string &folder : abandoned)
    removeTree(folder);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder &&other) noexcept
    : folder(std::exchange(other.folder, {})) {}

TemporaryFolder::~TemporaryFolder() {
  if (folder.empty())
    return;
  removeTree(folder);
  current[0] = '\0';
}

void endTemporaryFolder() {
  reserve.reset();
  if (current[0] != '\0')
    removeTree(current);
}

} // namespace armeld
