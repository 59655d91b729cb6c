#include "base/numbered_names.h"

#include <gtest/gtest.h>

using namespace armeld;

namespace {

TEST(NumberedNames, NumbersEachNameOnceInEachWorld) {
  NumberedNames names;
  EXPECT_EQ(names.find("a", 0), std::nullopt);
  EXPECT_EQ(names.add("a", 0), std::pair(0u, true));
  EXPECT_EQ(names.add("a", 1), std::pair(1u, true));
  EXPECT_EQ(names.add("", 0), std::pair(2u, true));
  EXPECT_EQ(names.add("a", 0), std::pair(0u, false));
  EXPECT_EQ(names.find("a", 1), 1u);
  EXPECT_EQ(names.find("", 0), 2u);
  EXPECT_EQ(names.find("", 1), std::nullopt);
  EXPECT_EQ(names[1], "a");
  EXPECT_EQ(names.size(), 3u);
}

TEST(NumberedNames, KeepsNumbersWhileItGrows) {
  std::vector<std::string> texts;
  for (unsigned i = 0; i < 10000; ++i)
    texts.push_back("name " + std::to_string(i));
  NumberedNames names;
  auto same = [](const std::string &text) { return Name(text); };
  for (unsigned i = 0; i < texts.size(); ++i) {
    names.expect(llvm::ArrayRef(texts).slice(i, 1), 7, same);
    EXPECT_EQ(names.add(texts[i], 7), std::pair(i, true));
  }
  names.reserve(100000);
  names.expect(texts, 7, same);
  for (unsigned i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(names.find(texts[i], 7), i);
    EXPECT_EQ(names.find(texts[i], 8), std::nullopt);
  }
}

} // namespace
