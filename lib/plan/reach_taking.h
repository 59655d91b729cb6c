// Which references take objects out of libraries.
#pragma once

#include "plan/reach.h"

#include "llvm/ADT/StringExtras.h"

namespace armeld {

/// A common symbol takes a definition of it, as a reference does (GNU ld's manual, "--no-define-
/// common"; lld takes it with --fortran-common).
template <class Body> void Reach::forEachTaking(const ObjectNode &object, Body body) const {
  const Object &facts = *object.facts;
  for (size_t i = 0; i < facts.defines.size(); ++i)
    if (facts.defines[i].binding == Binding::common)
      body(object.symbols[i]);
  for (size_t i = 0; i < facts.references.size(); ++i)
    body(object.symbols[facts.defines.size() + i]);
}

/// Whether the name is one of those that compilers call without being asked to: reserved for them,
/// or a function of C that they know (LLVM's RuntimeLibcalls).
inline bool isReservedName(Name name) {
  if (name.starts_with("__"))
    return true;
  constexpr StringRef known[] = {
      "memcpy", "memmove", "memset",    "memcmp",    "bcmp", "bzero", "strlen", "sqrt",
      "fmod",   "fma",     "pow",       "exp",       "exp2", "exp10", "log",    "log2",
      "log10",  "sin",     "cos",       "sincos",    "tan",  "ceil",  "floor",  "trunc",
      "rint",   "round",   "nearbyint", "roundeven", "fmin", "fmax",  "ldexp",  "frexp",
      "lround", "llround", "lrint",     "llrint",    "abort"};
  name.consume_front("_");
  for (StringRef suffix : {"", "f", "l"}) {
    Name base = name;
    if (base.consume_back(suffix) && llvm::is_contained(known, base))
      return true;
  }
  return false;
}

} // namespace armeld
