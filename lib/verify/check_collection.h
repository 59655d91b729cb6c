// Collection: libraries without what a plan removes, compared with the whole ones.
//
// It is not asked here what exports reach. A name to which something left refers has all the
// definitions that it had, and so has each export. So whatever is reached from exports is there,
// given that nothing left in an object refers to a section that went (`checkEdits` has compared
// them). What else decides about a link is played: which members it takes, which of several
// definitions it binds, which initialisers run in which order.
#pragma once

#include "verify/check_edits.h"

namespace armeld {

/// What `checkCollection` has found.
struct CollectionVerdict {
  std::vector<Finding> findings;
  uint64_t links = 0; ///< that were played
};

/// Compares `collected`, the libraries as the plan leaves them but for what is melded, and as
/// `checkEdits` left it, with the whole ones. `links` as in `verify`.
CollectionVerdict checkCollection(const EditedManifests &edits, const Manifest &collected,
                                  std::optional<uint64_t> links);

} // namespace armeld
