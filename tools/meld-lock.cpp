// meld-lock: runs a command while the libraries that it works on are locked.
#include "commands.h"

#include "os/file_lock.h"
#include "os/program.h"

namespace {

using namespace cli;

Expected<Exit> lockAndRun(const Values &values) {
  std::vector<std::string> command = values.operands;
  size_t last = values.number("last");
  if (last >= command.size())
    return armeld::failure("--last: the command has only " + std::to_string(command.size() - 1) +
                           " arguments");
  using armeld::LockMode;
  LockMode mode = values.has("shared") ? LockMode::shared : LockMode::exclusive;
  armeld::FileLocks locks;
  if (std::optional<std::string> workspace = values.text("workspace"))
    if (Error error = locks.lockName(*workspace))
      return error;
  for (auto file = command.end() - ptrdiff_t(last); file != command.end(); ++file)
    if (Error error = locks.lock(*file, mode))
      return error;

  // Become the command, which inherits the locks.
  locks.inherit();
  for (const std::string &lockFile : locks.lockFileNames())
    armeld::setEnvironment("MELD_LOCK_FILE", lockFile);
  Expected<int> code = armeld::becomeProgram(command);
  if (!code)
    return code.takeError();
  return Exit(*code);
}

} // namespace

cli::Command cli::meldLock() {
  Tool tool = {
      .name = "meld-lock",
      .usage = "[OPTION]... -- COMMAND [ARGUMENT]...",
      .summary = "Run a command while files that it names are locked against other runs.",
      .operands = {.what = "command", .least = 1, .kind = Kind::command},
      .groups = {{"Options",
                  {
                      {0, "last", byDefault("0", number("N")),
                       "lock the files that the last N arguments name"},
                      {0, "shared", flag(), "let other runs read these files at the same time"},
                      {'w', "workspace", path("WORKSPACE"),
                       "also lock the name of this workspace library, which need not exist yet; "
                       "$MELD_LOCK_FILE tells the command the name of the lock file, to remove it "
                       "at its end"},
                  }}},
  };
  return {std::move(tool), lockAndRun};
}
