#include "verify/search.h"

namespace armeld {

bool sameDefinition(const Classes &classes, const Site &a, const Site &b) {
  return classes.originalOf(a.classId()) == classes.originalOf(b.classId()) ||
         (a.comdat && b.comdat && *a.comdat == *b.comdat);
}

Rivals::Rivals(const Comparison &set, const Library *workspace)
    : set(set), rivals(set.classes.symbols()) {
  Search search(set.classes);
  for (const Pairing::Pair &pair : set.pairing.libraries) {
    if (!pair.after || set.pairing.workspaceFor(*pair.before) != workspace)
      continue;
    const Contents &slimmed = *set.at(pair.after);
    search.index(&slimmed);
    for (size_t i = 0; i < slimmed.size(); ++i) {
      for (const Provision &provision : set.classes[slimmed.classes[i]].provides) {
        Site site = search.find(provision.symbol);
        if (site.index == i)
          add(rivals[provision.symbol], site);
      }
    }
  }
}

/// If one of them is no stub of an import library, there is one among the two.
void Rivals::add(std::array<Site, 2> &known, const Site &site) const {
  if (!known[0])
    known[0] = site;
  else if ((!known[1] || (areAllStubs(known) && !isStub(site))) &&
           !sameDefinition(set.classes, known[0], site))
    known[1] = site;
}

bool Rivals::isStub(const Site &site) const {
  return !set.classes[site.classId()].object->import_parts.empty();
}

bool Rivals::areAllStubs(const std::array<Site, 2> &sites) const {
  return llvm::all_of(sites, [&](const Site &site) { return !site || isStub(site); });
}

} // namespace armeld
