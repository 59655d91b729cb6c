// The name of an object: the BLAKE3 digest of its bytes.
//
// Two members hold the same object when their digests are equal, whatever their names and sizes.
// LLVM ships BLAKE3, it is as fast as memory can be read, and `b3sum` prints the same values.
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMapInfo.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace armeld {

struct Digest {
  std::array<uint8_t, 32> bytes{};

  auto operator<=>(const Digest &) const = default;

  /// 64 lower-case hexadecimal digits.
  std::string hex() const;
  static std::optional<Digest> fromHex(llvm::StringRef text);
  /// The first digits: enough for a person to tell objects apart.
  std::string abbreviated() const { return hex().substr(0, 12); }

  /// The bytes of a digest are evenly distributed, so the first ones are a good hash value.
  uint64_t hash() const {
    uint64_t value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
};

Digest digestOf(llvm::StringRef bytes);

/// The chaining value of a node in BLAKE3's tree. It identifies `partBytes` bytes at a multiple of
/// `partBytes`, as surely as a digest identifies a whole.
using PartDigest = std::array<uint8_t, 32>;
constexpr size_t partBytes = 8192;

/// The digest of `bytes`. Also returns the nodes of its parts, in order, except for up to 16383
/// bytes at the end. With them, a second digest over much of the same bytes need not read them
/// again.
Digest digestOf(llvm::StringRef bytes, std::vector<PartDigest> &parts);

/// Feeds a digest piece by piece. A number is fed as 8 bytes, least significant first.
class Digester {
public:
  void bytes(llvm::StringRef piece) {
    if (piece.size() > waiting.size() - waitingBytes)
      return fillUp(piece);
    if (!piece.empty())
      std::memcpy(waiting.data() + waitingBytes, piece.data(), piece.size());
    waitingBytes += piece.size();
  }
  void number(uint64_t value) {
    char buffer[8];
    llvm::support::endian::write64le(buffer, value);
    bytes(llvm::StringRef(buffer, sizeof buffer));
  }
  /// The length and then the text, so that adjacent texts cannot run into each other.
  void text(llvm::StringRef piece) {
    number(piece.size());
    bytes(piece);
  }
  /// The bytes of `file` from `begin` to `end`. Whole parts are fed as their digests, so the result
  /// is equal only for equal bytes at the same offset. `parts` are those of the file.
  void place(llvm::StringRef file, uint64_t begin, uint64_t end, llvm::ArrayRef<PartDigest> parts);
  Digest finish() const;
  /// The digest of the same bytes followed by zeros and the number of zeros, so many that BLAKE3
  /// fills all its lanes. Hashing 16000 bytes takes twice as long as hashing 16384.
  Digest finishPadded();

private:
  void fillUp(llvm::StringRef piece);

  // BLAKE3 is fastest on multiples of 16 KiB at a multiple of that, and slow on single numbers.
  llvm::BLAKE3 hasher;
  std::array<char, 16384> waiting;
  size_t waitingBytes = 0;
};

/// Feeds records to a digest, in blocks: one call per record would cost more than the digest.
template <class Record> class RecordDigester {
public:
  explicit RecordDigester(Digester &digester) : digester(digester) {}
  ~RecordDigester() { flush(); }
  RecordDigester(const RecordDigester &) = delete;
  RecordDigester &operator=(const RecordDigester &) = delete;

  /// Returns the copy of the record, which may be changed until the next call.
  Record &add(const Record &record) {
    if (count == block.size())
      flush();
    block[count] = record;
    return block[count++];
  }

private:
  void flush() {
    digester.bytes({reinterpret_cast<const char *>(block.data()), count * sizeof(Record)});
    count = 0;
  }

  Digester &digester;
  std::array<Record, 16384 / sizeof(Record)> block;
  size_t count = 0;
};

} // namespace armeld

template <> struct llvm::DenseMapInfo<armeld::Digest> {
  static armeld::Digest getEmptyKey() {
    armeld::Digest key;
    key.bytes.fill(0xff);
    return key;
  }
  static armeld::Digest getTombstoneKey() {
    armeld::Digest key;
    key.bytes.fill(0xfe);
    return key;
  }
  static unsigned getHashValue(const armeld::Digest &digest) { return unsigned(digest.hash()); }
  static bool isEqual(const armeld::Digest &a, const armeld::Digest &b) { return a == b; }
};
