// How the types of fields appear in JSON: what reader, writer and schema test share.
#pragma once

#include "base/digest.h"
#include "base/names.h"

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <optional>
#include <vector>

namespace armeld::json {

template <class T> constexpr bool isOptional = false;
template <class T> constexpr bool isOptional<std::optional<T>> = true;
template <class T> constexpr bool isRare = false;
template <class T> constexpr bool isRare<Rare<T>> = true;
/// An object whose keys are digests.
template <class T> constexpr bool isMap = false;
template <class T> constexpr bool isMap<std::vector<std::pair<Digest, T>>> = true;
template <class T> constexpr bool isVector = false;
template <class T> constexpr bool isVector<std::vector<T>> = true;
template <class T> constexpr bool isList = isRare<T> || (isVector<T> && !isMap<T>);

/// A list of integers, or of such lists.
template <class T> constexpr bool isColumn = false;
template <class T> constexpr bool isColumn<std::vector<T>> = std::is_integral_v<T> || isColumn<T>;
template <class T> constexpr bool isColumn<Rare<T>> = isColumn<std::vector<T>>;

/// Whether a field of type T may be absent.
template <class T>
constexpr bool mayBeAbsent = std::is_same_v<T, bool> || isOptional<T> || isRare<T>;

template <class T> bool isAbsent(const T &value) {
  if constexpr (std::is_same_v<T, bool>)
    return !value;
  else if constexpr (isOptional<T>)
    return !value.has_value();
  else if constexpr (isRare<T>)
    return value.empty();
  else
    return false;
}

/// The public members of a described struct, inherited ones first.
template <class T>
using Fields = boost::describe::describe_members<T, boost::describe::mod_public |
                                                        boost::describe::mod_inherited>;

} // namespace armeld::json
