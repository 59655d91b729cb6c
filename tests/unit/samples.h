// Documents with every field set, and with as few as there can be, made from the structs'
// description.
//
// They show that what is written can be read again, and (tests/schemas.bats) that struct and schema
// agree: `unit-tests --samples DIR` writes them as files.
#pragma once

#include "json/json.h"

namespace samples {

/// How much of a struct is filled: `least` leaves out what may be absent, `outer` only what may be
/// absent inside of that.
enum class Extent { least, outer, full };
constexpr Extent extents[] = {Extent::least, Extent::outer, Extent::full};

/// Fills structs. Numbers and names are different each time; enums and the spelling of names follow
/// `round`, so that a few rounds meet all.
struct Filler {
  Extent extent;
  unsigned round;
  uint64_t next = 1;

  template <class T> void fill(T &to) {
    if constexpr (std::is_same_v<T, bool>) {
      to = true;
    } else if constexpr (std::is_integral_v<T>) {
      to = T(next++);
    } else if constexpr (std::is_enum_v<T>) {
      using All = boost::describe::describe_enumerators<T>;
      unsigned wanted = round % boost::mp11::mp_size<All>::value;
      boost::mp11::mp_for_each<All>([&](auto d) {
        if (wanted-- == 0)
          to = d.value;
      });
    } else if constexpr (std::is_same_v<T, armeld::Digest>) {
      to = armeld::digestOf(std::to_string(next++));
    } else if constexpr (std::is_same_v<T, armeld::Name>) {
      static const std::string spellings[] = {"plain", "sp ace/\"quote\"\\", "\xc3\xa4\xe2\x82\xac",
                                              "\xff\xfe not UTF-8", "line\nbreak\x01"};
      to = armeld::keep(spellings[round % std::size(spellings)] + std::to_string(next++));
    } else if constexpr (armeld::json::isOptional<T> || armeld::json::isRare<T>) {
      Extent here = extent;
      if (extent == Extent::outer)
        extent = Extent::least;
      fillPresent(to);
      extent = here;
    } else if constexpr (armeld::json::isList<T>) {
      fillPresent(to);
    } else if constexpr (armeld::json::isMap<T>) {
      to.resize(2);
      for (auto &[digest, value] : to) {
        fill(digest);
        fill(value);
      }
      llvm::sort(to, [](const auto &a, const auto &b) { return a.first < b.first; });
    } else {
      boost::mp11::mp_for_each<armeld::json::Fields<T>>([&](auto d) {
        using Field = std::remove_cvref_t<decltype(to.*d.pointer)>;
        if (extent != Extent::least || !armeld::json::mayBeAbsent<Field>)
          fill(to.*d.pointer);
      });
      if constexpr (std::is_base_of_v<armeld::Edit, T>)
        sortNames(to);
    }
  }

  template <class T> void fillPresent(std::optional<T> &to) { fill(to.emplace()); }
  template <class T> void fillPresent(std::vector<T> &to) {
    to.resize(2);
    for (T &element : to)
      fill(element);
  }
};

template <class Document> Document make(Extent extent, unsigned round) {
  Document document;
  Filler{extent, round}.fill(document);
  return document;
}

/// A manifest whose members have their objects.
template <> inline armeld::Manifest make(Extent extent, unsigned round) {
  Filler filler{extent, round};
  armeld::Manifest manifest;
  filler.fill(manifest.libraries);
  for (armeld::Library &library : manifest.libraries) {
    library.size = 1 << 20;
    for (armeld::Member &member : library.members) {
      armeld::Object object;
      filler.fill(object);
      object.size = member.size;
      manifest.objects.emplace_back(member.object, object);
    }
  }
  llvm::sort(manifest.objects, [](const auto &a, const auto &b) { return a.first < b.first; });
  return manifest;
}

/// Rounds that meet every enumerator of every enum.
constexpr unsigned rounds = 16;

} // namespace samples
