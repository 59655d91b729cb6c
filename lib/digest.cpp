#include "digest.h"

#include "llvm-c/blake3.h"
#include "llvm/ADT/StringExtras.h"

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

Digest digestOf(llvm::StringRef bytes, std::vector<PartDigest> &parts) {
  // LLVM's BLAKE3 keeps the chaining values of what it has read on a stack. When a whole part has
  // been read from an aligned place, the last two are those of its halves: they are merged only
  // when more comes. Source: BLAKE3's paper, section 5.1.2; hasher_push_cv in blake3.c.
  parts.clear();
  llvm_blake3_hasher hasher;
  llvm_blake3_hasher_init(&hasher);
  for (; bytes.size() >= partBytes; bytes = bytes.drop_front(partBytes)) {
    llvm_blake3_hasher_update(&hasher, bytes.data(), partBytes);
    constexpr size_t valueBytes = LLVM_BLAKE3_OUT_LEN;
    static_assert(sizeof(PartDigest) == 2 * valueBytes);
    std::memcpy(&parts.emplace_back(), hasher.cv_stack + (hasher.cv_stack_len - 2) * valueBytes,
                sizeof(PartDigest));
  }
  llvm_blake3_hasher_update(&hasher, bytes.data(), bytes.size());
  Digest digest;
  llvm_blake3_hasher_finalize(&hasher, digest.bytes.data(), digest.bytes.size());
  return digest;
}

/// `piece` is more than there is room for.
void Digester::fillUp(llvm::StringRef piece) {
  if (waitingBytes != 0) {
    size_t room = waiting.size() - waitingBytes;
    std::memcpy(waiting.data() + waitingBytes, piece.data(), room);
    hasher.update({waiting.data(), waiting.size()});
    waitingBytes = 0;
    piece = piece.drop_front(room);
  }
  if (size_t whole = piece.size() / waiting.size() * waiting.size()) {
    hasher.update(piece.take_front(whole));
    piece = piece.drop_front(whole);
  }
  bytes(piece);
}

Digest Digester::finish() const {
  Digest digest;
  llvm::BLAKE3 whole = hasher;
  whole.update({waiting.data(), waitingBytes});
  llvm::BLAKE3Result<32> result = whole.final();
  std::copy(result.begin(), result.end(), digest.bytes.begin());
  return digest;
}

} // namespace armeld
