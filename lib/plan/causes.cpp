#include "plan/causes.h"

#include "llvm/Demangle/Demangle.h"
#include "llvm/Support/ErrorHandling.h"

namespace armeld {

std::string inLibrary(const Place &place) {
  std::string text = "'" + shown(place.member) + "' of " + shown(place.library);
  if (place.slice)
    text += "(" + shown(*place.slice) + ")";
  return text;
}

std::string readable(Name symbol) { return shown(llvm::demangle(symbol)); }

Causes::Causes(const Plan &plan) {
  for (const Pin &pin : plan.pins) {
    pins[pin.object] = &pin;
    for (const Digest &digest : pin.equivalent)
      pins[digest] = &pin;
  }
  for (const Pin &pin : plan.pins)
    findRoot(pin);
}

/// Finds the roots of all pins of a chain at once, which may be as long as there are pins. In an
/// edited plan it may be a circle.
void Causes::findRoot(const Pin &pin) {
  std::vector<const Pin *> chain;
  const Pin *root = &pin;
  for (const Pin *next = &pin; next;) {
    root = next;
    auto [entry, isNew] = roots.try_emplace(root, nullptr);
    if (!isNew) {
      root = entry->second ? entry->second : root;
      break;
    }
    chain.push_back(root);
    bool goesOn = root->rule == Rule::dependency && root->against;
    next = goesOn ? pinOf(root->against->object) : nullptr;
  }
  for (const Pin *passed : chain)
    roots[passed] = root;
}

std::string Causes::reason(const Pin &pin) const {
  std::string text = ownReason(pin);
  const Pin &root = rootOf(pin);
  if (&root != &pin)
    text += "; root cause: '" + shown(root.name) + "' " + ownReason(root);
  return text;
}

std::string Causes::ownReason(const Pin &pin) const {
  std::string symbol = pin.symbol ? "'" + readable(*pin.symbol) + "'" : "";
  std::string against = pin.against ? inLibrary(*pin.against) : "";
  switch (pin.rule) {
  case Rule::kind:
    return shown(pin.detail.value_or("a linker does not read it"));
  case Rule::objc:
    return "has classes or categories; " + shown(pin.detail.value_or(""));
  case Rule::exclude:
    return shown(pin.detail.value_or("was excluded"));
  case Rule::unique:
    return "defines " + symbol + (pin.against ? ", as does " + against : "") +
           (pin.detail ? ": " + shown(*pin.detail) : "");
  case Rule::dependency:
    return "needs " + symbol + ", which stays in " + against +
           (pin.against && !pinOf(pin.against->object) ? ", an object that is not shared" : "");
  case Rule::provided:
    return "defines " + symbol + ", which " + against +
           " refers to; a library without a definition of its own would get this one";
  case Rule::import_table:
  case Rule::shadowed:
  case Rule::first_definition:
  case Rule::search:
  case Rule::initialisers:
    if (!pin.symbol)
      return "link order decides between its " + shown(pin.detail.value_or("sections")) +
             " and that of " + against;
    return "defines " + symbol + ", as does " + against + ": " +
           shown(pin.detail.value_or("the first in link order wins"));
  }
  llvm_unreachable("a rule without words");
}

} // namespace armeld
