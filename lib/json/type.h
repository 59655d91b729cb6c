// What the reader has to know about a type, as data: the reader itself is no template.
#pragma once

#include "json/fields.h"

#include "llvm/ADT/ArrayRef.h"

#include <array>
#include <utility>

namespace armeld::json {

struct Type;

/// A place that takes the next value: its type and its address.
struct Slot {
  const Type *type = nullptr;
  void *to = nullptr;
};

struct Type {
  enum Kind { object, list, map, name, digest, enumeration, integer, flag };
  Kind kind;
  /// The fields of an object, or the enumerators of an enum.
  llvm::ArrayRef<StringRef> names = {};
  /// Of an object: bit i is set where field i must be there.
  uint64_t required = 0;
  /// Of an object: where field i goes. Of a list: where element i goes, which is added if it is the
  /// next one.
  Slot (*child)(void *to, size_t i) = nullptr;
  /// Of a map: where the value of entry i goes, which gets the key `key`. Else as `child`.
  Slot (*entry)(void *to, size_t i, const Digest &key) = nullptr;
  /// Of a list or map: adds elements, or removes them, until there are `count`.
  void (*resize)(void *to, size_t count) = nullptr;
  size_t elementBytes = 0; ///< memory of an element
  /// Of an enum: sets it to enumerator i.
  void (*choose)(void *to, size_t i) = nullptr;
  /// Of an integer: sets it if the number is in range. A number above INT64_MAX comes as `large`.
  bool (*setSigned)(void *to, int64_t number) = nullptr;
  bool (*setLarge)(void *to, uint64_t large) = nullptr;
  bool isSigned = false;
};

template <class T> const Type &typeOf();

/// Where a value for `to` goes: an optional field gets a value to be read into.
template <class T> Slot slotFor(T &to) {
  if constexpr (isOptional<T>)
    return slotFor(to.emplace());
  else
    return {&typeOf<T>(), &to};
}

/// The names in a list of descriptors of fields or enumerators.
template <class... D> constexpr auto namesIn(boost::mp11::mp_list<D...>) {
  return std::array<StringRef, sizeof...(D)>{
      StringRef(D::name, std::string_view(D::name).size())...};
}
template <class Descriptors>
inline constexpr auto namesOf =
    namesIn(boost::mp11::mp_rename<Descriptors, boost::mp11::mp_list>());

template <class T> constexpr Type objectType() {
  constexpr size_t count = boost::mp11::mp_size<Fields<T>>::value;
  static_assert(count <= 64, "a bit each");
  Type type{.kind = Type::object, .names = namesOf<Fields<T>>};
  type.child = [](void *to, size_t i) {
    return boost::mp11::mp_with_index<count>(i, [to](auto index) {
      using Field = boost::mp11::mp_at<Fields<T>, decltype(index)>;
      return slotFor(static_cast<T *>(to)->*Field::pointer);
    });
  };
  uint64_t bit = 1;
  boost::mp11::mp_for_each<Fields<T>>([&](auto d) {
    using Field = std::remove_cvref_t<decltype(std::declval<T &>().*d.pointer)>;
    type.required |= mayBeAbsent<Field> ? 0 : bit;
    bit <<= 1;
  });
  return type;
}

template <class T> constexpr Type enumType() {
  using All = boost::describe::describe_enumerators<T>;
  Type type{.kind = Type::enumeration, .names = namesOf<All>};
  type.choose = [](void *to, size_t i) {
    boost::mp11::mp_with_index<boost::mp11::mp_size<All>::value>(i, [to](auto index) {
      *static_cast<T *>(to) = boost::mp11::mp_at<All, decltype(index)>::value;
    });
  };
  return type;
}

template <class T> constexpr Type integerType() {
  Type type{.kind = Type::integer, .isSigned = std::is_signed_v<T>};
  auto set = [](void *to, auto number) {
    bool fits = std::in_range<T>(number);
    if (fits)
      *static_cast<T *>(to) = T(number);
    return fits;
  };
  type.setSigned = set;
  type.setLarge = set;
  return type;
}

template <class T> auto &element(T &list, size_t i) {
  return i == list.size() ? list.emplace_back() : list[i];
}

template <class T> constexpr Type containerType(Type::Kind kind) {
  Type type{.kind = kind, .elementBytes = sizeof(typename T::value_type)};
  type.resize = [](void *to, size_t count) { static_cast<T *>(to)->resize(count); };
  return type;
}

template <class T> constexpr Type makeType() {
  if constexpr (std::is_same_v<T, bool>) {
    return {.kind = Type::flag};
  } else if constexpr (std::is_integral_v<T>) {
    return integerType<T>();
  } else if constexpr (std::is_enum_v<T>) {
    return enumType<T>();
  } else if constexpr (std::is_same_v<T, Digest>) {
    return {.kind = Type::digest};
  } else if constexpr (std::is_same_v<T, Name>) {
    return {.kind = Type::name};
  } else if constexpr (isMap<T>) {
    Type type = containerType<T>(Type::map);
    type.entry = [](void *to, size_t i, const Digest &key) {
      auto &entry = element(*static_cast<T *>(to), i);
      entry.first = key;
      return slotFor(entry.second);
    };
    return type;
  } else if constexpr (isList<T>) {
    Type type = containerType<T>(Type::list);
    type.child = [](void *to, size_t i) { return slotFor(element(*static_cast<T *>(to), i)); };
    return type;
  } else {
    return objectType<T>();
  }
}

template <class T> const Type &typeOf() {
  static constexpr Type type = makeType<T>();
  return type;
}

} // namespace armeld::json
