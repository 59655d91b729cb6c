// Shell patterns (base/glob.h), held against fnmatch(3).
#include "base/glob.h"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

using namespace armeld;

static void expectAsFnmatch(const std::string &name, const std::string &pattern) {
  EXPECT_EQ(matchesGlob(Name(name), Name(pattern)), fnmatch(pattern.c_str(), name.c_str(), 0) == 0)
      << "'" << name << "' and '" << pattern << "'";
}

TEST(Glob, IsThatOfFnmatch) {
  for (const char *pattern : {"",
                              "*",
                              "?",
                              "a",
                              "a*",
                              "*b",
                              "a*b*c",
                              "[abc]",
                              "[!a]",
                              "[^a]",
                              "[a-c]",
                              "[]]",
                              "[]a]",
                              "[!]a]",
                              "[a-]",
                              "[-a]",
                              "[a",
                              "[",
                              "[]",
                              "[!]",
                              "\\*",
                              "\\",
                              "a\\",
                              "[\\]]",
                              "[a\\]",
                              "[[:alpha:]]",
                              "[[:digit:]x]",
                              "[![:upper:]]",
                              "[[.a.]]",
                              "[[=a=]]",
                              "[[:alpha:]-z]",
                              "*[[:digit:]]",
                              "**",
                              "*?*",
                              "[*]",
                              "[?]",
                              "a[b]c"})
    for (const char *name : {"",   "a",   "b",  "c",  "-",   "]",  "[",     "*", "\\", "1", "A",
                             "ab", "abc", "a1", "[a", "a\\", "[]", "axbyc", "!", "^",  "?"})
      expectAsFnmatch(name, pattern);
}

TEST(Glob, IsThatOfFnmatchForRandomPatterns) {
  std::mt19937 random(1);
  auto text = [&](const char *letters, size_t most) {
    std::string text(random() % (most + 1), ' ');
    for (char &c : text)
      c = letters[random() % strlen(letters)];
    return text;
  };
  for (int i = 0; i < 20000; ++i)
    expectAsFnmatch(text("abc-]x", 6), text("ab*?[]!-c\\", 8));
}
