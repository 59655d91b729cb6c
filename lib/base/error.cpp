#include "base/error.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

#include <system_error>

namespace armeld {

Error failure(const Twine &cause) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), cause);
}

Error systemFailure(std::error_code code) { return failure(code.message()); }

Error systemFailure(int errnoValue) { return failure(std::generic_category().message(errnoValue)); }

Error at(const Twine &place, Error error) {
  if (!error)
    return error;
  return failure(place + ": " + text(std::move(error)));
}

std::string text(Error error) { return shown(llvm::toString(std::move(error))); }

std::string shown(StringRef name) {
  std::string out;
  out.reserve(name.size());
  const auto *at = reinterpret_cast<const llvm::UTF8 *>(name.bytes_begin());
  const auto *end = reinterpret_cast<const llvm::UTF8 *>(name.bytes_end());
  while (at != end) {
    unsigned length = llvm::getNumBytesForUTF8(*at);
    bool printable = *at >= 0x20 && *at != 0x7f && length <= size_t(end - at) &&
                     llvm::isLegalUTF8Sequence(at, at + length);
    if (printable) {
      out.append(reinterpret_cast<const char *>(at), length);
      at += length;
    } else {
      out += "\\x";
      out += llvm::hexdigit(*at >> 4, true);
      out += llvm::hexdigit(*at & 15, true);
      ++at;
    }
  }
  return out;
}

std::string memberPlace(size_t index, StringRef name) {
  return ("member " + Twine(index + 1) + " '" + shown(name) + "'").str();
}

} // namespace armeld
