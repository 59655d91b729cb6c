#include "verify/verify.h"

#include "base/enum_names.h"
#include "verify/checks.h"

namespace armeld {

Verdict verify(const Manifest &before, const Manifest &after, const Pairing &pairing,
               Rare<Check> allow) {
  Comparison set(before, after, pairing);
  Verdict &verdict = set.verdict;
  verdict.allow = std::move(allow);
  if (!pairing.workspace.empty())
    verdict.workspace = pairing.workspace.front()->path;
  verdict.libraries = pairing.libraries.size();

  // Is everything there, and nothing else?
  checkMissing(set);
  checkAdded(set);
  checkMemberOrder(set);
  checkImportPieces(set);

  // Does it link as before?
  checkBinding(set);
  checkSelfContained(set);
  checkDuplicates(set);

  // Can linkers read it?
  checkSymbolTables(set);
  checkAlignment(set);

  bool broken = llvm::any_of(verdict.findings, [&](const Finding &finding) {
    return !llvm::is_contained(verdict.allow, finding.check);
  });
  verdict.outcome = broken ? Outcome::broken : Outcome::clean;
  return std::move(verdict);
}

void printText(const Verdict &verdict, llvm::raw_ostream &out) {
  for (const Finding &finding : verdict.findings) {
    out << spelled(finding.check) << ": " << shown(finding.library);
    if (finding.slice)
      out << "(" << shown(*finding.slice) << ")";
    out << ": " << finding.text << "\n";
  }
  if (verdict.outcome != Outcome::clean)
    return;
  out << "clean: " << verdict.libraries << " libraries, " << verdict.members << " members, "
      << verdict.symbols << " symbols";
  if (verdict.workspace)
    out << "; workspace library " << shown(*verdict.workspace);
  if (!verdict.findings.empty())
    out << "; findings allowed: " << verdict.findings.size();
  out << "\n";
}

} // namespace armeld
