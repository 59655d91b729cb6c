#include "base/digest.h"

#include <gtest/gtest.h>

using namespace armeld;

namespace {

/// The input of BLAKE3's own test vectors: 0, 1 ... 250, 0, 1 ...
std::string vectorInput(size_t length) {
  std::string bytes(length, '\0');
  for (size_t i = 0; i < length; ++i)
    bytes[i] = char(i % 251);
  return bytes;
}

} // namespace

// Source: test_vectors/test_vectors.json of the BLAKE3 repository, the first 32 bytes of "hash".
TEST(Digest, IsBlake3) {
  const std::pair<size_t, const char *> vectors[] = {
      {0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"},
      {1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213"},
      {1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7"},
      {1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444"},
      {102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085"},
  };
  for (auto [length, hex] : vectors)
    EXPECT_EQ(digestOf(vectorInput(length)).hex(), hex) << length;
}

TEST(Digest, PartsStandForTheirBytesAndPlace) {
  // The second part once more in third place, and a part and a bit for which there is no digest.
  std::string bytes = vectorInput(2 * partBytes);
  bytes +=
      bytes.substr(partBytes) + bytes.substr(0, partBytes) + bytes.substr(0, partBytes) + "end";
  std::vector<PartDigest> parts, others;
  EXPECT_EQ(digestOf(bytes, parts), digestOf(bytes));
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_NE(parts[1], parts[2]) << "equal bytes, another place";
  for (size_t changed = 0; changed < 4; ++changed) {
    std::string other = bytes;
    other[(changed + 1) * partBytes - 1] ^= 1;
    EXPECT_EQ(digestOf(other, others), digestOf(other));
    for (size_t part = 0; part < 4; ++part)
      EXPECT_EQ(parts[part] == others[part], part != changed) << changed << ' ' << part;
  }
  std::string shorter = bytes.substr(0, 2 * partBytes);
  EXPECT_EQ(digestOf(shorter, others), digestOf(shorter));
  ASSERT_EQ(others.size(), 2u);
  EXPECT_EQ(parts[0], others[0]);
  EXPECT_EQ(parts[1], others[1]);
}

TEST(Digest, PaddingTellsItsLength) {
  std::vector<Digest> digests;
  for (size_t length : {0, 1, 1016, 1017, 2000, 8184, 16370, 16383, 16384, 16385, 40000}) {
    Digester digester;
    digester.bytes(vectorInput(length));
    digests.push_back(digester.finishPadded());
    Digester longer;
    longer.bytes(vectorInput(length));
    longer.bytes(llvm::StringRef("\0", 1));
    digests.push_back(longer.finishPadded());
  }
  llvm::sort(digests);
  // Zero and one byte: the vectors begin with a zero, as the longer ones end.
  EXPECT_EQ(std::unique(digests.begin(), digests.end()) - digests.begin(), 21);
}

TEST(Digest, PiecesGiveTheSameAsTheWhole) {
  std::string whole = vectorInput(3000);
  Digester digester;
  for (size_t at = 0; at < whole.size(); at += 7)
    digester.bytes(llvm::StringRef(whole).substr(at, 7));
  EXPECT_EQ(digester.finish(), digestOf(whole));
  EXPECT_EQ(digester.finish(), digestOf(whole)) << "finish changes nothing";
}

TEST(Digest, TextsDoNotRunIntoEachOther) {
  Digester one, other;
  one.text("ab");
  one.text("c");
  other.text("a");
  other.text("bc");
  EXPECT_NE(one.finish(), other.finish());
}

TEST(Digest, NumbersAreEightBytesLittleEndian) {
  Digester number, bytes;
  number.number(0x0102030405060708);
  bytes.bytes("\x08\x07\x06\x05\x04\x03\x02\x01");
  EXPECT_EQ(number.finish(), bytes.finish());
}

TEST(Digest, HexRoundTrip) {
  Digest digest = digestOf("x");
  EXPECT_EQ(Digest::fromHex(digest.hex()), digest);
  EXPECT_EQ(digest.abbreviated(), digest.hex().substr(0, 12));
}

TEST(Digest, OtherSpellingsAreRefused) {
  std::string hex = digestOf("x").hex();
  EXPECT_FALSE(Digest::fromHex(""));
  EXPECT_FALSE(Digest::fromHex(hex + "0"));
  EXPECT_FALSE(Digest::fromHex(hex.substr(1)));
  EXPECT_FALSE(Digest::fromHex(llvm::StringRef(hex).upper()));
  std::string other = hex;
  other[17] = 'g';
  EXPECT_FALSE(Digest::fromHex(other));
}
