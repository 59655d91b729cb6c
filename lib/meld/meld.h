// A meld: the tools run one after the other, under locks, and what they wrote takes effect only if
// it is proved.
//
//   lock           the libraries and the name of the workspace library; never wait
//   scratch        a folder for intermediate files, beside the workspace library
//   run the steps  see steps.h; the first that fails ends the run
//   clean up       at every end: the scratch folder, and what was written but not proved
#pragma once

#include "meld/steps.h"

#include <chrono>

namespace armeld {

enum class MeldOutcome {
  done,
  unsound, ///< meld-verify found that the result does not link as before; nothing was replaced
  stopped, ///< a step failed, and has said why
};

struct MeldResult {
  MeldOutcome outcome = MeldOutcome::done;
  std::string findings;     ///< of meld-verify, if the result is unsound
  uint64_t libraries = 0;   ///< melded, without the workspace library
  uint64_t bytesBefore = 0; ///< of the libraries, and of the workspace library if it was there
  uint64_t bytesAfter = 0;
  uint64_t conflicts = 0; ///< symbols that the libraries define differently; see Conflict
  std::string conflict;   ///< the first of them
};

/// Melds. `say` prints a line on standard error. Errors name file and cause; after one, each
/// library is what it was.
Expected<MeldResult> meld(MeldRequest request, llvm::function_ref<void(const std::string &)> say);

/// "ar-scan took 0.12 s"
std::string timeTaken(StringRef what, std::chrono::duration<double> time);

/// "3 libraries: 88.6 MB before, 23.1 MB after, factor 3.8x": what a meld has gained.
std::string summary(const MeldResult &result);

/// How many symbols the libraries define differently, and how to see them.
std::string conflictWarning(const MeldResult &result);

/// Puts the folder of this program first on PATH, so that the tools beside it are found, also
/// through a symbolic link. Returns the folder if PATH did not lead there before.
std::optional<std::string> findToolsBeside();

} // namespace armeld
