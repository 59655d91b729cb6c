#include "json/writer.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Endian.h"

namespace armeld::json {

/// Whether JSON can hold `text` as it is. JSON strings are Unicode; a name is any bytes.
static bool isUtf8(Name text) {
  const auto *at = reinterpret_cast<const llvm::UTF8 *>(text.bytes_begin());
  return llvm::isLegalUTF8String(&at, reinterpret_cast<const llvm::UTF8 *>(text.bytes_end()));
}

/// How many of the first bytes of `text` need no escape in a JSON string, counted eight at a time:
/// ASCII without control characters, quotes and backslashes. May be up to 7 short.
static size_t plainBytes(StringRef text) {
  constexpr uint64_t ones = 0x0101010101010101, highs = 0x80 * ones;
  size_t done = 0;
  for (; text.size() - done >= 8; done += 8) {
    uint64_t word = llvm::support::endian::read64le(text.data() + done);
    // The high bit of a byte of `x - ones & ~x` is set where that byte of x is 0. Only the lowest
    // such bit is reliable.
    uint64_t quote = word ^ ('"' * ones), backslash = word ^ ('\\' * ones);
    uint64_t special = (word | ((word - 0x20 * ones) & ~word) | ((quote - ones) & ~quote) |
                        ((backslash - ones) & ~backslash)) &
                       highs;
    if (special)
      return done + size_t(llvm::countr_zero(special)) / 8;
  }
  return done;
}

void Writer::name(Name text) {
  bool plain = true;
  bool ascii = true;
  for (unsigned char c : text.drop_front(plainBytes(text)).bytes()) {
    plain &= c >= 0x20 && c != '"' && c != '\\';
    ascii &= c < 0x80;
  }
  if (!ascii && !isUtf8(text)) {
    put(R"({"bytes": ")");
    put(llvm::toHex(text, /*LowerCase=*/true));
    put("\"}");
    return;
  }
  put('"');
  if (plain) {
    put(text);
  } else {
    for (char c : text) {
      if (c == '"' || c == '\\')
        put('\\');
      if (static_cast<unsigned char>(c) >= 0x20) {
        put(c);
        continue;
      }
      put("\\u00");
      put(llvm::hexdigit(c >> 4, true));
      put(llvm::hexdigit(c & 15, true));
    }
  }
  put('"');
}

void Writer::putWhereFull(StringRef text) {
  flush();
  if (text.size() > bufferBytes)
    out << text;
  else
    put(text);
}

void Writer::digest(const Digest &v) {
  llvm::SmallString<2 * sizeof(v.bytes)> digits;
  llvm::toHex(v.bytes, /*LowerCase=*/true, digits);
  put('"');
  put(digits);
  put('"');
}

} // namespace armeld::json
