// meld-lock: runs a command while the libraries that it works on are locked.
#include "cli.h"

#include "os/file_lock.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <unistd.h>

namespace {

using namespace cli;

Expected<Exit> lockAndRun(const Values &values) {
  Expected<std::vector<std::string>> command = operands(values, 1, 0, "command");
  if (!command)
    return command.takeError();
  size_t last = values["last"].as<Count>().number;
  if (last >= command->size())
    return armeld::failure("--last: the command has only " + std::to_string(command->size() - 1) +
                           " arguments");
  using armeld::LockMode;
  LockMode mode = values.count("shared") ? LockMode::shared : LockMode::exclusive;
  armeld::FileLocks locks;
  if (values.count("workspace"))
    if (Error error = locks.lockName(values["workspace"].as<std::string>()))
      return error;
  for (auto file = command->end() - ptrdiff_t(last); file != command->end(); ++file)
    if (Error error = locks.lock(*file, mode))
      return error;

  // Become the command, which inherits the locks.
  std::vector<char *> argv;
  for (std::string &argument : *command)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  for (const std::string &lockFile : locks.leaveToNextProgram())
    setenv("MELD_LOCK_FILE", lockFile.c_str(), 1);
  std::signal(SIGPIPE, SIG_DFL); // which tools ignore, and programs would inherit
  execvp(argv[0], argv.data());
  return armeld::failure(armeld::shown(command->front()) + ": " +
                         armeld::text(armeld::systemFailure(errno)));
}

} // namespace

int main(int argc, char **argv) {
  Tool tool = {"meld-lock", "[OPTION]... -- COMMAND [ARGUMENT]...",
               "Run a command while files that it names are locked against other runs."};
  po::options_description options("Options");
  // clang-format off
  options.add_options()
      ("last", po::value<Count>()->default_value({0}), "lock the files that so many arguments at the end name")
      ("shared", "let others read these at the same time")
      ("workspace,w", po::value<std::string>(), "also lock the name of this workspace library, which need not be there yet; the lock file's name is in $MELD_LOCK_FILE for the command, to remove it at its end");
  // clang-format on
  return run(tool, argc, argv, options, lockAndRun);
}
