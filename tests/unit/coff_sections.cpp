// The parts that removing sections of COFF objects consists of.
#include "edit/coff_sections.h"
#include "edit/coff_names.h"
#include "edit/coff_symbol_lists.h"

#include <gtest/gtest.h>

namespace armeld {

using namespace std::string_literals;

TEST(CoffNames, KeepWhatIsUsedInOrder) {
  std::string table = "\x1b\0\0\0long_name\0unused\0other\0"s;
  CoffNames names(table);
  names.use(21); // other
  names.use(9);  // name, the end of long_name
  names.use(4);
  names.use(4);
  Error error = names.compact();
  ASSERT_FALSE(bool(error)) << text(std::move(error));
  EXPECT_EQ(names.bytes, "\x14\0\0\0long_name\0other\0"s);
  EXPECT_EQ(names.moved(4), 4u);
  EXPECT_EQ(names.moved(9), 9u);
  EXPECT_EQ(names.moved(21), 14u);
}

TEST(CoffNames, RefuseNamesOutsideOfTheTable) {
  auto refusal = [](StringRef table, uint32_t offset) {
    CoffNames names(table);
    names.use(offset);
    return text(names.compact());
  };
  EXPECT_EQ(refusal("\6\0\0\0a\0"s, 3), "a name stands outside of the string table");
  EXPECT_EQ(refusal("\6\0\0\0a\0"s, 6), "a name stands outside of the string table");
  EXPECT_EQ(refusal("", 0), "a name stands outside of the string table");
  EXPECT_EQ(refusal("\5\0\0\0a"s, 4), "a name runs past the end of the string table");
}

/// Symbol 1 is gone, 300 has become 200, 301 was never there; the others have moved by one.
static SymbolInList symbolAt(uint32_t index) {
  if (index == 1)
    return {SymbolInList::removed};
  if (index == 301)
    return {SymbolInList::missing};
  return {SymbolInList::present, index == 300 ? 200 : index - 1};
}

static std::string renumbered(StringRef section, StringRef content) {
  Expected<std::string> list = renumberedCoffList(section, content, symbolAt);
  return list ? *list : text(list.takeError());
}

TEST(CoffSymbolLists, FollowTheSymbols) {
  EXPECT_EQ(renumbered(".llvm_addrsig", "\x05\x01\xac\x02"s), "\x04\xc8\x01"s);
  EXPECT_EQ(renumbered(".gfids$y", "\5\0\0\0\1\0\0\0"s), "\4\0\0\0"s);
  EXPECT_EQ(renumbered(".sxdata", "\x2c\1\0\0"s), "\xc8\0\0\0"s);
  EXPECT_EQ(renumbered(".llvm.call-graph-profile",
                       "\5\0\0\0\6\0\0\0weight.1\5\0\0\0\1\0\0\0weight.2\1\0\0\0\5\0\0\0weight.3"s),
            "\4\0\0\0\5\0\0\0weight.1"s);
}

TEST(CoffSymbolLists, RefuseWhatIsNoSymbol) {
  EXPECT_EQ(renumbered(".llvm_addrsig", "\xad\x02"s), "lists symbol 301, which is not there");
  EXPECT_EQ(renumbered(".giats$y", "\x2d\1\0\0"s), "lists symbol 301, which is not there");
  EXPECT_EQ(renumbered(".llvm_addrsig", "\xff"s), "lists symbols that cannot be read");
  EXPECT_EQ(renumbered(".gehcont$y", "\5\0\0"s), "lists symbols that cannot be read");
  EXPECT_EQ(renumbered(".llvm.call-graph-profile", "\5\0\0\0\6\0\0\0"s),
            "lists symbols that cannot be read");
}

TEST(CoffSymbolLists, AreKnownByName) {
  for (StringRef name : {".llvm_addrsig", ".llvm.call-graph-profile", ".sxdata", ".gfids$y",
                         ".giats$y", ".gljmp$y", ".gehcont$y"})
    EXPECT_TRUE(isCoffSymbolList(name)) << name.str();
  for (StringRef name : {".text", ".gfids", ".llvmbc", ".sxdata$x"})
    EXPECT_FALSE(isCoffSymbolList(name)) << name.str();
}

TEST(CoffSections, AreRefusedForOtherMachines) {
  std::string header = "\x66\1"s + std::string(18, '\0'); // MIPS
  Edit edit;
  edit.strip_debug = true;
  Expected<ObjectBytes> result = rewriteCoffSections(header, edit);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(text(result.takeError()), "sections of objects for coff machine 358 cannot be removed");
}

} // namespace armeld
