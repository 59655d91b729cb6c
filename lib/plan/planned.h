// What a manifest says of libraries and members, as plans repeat it.
#pragma once

#include "documents/plan.h"

namespace armeld {

/// The library without its members. Its size is expected to stay.
PlannedLibrary plannedLibrary(const Library &library);

/// The member, which holds `object`.
PlannedMember plannedMember(const Member &member, const Object &object);

} // namespace armeld
