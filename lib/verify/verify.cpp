#include "verify/verify.h"

#include "base/enum_names.h"
#include "os/parallel.h"
#include "verify/checks.h"
#include "verify/link_ground.h"

namespace armeld {

static void checkMembers(Comparison &set) {
  // Is everything there, and nothing else?
  checkMissing(set);
  checkAdded(set);
  checkMemberOrder(set);
  checkImportPieces(set);

  // Does it link as before?
  // What is one library now is searched as one, so what links of all bind is left to `links`.
  if (!set.pairing.isMerge) {
    checkBinding(set);
    checkSelfContained(set);
    checkDuplicates(set);
  }
}

Verdict verify(const Manifest &before, const Manifest &after, const Pairing &pairing,
               Rare<Check> allow, std::optional<uint64_t> links, const StagedObjects &staged,
               EditVerdict edits) {
  Comparison set(before, after, pairing, staged);
  Verdict &verdict = set.verdict;
  verdict.allow = std::move(allow);
  if (!pairing.workspace.empty())
    verdict.workspace = pairing.workspace.front()->path;
  verdict.libraries = pairing.libraries.size();
  verdict.edits = edits.members;
  verdict.links = edits.links;
  verdict.findings = std::move(edits.findings);

  // One core checks, and another one makes ready what links are played on.
  std::optional<LinkGround> ground;
  parallelFor(2, 0,
              [&](size_t part) { part == 0 ? checkMembers(set) : void(ground.emplace(set)); });
  auto isBroken = [&] {
    return llvm::any_of(verdict.findings, [&](const Finding &finding) {
      return !llvm::is_contained(verdict.allow, finding.check);
    });
  };
  // Links would only show again what is known to be wrong, less to the point.
  if (!isBroken())
    checkLinks(set, *ground, links);

  // Can linkers read it?
  checkSymbolTables(set);
  checkAlignment(set);

  verdict.outcome = isBroken() ? Outcome::broken : Outcome::clean;
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
      << verdict.symbols << " symbols, " << verdict.links << " links";
  if (verdict.edits)
    out << ", " << verdict.edits << " edited members";
  if (verdict.workspace)
    out << "; workspace library " << shown(*verdict.workspace);
  if (!verdict.findings.empty())
    out << "; findings allowed: " << verdict.findings.size();
  out << "\n";
}

} // namespace armeld
