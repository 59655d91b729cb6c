// A plan in words, for readers who find that something looks wrong or too big.
#pragma once

#include "documents/explanation.h"

namespace armeld {

/// What moves and what it saves, what is pinned and why, what nearly matched, and which symbols the
/// libraries will still define against each other: grouped by crate and by reason, the largest
/// first.
Explanation explain(const Plan &plan, const Manifest &manifest);

/// The pins of any plan with their reasons, those of held objects included; the most expensive
/// first.
std::vector<ExplainedPin> pinsWithReasons(const Plan &plan);

/// Writes an explanation as text, of each table the largest rows.
void printText(const Explanation &explanation, llvm::raw_ostream &out);

/// Warnings that need no request, a line each: the earlier workspace library holds objects that
/// would not move with these libraries; a library's symbol table is stale; a library may refer to
/// anything (see opaque_warnings.h).
std::vector<std::string> warningsOf(const Plan &plan, const Manifest &manifest);

/// Writes what happens to each member whose name is `member` or matches it as a pattern, in all
/// libraries. False if there is none.
bool explainMember(const Plan &plan, const Manifest &manifest, Name member, llvm::raw_ostream &out);

/// The crate that a member's name contains, or another group ("(C objects)", "(other members)").
std::string crateOf(Name member);

} // namespace armeld
