// Steps that one process carries out, and hands documents from one to the next in memory.
//
// ar-meld starts itself for that, with a file that lists the steps: the process that holds the
// locks and cleans up is another one, whatever happens to the steps. The structs are the JSON of
// that file and of what the process leaves behind; nobody else reads them.
#pragma once

#include "documents/plan.h"
#include "meld/steps.h"

namespace armeld {

struct JointStep {
  std::vector<Name> arguments;
  std::optional<Name> output; ///< the file that takes the standard output
};
BOOST_DESCRIBE_STRUCT(JointStep, (), (arguments, output))

struct JointSteps {
  static constexpr llvm::StringLiteral schema = "armeld/steps/1";
  std::vector<JointStep> steps;
  std::vector<Name> documents;      ///< that steps hand on; see documents/handover.h
  bool documents_are_files = false; ///< they are written as well
  Name begun;                       ///< the file to which one line is added when a step begins
  std::optional<Name> plan;         ///< the document whose conflicts are noted at the end
  Name notes;                       ///< the file for that
  bool verbose = false;             ///< print each command and its time on standard error
};
BOOST_DESCRIBE_STRUCT(JointSteps, (),
                      (steps, documents, documents_are_files, begun, plan, notes, verbose))

/// What is of interest in the plan when all is done.
struct MeldNotes {
  static constexpr llvm::StringLiteral schema = "armeld/notes/1";
  uint64_t conflicts = 0;       ///< symbols that the libraries define differently; see Conflict
  std::optional<Name> conflict; ///< the first of them
};
BOOST_DESCRIBE_STRUCT(MeldNotes, (), (conflicts, conflict))

MeldNotes notesOf(const Plan &plan);

/// The steps of a request whose folder for intermediate files is `scratch`. Names lie in memory
/// that stays.
JointSteps jointSteps(llvm::ArrayRef<MeldStep> steps, const MeldRequest &request,
                      const std::string &scratch);

Error write(StringRef path, const JointSteps &steps);
Error write(StringRef path, const MeldNotes &notes);
Expected<JointSteps> readJointSteps(StringRef path);
Expected<MeldNotes> readMeldNotes(StringRef path);

} // namespace armeld
