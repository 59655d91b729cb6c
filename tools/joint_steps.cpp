#include "joint_steps.h"

#include "commands.h"

#include "meld/joint_steps.h"
#include "meld/meld.h"
#include "meld/script.h"
#include "os/descriptor.h"
#include "os/mapped_file.h"

#include "llvm/ADT/STLExtras.h"

#include <fcntl.h>
#include <unistd.h>

namespace cli {

namespace {

using armeld::systemFailure;

/// The commands that are steps of a meld.
const Command *commandNamed(StringRef name) {
  static const Command commands[] = {arScan(),       isolatePlan(), dedupPlan(),
                                     gcPlan(),       stripPlan(),   arPack(),
                                     symtabUpdate(), meldVerify(),  linkMetadata()};
  return llvm::find_if(commands, [&](const Command &command) { return name == command.tool.name; });
}

/// Standard output is another file as long as it lives.
class Redirection {
public:
  Error to(const std::string &path) {
    before = armeld::Descriptor(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
    armeld::Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!before.isOpen() || !file.isOpen() || dup2(file.get(), STDOUT_FILENO) < 0)
      return armeld::at(armeld::shown(path), systemFailure(errno));
    return Error::success();
  }
  ~Redirection() {
    if (before.isOpen())
      dup2(before.get(), STDOUT_FILENO);
  }

private:
  armeld::Descriptor before;
};

Expected<int> carryOut(const armeld::JointStep &step) {
  Redirection redirection;
  if (step.output)
    if (Error error = redirection.to(step.output->str()))
      return error;
  std::vector<std::string> arguments;
  for (armeld::Name argument : step.arguments)
    arguments.push_back(argument.str());
  return runStep(*commandNamed(arguments.front()), arguments);
}

/// Carries out one step, and says so.
Expected<int> carryOut(const armeld::JointStep &step, bool isVerbose) {
  if (!isVerbose)
    return carryOut(step);
  std::vector<std::string> words(step.arguments.begin(), step.arguments.end());
  warn(armeld::shown(armeld::Name(armeld::shellCommand(words))));
  auto start = std::chrono::steady_clock::now();
  Expected<int> code = carryOut(step);
  warn(armeld::timeTaken(words.front(), std::chrono::steady_clock::now() - start));
  return code;
}

Error noteConflicts(const armeld::JointSteps &steps) {
  if (!steps.plan)
    return Error::success();
  Expected<armeld::Plan> plan = armeld::readPlan(*steps.plan);
  if (!plan)
    return plan.takeError();
  return armeld::write(steps.notes, armeld::notesOf(*plan));
}

} // namespace

Expected<Exit> carryOut(const std::string &list) {
  Expected<armeld::JointSteps> steps = armeld::readJointSteps(list);
  if (!steps)
    return steps.takeError();
  for (armeld::Name document : steps->documents)
    armeld::handOn(document, steps->documents_are_files);
  armeld::keepMappings();
  armeld::Descriptor begun(
      open(steps->begun.str().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  for (const armeld::JointStep &step : steps->steps) {
    if (write(begun.get(), "\n", 1) != 1)
      return armeld::at(armeld::shown(steps->begun), systemFailure(errno));
    if (step.arguments.front() ==
        "meld-verify") // reads documents; of the libraries, what was edited
      armeld::releaseKeptPages();
    Expected<int> code = carryOut(step, steps->verbose);
    if (!code)
      return code.takeError();
    if (*code != done)
      return Exit(*code);
  }
  if (Error error = noteConflicts(*steps))
    return error;
  return done;
}

} // namespace cli
