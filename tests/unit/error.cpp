#include "base/error.h"

#include <gtest/gtest.h>

#include <cerrno>

using namespace armeld;

TEST(Error, GathersItsPlaceOnTheWayUp) {
  Error error = at("libfoo.a", at(memberPlace(11, "x.o") + " at 0x4c8",
                                  failure("size runs past the end of the file")));
  EXPECT_EQ(text(std::move(error)),
            "libfoo.a: member 12 'x.o' at 0x4c8: size runs past the end of the file");
}

TEST(Error, SuccessStaysSuccess) { EXPECT_FALSE(bool(at("somewhere", Error::success()))); }

TEST(Error, SystemFailureSaysWhatTheCLibrarySays) {
  EXPECT_EQ(text(systemFailure(ENOENT)), "No such file or directory");
}

TEST(Error, IsOneLine) { EXPECT_EQ(text(failure("two\nlines")), "two\\x0alines"); }

TEST(Error, EscapedOnceOnly) {
  EXPECT_EQ(text(at("outer", at(shown("a\nb"), failure("c")))), "outer: a\\x0ab: c");
}

TEST(Shown, LeavesReadableTextAlone) {
  EXPECT_EQ(shown("plain name.o"), "plain name.o");
  EXPECT_EQ(shown("\xc3\xa4\xe2\x82\xac\xf0\x9f\xa6\x80"), "\xc3\xa4\xe2\x82\xac\xf0\x9f\xa6\x80");
  EXPECT_EQ(shown(""), "");
}

TEST(Shown, EscapesControlCharactersAndWhatIsNotUtf8) {
  EXPECT_EQ(shown(StringRef("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(shown("\x1b[31m\x7f"), "\\x1b[31m\\x7f");
  EXPECT_EQ(shown("\xff"), "\\xff");
  EXPECT_EQ(shown("\xc3"), "\\xc3") << "cut off";
  EXPECT_EQ(shown("\xc3\x28"), "\\xc3(") << "a bad second byte";
  EXPECT_EQ(shown("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(shown("\xc0\xaf"), "\\xc0\\xaf") << "longer than need be";
}

TEST(MemberPlace, CountsFromOne) { EXPECT_EQ(memberPlace(0, "a\tb.o"), "member 1 'a\\x09b.o'"); }
