// The checks, one function for each kind of finding (see Check in documents/verdict.h). Each states
// what must hold after melding, not how to get there, and adds its findings to the verdict.
#pragma once

#include "verify/comparison.h"

namespace armeld {

void checkMissing(Comparison &set);
void checkAdded(Comparison &set);
void checkMemberOrder(Comparison &set);
void checkImportPieces(Comparison &set);
void checkBinding(Comparison &set);
void checkSelfContained(Comparison &set);
void checkDuplicates(Comparison &set);
void checkSymbolTables(Comparison &set);
void checkAlignment(Comparison &set);

} // namespace armeld
