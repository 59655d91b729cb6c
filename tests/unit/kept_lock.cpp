#include "folder.h"

#include "os/kept_lock.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <optional>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <vector>

using namespace armeld;

namespace {

/// The soft limit of open files, until it goes.
class OpenFiles {
public:
  explicit OpenFiles(rlim_t most) {
    getrlimit(RLIMIT_NOFILE, &before);
    struct rlimit limits = before;
    limits.rlim_cur = most;
    setrlimit(RLIMIT_NOFILE, &limits);
  }
  ~OpenFiles() { setrlimit(RLIMIT_NOFILE, &before); }

private:
  struct rlimit before;
};

std::string numbered(const Folder &folder, int i) { return folder / std::to_string(i); }

KeptLock locked(const std::string &path) {
  Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  EXPECT_TRUE(file.isOpen()) << path;
  EXPECT_EQ(flock(file.get(), LOCK_EX | LOCK_NB), 0) << path;
  return KeptLock(std::move(file));
}

bool isFree(const std::string &path) {
  Descriptor file(open(path.c_str(), O_RDWR | O_CLOEXEC));
  return file.isOpen() && flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

} // namespace

TEST(KeptLock, MoreThanMayBeOpen) {
  Folder folder;
  OpenFiles few(64);
  constexpr int count = 500;
  std::vector<KeptLock> locks;
  for (int i = 0; i < count; ++i)
    locks.push_back(locked(numbered(folder, i)));
  for (int i = 0; i < count; ++i)
    EXPECT_FALSE(isFree(numbered(folder, i))) << i;
  locks.clear();
  for (int i = 0; i < count; ++i)
    EXPECT_TRUE(isFree(numbered(folder, i))) << i;
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1); // no child is left
}

TEST(KeptLock, FewNeedNoProcess) {
  Folder folder;
  OpenFiles few(64);
  std::optional<KeptLock> lock = locked(numbered(folder, 0));
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_FALSE(isFree(numbered(folder, 0)));
  lock.reset();
  EXPECT_TRUE(isFree(numbered(folder, 0)));
}

/// Whoever has inherited the locks keeps them, and when nobody is left they end.
TEST(KeptLock, TheyLastAsLongAsWhoSharesThem) {
  Folder folder;
  OpenFiles few(64);
  int ends[2], ready[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(pipe(ready), 0);
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    close(ends[1]);
    std::vector<KeptLock> locks;
    for (int i = 0; i < 40; ++i)
      locks.push_back(locked(numbered(folder, i)));
    for (KeptLock &lock : locks)
      lock.inherit();
    // The program that it becomes ends with this test's end of the pipe.
    dup2(ends[0], 0);
    (void)!write(ready[1], "", 1);
    execlp("cat", "cat", nullptr);
    _exit(1);
  }
  close(ends[0]);
  char byte;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  for (int i = 0; i < 40; ++i)
    EXPECT_FALSE(isFree(numbered(folder, i))) << i;
  for (int end : {ends[1], ready[0], ready[1]})
    close(end);
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  // A keeper ends soon after.
  for (int i = 0; i < 40; ++i)
    while (!isFree(numbered(folder, i)))
      usleep(1000);
}
