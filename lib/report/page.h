// The report as a page: one file with totals, plots and tables, which needs no network.
//
// lib/report/page/ has what the page is made of. The numbers stand in it as JSON.
#pragma once

#include "documents/explanation.h"
#include "report/report.h"

namespace armeld {

/// What plans say for the page.
struct PlanNotes {
  std::vector<ExplainedPin> pins;
  std::vector<Conflict> conflicts;
};

/// Writes the page. `report` is of `steps`; `sections` are what it has its kinds of. `notes` is
/// null where no plan is given.
void printPage(const Report &report, llvm::ArrayRef<Step> steps, llvm::ArrayRef<Sections> sections,
               const PlanNotes *notes, llvm::raw_ostream &out);

} // namespace armeld
