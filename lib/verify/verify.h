// The verdict: whether a melded set of libraries still is what it was.
//
// It is found from two manifests alone, the one before melding and the one after. Nothing here
// knows a plan, and nothing is shared with the rules that made it: a planner that errs and a
// verifier that errs in the same way would agree. So each check states what must hold afterwards,
// not how to get there, and every finding names the place where it does not.
#pragma once

#include "documents/pairing.h"
#include "documents/verdict.h"
#include "verify/check_edits.h"
#include "verify/comparison.h"

namespace armeld {

/// Compares the manifests that `pairing` was made of. Checks of `allow` are made, and their
/// findings listed, but they break nothing: a greedy plan, say, is not closed on purpose. Takes
/// time in proportion to the members and their symbols. `edits` is what `checkEdits` has found, if
/// a plan edits objects. `links` is for the check of that name: how many random links it plays (see
/// checks.h). `staged` objects may have other content than those that they were made of, and
/// nothing else.
Verdict verify(const Manifest &before, const Manifest &after, const Pairing &pairing,
               Rare<Check> allow = {}, std::optional<uint64_t> links = {},
               const StagedObjects &staged = {}, EditVerdict edits = {});

/// One line per finding, "CHECK: LIBRARY: TEXT", or one line that says what was found clean.
void printText(const Verdict &verdict, llvm::raw_ostream &out);

} // namespace armeld
