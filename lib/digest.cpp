#include "digest.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

std::string Digest::hex() const { return llvm::toHex(bytes, /*LowerCase=*/true); }

std::optional<Digest> Digest::fromHex(llvm::StringRef text) {
  Digest digest;
  if (text.size() != 2 * digest.bytes.size())
    return std::nullopt;
  for (size_t i = 0; i < digest.bytes.size(); ++i) {
    // Upper case is refused: one object has one spelling.
    if (llvm::isUpper(text[2 * i]) || llvm::isUpper(text[2 * i + 1]) ||
        !llvm::tryGetHexFromNibbles(text[2 * i], text[2 * i + 1], digest.bytes[i]))
      return std::nullopt;
  }
  return digest;
}

Digest digestOf(llvm::StringRef bytes) {
  Digester digester;
  digester.bytes(bytes);
  return digester.finish();
}

void Digester::number(uint64_t value) {
  char buffer[8];
  llvm::support::endian::write64le(buffer, value);
  bytes(llvm::StringRef(buffer, sizeof buffer));
}

Digest Digester::finish() const {
  Digest digest;
  llvm::BLAKE3Result<32> result = llvm::BLAKE3(hasher).final();
  std::copy(result.begin(), result.end(), digest.bytes.begin());
  return digest;
}

} // namespace armeld
