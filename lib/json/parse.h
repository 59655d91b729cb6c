// Boost's parser on a whole text.
#pragma once

#include "base/error.h"

#include <boost/json/basic_parser_impl.hpp>

namespace armeld::json {

/// A base of handlers of boost::json::basic_parser: sizes are limited by the document's only.
struct NoLimits {
  static constexpr size_t max_object_size = size_t(-1);
  static constexpr size_t max_array_size = size_t(-1);
  static constexpr size_t max_key_size = size_t(-1);
  static constexpr size_t max_string_size = size_t(-1);
};

/// Lets `parser` read all of `text`. Returns how far it came; a fault is in `code`.
template <class Handler>
size_t parse(boost::json::basic_parser<Handler> &parser, StringRef text,
             boost::json::error_code &code) {
  size_t parsed = parser.write_some(/*more=*/true, text.data(), text.size(), code);
  if (!code && parsed == text.size())
    parser.write_some(/*more=*/false, nullptr, 0, code);
  return parsed;
}

/// Says what is wrong with a text that is not JSON, or is no document of that schema.
Error checkOutline(StringRef text, StringRef place, StringRef schema);

} // namespace armeld::json
