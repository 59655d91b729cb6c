#include "verify/given_up.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"

namespace armeld {

/// The checks that can fail where nobody asked the rule.
static std::vector<Check> checksGivenUp(Rule rule) {
  switch (rule) {
  case Rule::unique:
    // A strong symbol that moved may be defined by another library too, which then comes first; or
    // by another object that moved, beside it in the workspace library.
    return {Check::binding, Check::duplicates, Check::links};
  case Rule::first_definition:
    // The same for weak and common symbols and COMDATs. These may be many in one library.
    return {Check::binding, Check::links};
  case Rule::import_table:
    return {Check::import_pieces};
  case Rule::dependency:
    return {Check::self_contained, Check::links};
  case Rule::kind:
    // Gives up that only objects move. A member that could not be inspected may then be in the
    // workspace library, where nobody knows what it refers to: that is still found.
    return {};
  case Rule::search:
    // Is about COMDATs of equal content, which are equivalent definitions; but the members around
    // them differ.
  case Rule::shadowed:
    // The definitions that shadow an object are in the libraries, where a search finds them first,
    // or stand before it in the workspace library.
  case Rule::initialisers:
  case Rule::objc:
  case Rule::provided:
    return {Check::links};
  case Rule::exclude:
    // Keeps members where they are, which breaks nothing.
    return {};
  }
  llvm_unreachable("a rule that no check knows");
}

Rare<Check> checksGivenUp(const Policy &policy) {
  Rare<Check> checks;
  if (policy.name == PolicyName::greedy) // asks no rule but `kind`
    checks = {Check::import_pieces, Check::binding, Check::self_contained, Check::duplicates,
              Check::links};
  for (Rule rule : policy.allow)
    llvm::append_range(checks, checksGivenUp(rule));
  llvm::sort(checks);
  checks.erase(std::unique(checks.begin(), checks.end()), checks.end());
  return checks;
}

} // namespace armeld
