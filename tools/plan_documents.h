// What tools share that read plans.
#pragma once

#include "cli.h"

#include "documents/merge_plans.h"

namespace cli {

/// The plans in these files as one; there is at least one.
inline Expected<armeld::Plan> readPlans(const std::vector<std::string> &paths) {
  std::vector<armeld::Plan> plans;
  for (const std::string &path : paths) {
    Expected<armeld::Plan> plan = armeld::readPlan(path);
    if (!plan)
      return plan.takeError();
    plans.push_back(std::move(*plan));
  }
  return plans.size() == 1 ? std::move(plans.front()) : armeld::mergePlans(std::move(plans));
}

} // namespace cli
