// The steps of ar-meld in one process.
#pragma once

#include "cli.h"

namespace cli {

/// Carries out the steps that the file lists (see meld/joint_steps.h), up to the first that fails,
/// whose exit code is the result.
Expected<Exit> carryOut(const std::string &list);

} // namespace cli
