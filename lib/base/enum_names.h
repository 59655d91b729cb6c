// Enumerators as words.
//
// A rule, a check or a format is one enumerator, and has one name. Documents spell it as C++ does,
// `first_definition`, so that it can be a field's value and jq's `.first_definition` alike. Command
// lines and messages spell it with hyphens, `first-definition`, as they spell options. Command
// lines take the documents' spelling as well, so that a word can be copied from a document.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <optional>
#include <string>

namespace armeld {

/// The name in messages and on command lines: "first-definition".
template <class E> std::string spelled(E value) {
  std::string name = boost::describe::enum_to_string(value, "?");
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

/// The enumerator of that name, in either spelling.
template <class E> std::optional<E> enumeratorNamed(llvm::StringRef name) {
  std::string field = name.str();
  std::replace(field.begin(), field.end(), '-', '_');
  E value;
  if (!boost::describe::enum_from_string(field.c_str(), value))
    return std::nullopt;
  return value;
}

/// The names of all enumerators: "kind, unique, first-definition".
template <class E> std::string allSpelled() {
  std::string all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto d) { all += (all.empty() ? "" : ", ") + spelled(d.value); });
  return all;
}

} // namespace armeld
