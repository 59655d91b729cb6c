// The checks, one function for each kind of finding (see Check in documents/verdict.h). Each states
// what must hold after melding, not how to get there, and adds its findings to the verdict.
#pragma once

#include "verify/comparison.h"

namespace armeld {

struct LinkGround;

void checkMissing(Comparison &set);
void checkAdded(Comparison &set);
void checkMemberOrder(Comparison &set);
void checkImportPieces(Comparison &set);
void checkBinding(Comparison &set);
void checkSelfContained(Comparison &set);
void checkDuplicates(Comparison &set);
/// `links`: how many links of random libraries are played besides those of each library alone and
/// of all of them; by default so many that all links take about as long as the other checks.
void checkLinks(Comparison &set, const LinkGround &ground, std::optional<uint64_t> links);
/// Collection, of which `set` holds the libraries before and after: links of programs that refer to
/// `exports` only. `links` as above. `dropsInitialisers`: those of objects that the exports do not
/// reach may be lost.
void checkCollectedLinks(Comparison &set, const llvm::DenseSet<Name> &exports,
                         bool dropsInitialisers, std::optional<uint64_t> links);
void checkSymbolTables(Comparison &set);
void checkAlignment(Comparison &set);

} // namespace armeld
