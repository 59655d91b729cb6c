// A libtool library file: shell assignments, one a line.
#pragma once

#include "base/error.h"

#include <optional>
#include <string>
#include <vector>

namespace armeld {

class LaFile {
public:
  /// Reads the text. An error, which names the line, if a value is not in quotes.
  static Expected<LaFile> parse(std::string text);

  /// The value of a variable, without its quotes, or nothing.
  std::optional<std::string> value(StringRef name) const;
  /// The offset of the first byte of a value, if the file has the variable.
  std::optional<size_t> valueOffset(StringRef name) const;
  StringRef text() const { return content; }

private:
  struct Value {
    std::string name;
    size_t begin;
    size_t end;
  };
  std::string content;
  std::vector<Value> values;
};

} // namespace armeld
