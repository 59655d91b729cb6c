// The place of a value in a document, for errors: a JSON pointer (RFC 6901).
#pragma once

#include "base/error.h"

namespace armeld::json {

/// `name` as a step of a JSON pointer, with the slash in front.
std::string pointerStep(StringRef name);

/// Lives on the stack, and becomes text only when there is an error.
struct Pointer {
  const Pointer *parent = nullptr;
  StringRef key = {};
  size_t index = 0;

  std::string text() const;
  /// An error at this place. The root has the empty pointer, which is omitted.
  Error fault(const Twine &cause) const {
    return parent ? failure(text() + ": " + cause) : failure(cause);
  }
  Error expected(const Twine &what) const { return fault("expected " + what); }
};

} // namespace armeld::json
