// What an object that rustc compiled says of its compiler and its sources.
#include "objects/rust_origin.h"

#include "base/cargo_package.h"

#include <gtest/gtest.h>

using namespace armeld;

namespace {

/// A text with zeros in it.
template <size_t n> StringRef zeros(const char (&text)[n]) { return {text, n - 1}; }

std::string packagesIn(StringRef constants) {
  Object object;
  readPanicPaths(constants, object);
  std::string all;
  for (Name package : object.packages)
    all += (all.empty() ? "" : " ") + package.str();
  return all;
}

std::string sourceIn(StringRef strings) {
  Object object;
  readDebugStrings(strings, object);
  return object.source.value_or("none").str();
}

} // namespace

TEST(RustOrigin, OfACommentOneLineIsTheCompilers) {
  Object object;
  readComment(zeros("\0GCC: (Debian 12.2.0) 12.2.0\0rustc version 1.95.0 (59807616e 2026-04-14)\0"),
              object);
  EXPECT_EQ(object.compiler, Name("rustc 1.95.0 (59807616e 2026-04-14)"));
  Object other;
  readComment(zeros("\0GCC: (Debian 12.2.0) 12.2.0\0"), other);
  EXPECT_FALSE(other.compiler);
}

TEST(RustOrigin, DebugStringsBeginWithTheCompileUnit) {
  Object object;
  readDebugStrings(zeros("clang LLVM (rustc version 1.63.0 (4b91a6ea7 2022-08-08) (Debian))\0"
                         "/r/src/index/tokio-1.40.0/src/lib.rs/@/tokio.61e88a0719143be4-cgu.0\0"
                         "/r/src/index/tokio-1.40.0\0"),
                   object);
  EXPECT_EQ(object.compiler, Name("rustc 1.63.0 (4b91a6ea7 2022-08-08) (Debian)"));
  EXPECT_EQ(object.source, Name("/r/src/index/tokio-1.40.0"));
}

TEST(RustOrigin, TheFolderOfTheFirstSourceFile) {
  EXPECT_EQ(sourceIn("/r/ring-0.17.8/src/lib.rs/@/ring.1-cgu.0"), "/r/ring-0.17.8");
  EXPECT_EQ(sourceIn("/r/wasm-1.2.0/rust/lib.rs/@/wasm.1-cgu.0"), "/r/wasm-1.2.0/rust");
  EXPECT_EQ(sourceIn("C:\\r\\ring-0.17.8\\src\\lib.rs\\@\\ring.1-cgu.0"), "C:\\r\\ring-0.17.8");
  EXPECT_EQ(sourceIn("plugins/one/src/lib.rs/@/one.1-cgu.0"), "plugins/one");
  EXPECT_EQ(sourceIn("src/lib.rs/@/one.1-cgu.0"), "none");
  EXPECT_EQ(sourceIn("lib.rs/@/one.1-cgu.0"), "none");
  EXPECT_EQ(sourceIn("/@/"), "none");
  EXPECT_EQ(sourceIn("/r/one/src/lib.rs"), "none");
  EXPECT_EQ(sourceIn("me@/here/"), "none");
  EXPECT_EQ(sourceIn("@"), "none");
  EXPECT_EQ(sourceIn(""), "none");
}

TEST(RustOrigin, CodeViewSaysTheCompilerInTheSecondRecord) {
  // Magic; a subsection of symbols with S_OBJNAME and S_COMPILE3.
  StringRef content = zeros("\4\0\0\0\xf1\0\0\0\x4d\0\0\0"
                            "\x8\0\1\x11\0\0\0\0x\0"
                            "\x41\0\x3c\x11....mm12345678abcdefgh"
                            "clang LLVM (rustc version 1.95.0 (5))\0\0\0\0");
  Object object;
  readCodeViewSymbols(content, object);
  EXPECT_EQ(object.compiler, Name("rustc 1.95.0 (5)"));
  for (size_t size = 0; size < content.size(); ++size) {
    Object cut;
    readCodeViewSymbols(content.take_front(size), cut); // reads nothing behind the end
  }
}

TEST(RustOrigin, CodeViewNamesTheCompileUnitAmongTheTypes) {
  Object object;
  readCodeViewTypes(
      zeros("\4\0\0\0@.@/\0\0\0\0a@b\0\0\0\0\0/r/x-1.0.0/src/lib.rs/@/x.1-cgu.0\0..@"), object);
  EXPECT_EQ(object.source, Name("/r/x-1.0.0"));
}

TEST(RustOrigin, PanicMessagesNamePackages) {
  EXPECT_EQ(packagesIn(zeros("/r/src/index-1/tokio-1.40.0/src/net/udp.rs\0"
                             "/r/src/index-1/mio-1.0.2/src/poll.rs\0"
                             "/r/src/index-1/tokio-1.40.0/src/net/tcp.rs\0")),
            "/r/src/index-1/tokio-1.40.0 /r/src/index-1/mio-1.0.2");
  EXPECT_EQ(packagesIn("C:\\r\\src\\index-1\\tokio-1.40.0\\src\\net\\udp.rs"),
            "C:\\r\\src\\index-1\\tokio-1.40.0");
}

TEST(RustOrigin, APathBehindAnotherTextHasNoKnownBegin) {
  EXPECT_EQ(packagesIn("called `unwrap()`/r/mio-1.0.2/src/poll.rs"), "mio-1.0.2");
  EXPECT_EQ(packagesIn("/rustc/5/library/core/src/ops.rs/r/mio-1.0.2/src/poll.rs"), "mio-1.0.2");
}

TEST(RustOrigin, OtherPathsNameNoPackage) {
  EXPECT_EQ(packagesIn("/home/me/x/src/poll.rs"), "");
  EXPECT_EQ(packagesIn("/r/zlib-1.2.3/src/inflate.c"), "");
  EXPECT_EQ(packagesIn("/src/"), "");
  Object known;
  known.source = Name("/r/x-1.0.0");
  readPanicPaths("/r/mio-1.0.2/src/poll.rs", known);
  EXPECT_TRUE(known.packages.empty());
}

TEST(CargoPackage, ANameMayHoldDigitsAndAVersionHyphens) {
  for (auto [part, name, version] : {std::tuple("sha1-0.10.6", "sha1", "0.10.6"),
                                     {"x86-64-1.0.0", "x86-64", "1.0.0"},
                                     {"ring-0.17.0-alpha.1", "ring", "0.17.0-alpha.1"},
                                     {"/a/b-1.0.0/c-2.0.0", "c", "2.0.0"},
                                     {"index.crates.io-1949cf8c6b5b557f", "", ""},
                                     {"-1.0.0", "", ""},
                                     {"tokio", "", ""},
                                     {"tokio-", "", ""},
                                     {"", "", ""}}) {
    EXPECT_EQ(packageOf(part).name, name) << part;
    EXPECT_EQ(packageOf(part).version, version) << part;
  }
}

TEST(CargoPackage, VersionsAreCompatibleUpToTheFirstNumberThatIsNotZero) {
  for (auto [version, common] : {std::pair("1.40.0", "1"),
                                 {"10.2.0", "10"},
                                 {"0.3.2", "0.3"},
                                 {"0.10.1", "0.10"},
                                 {"0.0.7", "0.0.7"},
                                 {"0.0.0", "0.0.0"},
                                 {"2.0.0-rc.1", "2"},
                                 {"", ""}})
    EXPECT_EQ(compatibleWith(version), common) << version;
}
