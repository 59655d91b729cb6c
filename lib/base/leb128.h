// Unsigned numbers in LEB128, as in wasm and in LLVM's tables of significant addresses.
#pragma once

#include "base/error.h"

#include "llvm/Support/LEB128.h"

#include <optional>

namespace armeld {

/// Takes a number off the front of `bytes`. Nothing if it is unterminated or exceeds 64 bits.
inline std::optional<uint64_t> takeUleb128(StringRef &bytes) {
  unsigned length = 0;
  const char *error = nullptr;
  StringRef longest = bytes.take_front(10); // of 64 bits; LLVM shifts on
  uint64_t value = llvm::decodeULEB128(longest.bytes_begin(), &length, longest.bytes_end(), &error);
  if (error)
    return std::nullopt;
  bytes = bytes.drop_front(length);
  return value;
}

} // namespace armeld
