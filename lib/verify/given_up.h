// What a plan gives up on purpose.
//
// A user who chooses the policy `greedy`, or switches a rule off, accepts that some checks of
// meld-verify can fail. The plan says what the user chose. Here, in one place, is what follows from
// that for the checks. Only the plan's policy is read, nothing of what it decided.
#pragma once

#include "documents/plan.h"
#include "documents/verdict.h"

namespace armeld {

/// The checks that may fail under this policy, each once, in the order of the enumerators.
Rare<Check> checksGivenUp(const Policy &policy);

} // namespace armeld
