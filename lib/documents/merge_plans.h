// Several plans over the same libraries, carried out at once.
#pragma once

#include "documents/plan.h"

namespace armeld {

/// One plan that does what all of them do. At most one may have a workspace library, and drop
/// members for it; a member is edited as all plans say that edit it, and so is its copy in the
/// workspace library. There is at least one plan. Errors name the member that two plans contradict
/// each other about, or the library or member that one of them lacks.
Expected<Plan> mergePlans(std::vector<Plan> plans);

} // namespace armeld
