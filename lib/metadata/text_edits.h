// A text and what changes in it. What no edit names stays, byte for byte.
#pragma once

#include "base/error.h"

#include <map>
#include <string>

namespace armeld {

class TextEdits {
public:
  /// Puts `text` where the `length` bytes at `offset` are. Edits do not overlap; of insertions at
  /// one place, the first comes first.
  void replace(size_t offset, size_t length, const Twine &text) {
    Edit &edit = edits[offset];
    edit.length += length;
    edit.text += text.str();
  }
  void insert(size_t offset, const Twine &text) { replace(offset, 0, text); }

  std::string appliedTo(StringRef text) const {
    std::string result;
    size_t done = 0;
    for (const auto &[offset, edit] : edits) {
      result += text.slice(done, offset);
      result += edit.text;
      done = offset + edit.length;
    }
    return result + text.substr(done).str();
  }

private:
  struct Edit {
    size_t length = 0;
    std::string text;
  };
  std::map<size_t, Edit> edits; ///< by offset
};

} // namespace armeld
