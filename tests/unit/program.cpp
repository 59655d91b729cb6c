// Programs that this one runs (os/program.h).
#include "os/program.h"

#include <gtest/gtest.h>

#include <csignal>

using namespace armeld;

TEST(Program, isEndedWhereItTakesTooLong) {
  Expected<ProgramEnd> end =
      runProgram({"sh", "-c", "while :; do :; done"}, {.isCaptured = true, .seconds = 1});
  ASSERT_TRUE(bool(end));
  EXPECT_EQ(end->signal, SIGXCPU);
  EXPECT_FALSE(end->succeeded());
}
