#include "joint_steps.h"

#include "commands.h"

#include "meld/joint_steps.h"
#include "meld/meld.h"
#include "meld/script.h"
#include "os/files.h"
#include "os/mapped_file.h"
#include "os/start.h"

#include "llvm/ADT/STLExtras.h"

namespace cli {

namespace {

/// The commands that are steps of a meld.
const Command *commandNamed(StringRef name) {
  static const Command commands[] = {arScan(),       isolatePlan(), dedupPlan(),
                                     gcPlan(),       stripPlan(),   arPack(),
                                     symtabUpdate(), meldVerify(),  linkMetadata()};
  return llvm::find_if(commands, [&](const Command &command) { return name == command.tool.name; });
}

Expected<int> carryOut(const armeld::JointStep &step) {
  armeld::OutputRedirection redirection;
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
  llvm::ErrorOr<armeld::Descriptor> begun =
      armeld::openToWrite(steps->begun, armeld::WriteMode::append);
  if (!begun)
    return armeld::at(armeld::shown(steps->begun), armeld::systemFailure(begun.getError()));
  for (const armeld::JointStep &step : steps->steps) {
    if (std::error_code code = armeld::writeAll(begun->get(), "\n"))
      return armeld::at(armeld::shown(steps->begun), armeld::systemFailure(code));
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
