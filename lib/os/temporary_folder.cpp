#include "os/temporary_folder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <climits>
#include <cstring>
#include <filesystem>
#include <memory>
#include <sys/stat.h>
#include <utility>

namespace armeld {

namespace path = llvm::sys::path;

static constexpr size_t randomCharacters = 8;

// What `endTemporaryFolder` removes, and memory to do it with.
static char current[PATH_MAX];
static std::unique_ptr<char[]> reserve;

static StringRef folderOf(StringRef name) {
  StringRef folder = path::parent_path(name);
  return folder.empty() ? "." : folder;
}

static void removeTree(const std::string &folder) {
  std::error_code code; // what cannot be removed stays; the next run tries again
  std::filesystem::remove_all(folder, code);
}

Expected<TemporaryFolder> TemporaryFolder::create(StringRef prefix) {
  // Enough for two folders that are read at once; below the size that malloc maps by itself.
  reserve = std::make_unique<char[]>(size_t(96) << 10);
  llvm::SmallString<256> name;
  do {
    llvm::sys::fs::createUniquePath(prefix + std::string(randomCharacters, '%'), name,
                                    /*MakeAbsolute=*/false);
    if (mkdir(name.c_str(), 0700) == 0) {
      if (name.size() < sizeof current) // before memory is asked for
        memcpy(current, name.c_str(), name.size() + 1);
      return TemporaryFolder(std::string(name));
    }
  } while (errno == EEXIST);
  return at(shown(folderOf(prefix)) + ": cannot make a temporary folder", systemFailure(errno));
}

TemporaryFolder::TemporaryFolder(std::string made) : folder(std::move(made)) {}

void TemporaryFolder::removeAbandoned(StringRef prefix) {
  StringRef name = path::filename(prefix);
  std::error_code code;
  for (const auto &entry : std::filesystem::directory_iterator(folderOf(prefix).str(), code)) {
    std::string found = entry.path().filename().string();
    StringRef random = found;
    if (random.consume_front(name) && random.size() == randomCharacters &&
        llvm::all_of(random, llvm::isAlnum) && entry.is_directory(code) && !entry.is_symlink(code))
      removeTree(entry.path().string());
  }
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
