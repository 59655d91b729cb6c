// What links are played on: it depends on the libraries alone, and serves any number of links.
#pragma once

#include "verify/link_index.h"
#include "verify/link_tolerance.h"

namespace armeld {

struct LinkGround {
  /// `set` must outlive it.
  explicit LinkGround(const Comparison &set)
      : objects(set.classes), tolerance(findTolerance(set, objects)), index(set, objects) {}

  LinkObjects objects;
  LinkTolerance tolerance;
  LinkIndex index;
};

} // namespace armeld
