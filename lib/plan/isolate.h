// Isolation: libraries that define the same symbols differently get names of their own for them.
//
// A symbol that two libraries define in different objects makes "multiple definition" errors, or
// one library calls into the other. Renaming what conflicts is not enough: an object that mentions
// a renamed symbol is not equal any more to its copies in other libraries, so that what it defines
// conflicts as well. So the planner refines a partition of the objects until nothing changes: the
// class of an object follows from its equivalence digest and from the classes of those objects
// that define, in its library, the conflicting symbols that it mentions. A symbol's new name is
// NAME.HASH, where HASH follows from the classes of the objects that define it: by content, so
// that equal parts of libraries stay equal, and still meld.
//
// A weak or COMDAT definition conflicts only where it mentions what is renamed: the linker would
// keep one copy for all libraries, and with it one library's symbols. What exactly a COMDAT
// mentions a manifest does not say, so all that its object mentions counts.
#pragma once

#include "documents/plan.h"
#include "plan/exports.h"

namespace armeld {

struct IsolationRequest {
  const Exports &exports;
  bool hide = false; ///< whether what is not exported gets hidden visibility
};

/// What isolate-plan decides.
struct Isolation {
  Plan plan;
  /// Symbols that conflict and cannot be renamed, with the reason: these libraries still do not
  /// link together.
  std::vector<std::string> warnings;
};

/// Makes the plan. The manifest must outlive it. A workspace library of an earlier run stays as it
/// is: libraries that were melded then may need it. An error if exports conflict.
Expected<Isolation> isolate(const Manifest &manifest, const IsolationRequest &request);

/// Prints which symbols get new names, in which libraries, and what the program then has twice.
void explainIsolation(const Plan &plan, llvm::raw_ostream &out);

} // namespace armeld
