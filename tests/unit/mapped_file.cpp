#include "folder.h"

#include "os/mapped_file.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <sys/wait.h>
#include <unistd.h>

using namespace armeld;

namespace {

/// Where the file at `path` is mapped, and what it holds. It is closed again.
std::pair<const char *, std::string> lookInto(const std::string &path) {
  MappedFile file = llvm::cantFail(MappedFile::open(path));
  return {file.bytes().data(), file.bytes().str()};
}

/// Runs `body` in a process of its own, since mappings are kept until the process ends.
template <class Body> void inAChild(Body body) {
  pid_t child = fork();
  if (child == 0) {
    body();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(MappedFile, IsReadFromTheMappingThatWasKept) {
  inAChild([] {
    keepMappings();
    Folder folder;
    std::string path = folder.write("a", "content");
    auto [place, content] = lookInto(path);
    EXPECT_EQ(lookInto(path), std::pair(place, content));
    releaseKeptPages();
    EXPECT_EQ(lookInto(path), std::pair(place, content));
  });
}

TEST(MappedFile, IsMappedOnceForAllThatHaveItOpen) {
  Folder folder;
  std::string path = folder.write("a", "content");
  std::optional<MappedFile> one = llvm::cantFail(MappedFile::open(path));
  MappedFile two = llvm::cantFail(MappedFile::open(path));
  EXPECT_EQ(one->bytes().data(), two.bytes().data());
  // Who opens the file that has its name now has another one, and all keep what they have.
  folder.write("b", "another");
  rename((folder / "b").c_str(), path.c_str());
  MappedFile three = llvm::cantFail(MappedFile::open(path));
  EXPECT_EQ(three.bytes(), "another");
  one.reset();
  EXPECT_EQ(two.bytes(), "content");
  MappedFile four = llvm::cantFail(MappedFile::open(path));
  EXPECT_EQ(four.bytes().data(), three.bytes().data());
}

TEST(MappedFile, IsMappedAnewWhenItHasChanged) {
  inAChild([] {
    keepMappings();
    Folder folder;
    std::string path = folder.write("a", "content");
    lookInto(path);
    folder.write("b", "another");
    rename((folder / "b").c_str(), path.c_str());
    EXPECT_EQ(lookInto(path).second, "another");
    folder.write("a", "a longer text");
    EXPECT_EQ(lookInto(path).second, "a longer text");
  });
}

} // namespace
