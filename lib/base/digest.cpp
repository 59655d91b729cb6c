#include "base/digest.h"

#include "llvm-c/blake3.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

namespace armeld {

std::string Digest::hex() const { return llvm::toHex(bytes, /*LowerCase=*/true); }

/// The value of each hexadecimal digit, and -1 for all other characters. Upper case is refused: one
/// object has one spelling.
static constexpr std::array<int8_t, 256> digitValues = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (int8_t i = 0; i < 16; ++i)
    values[size_t("0123456789abcdef"[i])] = i;
  return values;
}();

std::optional<Digest> Digest::fromHex(llvm::StringRef text) {
  Digest digest;
  if (text.size() != 2 * digest.bytes.size())
    return std::nullopt;
  int fault = 0; // becomes negative where a digit is none
  for (size_t i = 0; i < digest.bytes.size(); ++i) {
    int high = digitValues[uint8_t(text[2 * i])], low = digitValues[uint8_t(text[2 * i + 1])];
    fault |= high | low;
    digest.bytes[i] = uint8_t(high << 4 | low);
  }
  return fault < 0 ? std::nullopt : std::optional(digest);
}

Digest digestOf(llvm::StringRef bytes) {
  Digester digester;
  digester.bytes(bytes);
  return digester.finish();
}

Digest digestOf(llvm::StringRef bytes, std::vector<PartDigest> &parts) {
  // LLVM's BLAKE3 keeps the chaining values of its input so far on a stack. After two parts from an
  // aligned offset, the last two values are those of the parts: they are merged only when more
  // input follows. One part at a time would be slower. Source: BLAKE3's paper, section 5.1.2;
  // hasher_push_cv in blake3.c.
  constexpr size_t valueBytes = sizeof(PartDigest);
  static_assert(valueBytes == LLVM_BLAKE3_OUT_LEN);
  parts.clear();
  llvm_blake3_hasher hasher;
  llvm_blake3_hasher_init(&hasher);
  for (; bytes.size() >= 2 * partBytes; bytes = bytes.drop_front(2 * partBytes)) {
    llvm_blake3_hasher_update(&hasher, bytes.data(), 2 * partBytes);
    parts.resize(parts.size() + 2);
    std::memcpy(parts.data() + parts.size() - 2,
                hasher.cv_stack + (hasher.cv_stack_len - 2) * valueBytes, 2 * valueBytes);
  }
  llvm_blake3_hasher_update(&hasher, bytes.data(), bytes.size());
  Digest digest;
  llvm_blake3_hasher_finalize(&hasher, digest.bytes.data(), digest.bytes.size());
  return digest;
}

/// For a `piece` larger than the room that is left.
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

void Digester::place(llvm::StringRef file, uint64_t begin, uint64_t end,
                     llvm::ArrayRef<PartDigest> parts) {
  number(begin);
  number(end);
  uint64_t first = llvm::divideCeil(begin, partBytes);
  uint64_t last = std::min<uint64_t>(end / partBytes, parts.size());
  if (first >= last)
    return bytes(file.slice(begin, end));
  bytes(file.slice(begin, first * partBytes));
  bytes({reinterpret_cast<const char *>(parts[first].data()), (last - first) * sizeof(PartDigest)});
  bytes(file.slice(last * partBytes, end));
}

Digest Digester::finish() const {
  Digest digest;
  llvm::BLAKE3 whole = hasher;
  whole.update({waiting.data(), waitingBytes});
  llvm::BLAKE3Result<32> result = whole.final();
  std::copy(result.begin(), result.end(), digest.bytes.begin());
  return digest;
}

Digest Digester::finishPadded() {
  constexpr size_t least = 1024; // a chunk of BLAKE3
  size_t padded = std::max<size_t>(llvm::PowerOf2Ceil(waitingBytes + sizeof(uint64_t)), least);
  size_t zeros = padded - waitingBytes - sizeof(uint64_t);
  for (size_t left = zeros; left != 0;) {
    static constexpr std::array<char, least> none{};
    size_t some = std::min(left, none.size());
    bytes({none.data(), some});
    left -= some;
  }
  number(zeros);
  return finish();
}

} // namespace armeld
