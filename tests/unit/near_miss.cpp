// What building libraries alike would save, and why they are not alike. The sums are computed by
// hand.
#include "plan/near_miss.h"
#include "hand_made.h"

#include "plan/crate_facts.h"
#include "plan/differences.h"

using namespace armeld;
using namespace armeld::handMade;

namespace {

/// A set of libraries with objects of crates.
struct Crates : HandMade {
  /// An object of `bytes`: unit `number` of the crate, in a build that Cargo has given that hash.
  Name unit(StringRef crate, char hash, uint64_t bytes, unsigned number = 0) {
    std::string digits(16, hash);
    Name name = keep(
        (crate + "-" + digits + "." + crate + "." + digits + "-cgu." + Twine(number) + ".rcgu.o")
            .str());
    Object &made = object(name, {});
    made.size = bytes;
    facts[name] = &made;
    return name;
  }

  /// Likewise, and it says the folder of the crate's sources.
  Name unit(StringRef crate, char hash, uint64_t bytes, StringRef version) {
    Name name = unit(crate, hash, bytes);
    facts[name]->source = keep(("/registry/" + crate + "-" + version).str());
    facts[name]->compiler = Name("rustc 1.95.0 (59807616e 2026-04-14)");
    return name;
  }

  /// Of the units; to be changed before they are in a library.
  std::map<Name, Object *> facts;

  std::vector<NearMiss> misses() const { return plan().near_misses; }

  /// "tokio 30 version, mio 20 unknown"
  std::string all() const {
    std::string text;
    for (const NearMiss &miss : misses())
      text += (text.empty() ? "" : ", ") + miss.crate.str() + " " + std::to_string(miss.bytes) +
              " " + boost::describe::enum_to_string(miss.cause, "");
    return text;
  }
};

} // namespace

// ---- bytes ----

TEST(NearMiss, OfTwoBuildsTheSmallerWouldBeSaved) {
  Crates set;
  set.library("liba.a", {set.unit("tokio", 'a', 30)});
  set.library("libb.a", {set.unit("tokio", 'b', 50)});
  EXPECT_EQ(set.all(), "tokio 30 unknown");
}

TEST(NearMiss, UnitsOfDifferentNumberAreOneMiss) {
  Crates set;
  set.library("liba.a", {set.unit("tokio", 'a', 100)});
  set.library("libb.a", {set.unit("tokio", 'b', 50, 0), set.unit("tokio", 'b', 40, 1),
                         set.unit("tokio", 'b', 30, 2)});
  // All there is, 220, less 120.
  EXPECT_EQ(set.all(), "tokio 100 codegen");
}

TEST(NearMiss, MoreCopiesOfOneObjectAreNoMiss) {
  Crates set;
  Name shared = set.unit("tokio", 'a', 40);
  set.library("liba.a", {shared});
  set.library("libb.a", {shared});
  EXPECT_EQ(set.all(), "");
  set.library("libc.a", {set.unit("tokio", 'c', 60)});
  // One copy of each is left, 100, less 60.
  EXPECT_EQ(set.all(), "tokio 40 unknown");
  // Pinned, both copies of the one are left; the pin has the costs of that.
  set.library("libd.a", {"conflict.o"});
  EXPECT_EQ(set.all(), "tokio 40 unknown");
}

TEST(NearMiss, WhatAllHaveIsNoMiss) {
  Crates set;
  Name shared = set.unit("tokio", 'a', 1000, 0);
  set.library("liba.a", {shared, set.unit("tokio", 'a', 10, 1)});
  set.library("libb.a", {shared, set.unit("tokio", 'a', 12, 2)});
  EXPECT_EQ(set.all(), "tokio 10 content");
  ASSERT_EQ(set.misses().front().builds.size(), 2u);
  EXPECT_EQ(set.misses().front().builds[0].bytes, 10u);
  EXPECT_EQ(set.misses().front().builds[0].units, 1u);
}

TEST(NearMiss, ACrateOfOneLibraryIsNoMiss) {
  Crates set;
  set.library("liba.a",
              {set.unit("a", 'a', 10), set.unit("tokio", 'a', 10), set.unit("tokio", 'b', 10)});
  set.library("libb.a", {set.unit("b", 'a', 10)});
  EXPECT_EQ(set.all(), "");
}

TEST(NearMiss, APartOfWhatAnotherLibraryHasIsNoMiss) {
  Crates set;
  Name second = set.unit("syn", 'b', 20);
  set.library("liba.a", {set.unit("syn", 'a', 10), second});
  set.library("libb.a", {second});
  EXPECT_EQ(set.all(), "");
}

TEST(NearMiss, VersionsThatCargoDoesNotMixAreDifferentCrates) {
  Crates set;
  set.library("liba.a", {set.unit("syn", 'a', 10, "1.0.109"), set.unit("syn", 'b', 20, "2.0.87")});
  set.library("libb.a", {set.unit("syn", 'c', 25, "2.0.90")});
  EXPECT_EQ(set.all(), "syn 20 version");
  Crates other;
  other.library("liba.a", {other.unit("rand", 'a', 10, "0.7.3")});
  other.library("libb.a", {other.unit("rand", 'b', 25, "0.8.5")});
  EXPECT_EQ(other.all(), "");
}

TEST(NearMiss, VersionsAreNotToldApartIfOneIsUnknown) {
  Crates set;
  set.library("liba.a", {set.unit("rand", 'a', 10, "0.7.3")});
  set.library("libb.a", {set.unit("rand", 'b', 25)});
  EXPECT_EQ(set.all(), "rand 10 unknown");
}

TEST(NearMiss, MachinesAreNotComparedWithEachOther) {
  Crates set;
  Name other = set.unit("tokio", 'b', 10);
  set.facts[other]->machine = Name("aarch64");
  set.library("libu.a", {set.unit("tokio", 'a', 10)}).slice = Name("x86_64");
  set.library("libu.a", {other}).slice = Name("arm64");
  EXPECT_EQ(set.all(), "");
}

// ---- causes ----

TEST(NearMiss, OneUnitSaysTheVersionForAllOfItsBuild) {
  Crates set;
  set.library("liba.a", {set.unit("tokio", 'a', 10, "1.40.0"), set.unit("tokio", 'a', 20, 1)});
  set.library("libb.a", {set.unit("tokio", 'b', 10, "1.41.1"), set.unit("tokio", 'b', 30, 1)});
  ASSERT_EQ(set.all(), "tokio 30 version");
  EXPECT_EQ(reasonOf(set.misses().front()), "version: 1.40.0 in liba.a, 1.41.1 in libb.a");
  EXPECT_EQ(builtAlike(set.misses()),
            std::vector<std::string>{"one version of tokio (1.40.0, 1.41.1)"});
}

TEST(NearMiss, PanicMessagesNameThePackageToo) {
  Crates set;
  Name one = set.unit("futures_util", 'a', 10), two = set.unit("futures_util", 'b', 10);
  set.facts[one]->packages = {"bytes-1.7.1", "/r/futures-util-0.3.30"};
  set.facts[two]->packages = {"futures-util-0.3.31"};
  set.library("liba.a", {one});
  set.library("libb.a", {two});
  ASSERT_EQ(set.all(), "futures_util 10 version");
  EXPECT_EQ(reasonOf(set.misses().front()), "version: 0.3.30 in liba.a, 0.3.31 in libb.a");
}

TEST(NearMiss, CompilersAreNamedAsShortAsTellsThemApart) {
  for (auto [other, reason] :
       {std::pair("rustc 1.90.0 (1159e78c4 2025-09-14)",
                  "compiler: rustc 1.95.0 in liba.a, rustc 1.90.0 in libb.a"),
        std::pair("rustc 1.95.0 (59807616e 2026-04-14) (Debian)",
                  "compiler: rustc 1.95.0 (59807616e 2026-04-14) in liba.a, "
                  "rustc 1.95.0 (59807616e 2026-04-14) (Debian) in libb.a")}) {
    Crates set;
    Name two = set.unit("tokio", 'b', 10, "1.40.0");
    set.facts[two]->compiler = Name(other);
    set.library("liba.a", {set.unit("tokio", 'a', 10, "1.40.0")});
    set.library("libb.a", {two});
    ASSERT_EQ(set.all(), "tokio 10 compiler");
    EXPECT_EQ(reasonOf(set.misses().front()), reason);
  }
}

TEST(NearMiss, TheCompilerOfALibraryIsThatOfAllItsObjects) {
  Crates set;
  Name one = set.unit("std", 'a', 10), two = set.unit("std", 'b', 20);
  set.facts[one]->compiler = Name("rustc 1.95.0 (5 2026-04-14)");
  set.facts[two]->compiler = Name("rustc 1.90.0 (1 2025-09-14)");
  set.library("liba.a", {one, set.unit("tokio", 'a', 10)});
  set.library("libb.a", {two, set.unit("tokio", 'b', 10)});
  EXPECT_EQ(set.all(), "std 10 compiler, tokio 10 compiler");
  EXPECT_EQ(builtAlike(set.misses()),
            std::vector<std::string>{"one compiler (rustc 1.95.0, rustc 1.90.0)"});
}

TEST(NearMiss, VersionsOfWhatCameWithTheCompilerAreTheCompilers) {
  Crates set;
  Name one = set.unit("hashbrown", 'a', 10, "0.15.1"),
       two = set.unit("hashbrown", 'b', 10, "0.15.2");
  set.facts[one]->source = Name("/rust/deps/hashbrown-0.15.1");
  set.facts[two]->source = Name("/usr/src/rustc-1.90.0/vendor/hashbrown-0.15.2");
  set.facts[two]->compiler = Name("rustc 1.90.0 (1 2025-09-14)");
  set.library("liba.a", {one});
  set.library("libb.a", {two});
  ASSERT_EQ(set.all(), "hashbrown 10 compiler");
  EXPECT_EQ(reasonOf(set.misses().front()),
            "compiler: rustc 1.95.0 in liba.a, rustc 1.90.0 in libb.a");
}

TEST(NearMiss, FlagsOfTheCompilerAreInOneHashOnly) {
  Crates set;
  set.object("x-1111111111111111.x.2222222222222222-cgu.0.rcgu.o", {});
  set.object("x-3333333333333333.x.2222222222222222-cgu.0.rcgu.o", {});
  set.library("liba.a", {"x-1111111111111111.x.2222222222222222-cgu.0.rcgu.o"});
  set.library("libb.a", {"x-3333333333333333.x.2222222222222222-cgu.0.rcgu.o"});
  EXPECT_EQ(set.all(), "x 8 flags");
}

TEST(NearMiss, FewerUnitsThanAnyOtherCrateHasAreNoSetting) {
  Crates set;
  // Crate wide says that liba.a may have more than one unit of a crate.
  set.library("liba.a",
              {set.unit("x", 'a', 10), set.unit("wide", 'a', 10), set.unit("wide", 'a', 10, 1)});
  set.library("libb.a", {set.unit("x", 'b', 10), set.unit("x", 'b', 10, 1)});
  EXPECT_EQ(set.all(), "x 10 unknown");
}

TEST(NearMiss, WhatTooSmallACrateCannotShowAnotherShows) {
  Crates set;
  set.library("liba.a", {set.unit("wide", 'a', 10), set.unit("x", 'a', 10, "1.0.0")});
  set.library("libb.a", {set.unit("wide", 'b', 10), set.unit("wide", 'b', 10, 1),
                         set.unit("x", 'b', 10, "1.0.0")});
  EXPECT_EQ(set.all(), "wide 10 codegen, x 10 codegen");
}

TEST(NearMiss, TheSourcesMayBeInOneFolderOrTheOther) {
  Crates set;
  Name one = set.unit("x", 'a', 10), two = set.unit("x", 'b', 10);
  set.facts[one]->source = Name("/git/checkouts/x-1/0123abc");
  set.facts[two]->source = Name("/git/checkouts/x-1/4567def");
  set.library("liba.a", {one});
  set.library("libb.a", {two});
  ASSERT_EQ(set.all(), "x 10 source");
  EXPECT_EQ(reasonOf(set.misses().front()), "sources: /git/checkouts/x-1/0123abc in liba.a, "
                                            "/git/checkouts/x-1/4567def in libb.a");
}

TEST(NearMiss, LibrariesThatShareAPackageHaveTheSameSettings) {
  Crates set;
  set.library("liba.a", {set.unit("x", 'a', 10, "1.0.0")});
  set.library("libb.a", {set.unit("x", 'b', 10, "1.0.0")});
  EXPECT_EQ(set.all(), "x 10 profile");
  Crates sharing;
  Name shared = sharing.unit("y", 'c', 10, "1.0.0");
  sharing.library("liba.a", {sharing.unit("x", 'a', 10, "1.0.0"), shared});
  sharing.library("libb.a", {sharing.unit("x", 'b', 10, "1.0.0"), shared});
  EXPECT_EQ(sharing.all(), "x 10 features");
  EXPECT_EQ(builtAlike(sharing.misses()), std::vector<std::string>{"the same features of x"});
}

TEST(NearMiss, SharingWhatCameWithTheCompilerSaysNothingOfSettings) {
  Crates set;
  Name shared = set.unit("y", 'c', 10, "1.0.0");
  set.facts[shared]->source = Name("/rust/deps/y-1.0.0");
  set.library("liba.a", {set.unit("x", 'a', 10, "1.0.0"), shared});
  set.library("libb.a", {set.unit("x", 'b', 10, "1.0.0"), shared});
  EXPECT_EQ(set.all(), "x 10 profile");
}

/// Lets the object define a symbol of its name, and refer to others.
static void link(Object &object, Name name, std::vector<Name> references) {
  object.defines = {strong(name)};
  object.references = std::move(references);
}

TEST(NearMiss, ACrateThatNeedsOneOfAnotherVersionDiffersForThat) {
  Crates set;
  Name low1 = set.unit("low", 'a', 30, "1.0.0"), low2 = set.unit("low", 'b', 30, "1.0.1");
  Name mid1 = set.unit("mid", 'a', 20, "2.0.0"), mid2 = set.unit("mid", 'b', 20, "2.0.0");
  Name top1 = set.unit("top", 'a', 10, "3.0.0"), top2 = set.unit("top", 'b', 10, "3.0.0");
  link(*set.facts[low1], "low1", {});
  link(*set.facts[low2], "low2", {});
  link(*set.facts[mid1], "mid1", {"low1"});
  link(*set.facts[mid2], "mid2", {"low2"});
  link(*set.facts[top1], "top1", {"mid1"});
  link(*set.facts[top2], "top2", {"mid2"});
  set.library("liba.a", {top1, mid1, low1});
  set.library("libb.a", {top2, mid2, low2});
  ASSERT_EQ(set.all(), "low 30 version, mid 20 dependency, top 10 dependency");
  EXPECT_EQ(reasonOf(set.misses()[2]), "needs low, which differs");
  EXPECT_EQ(builtAlike(set.misses()),
            std::vector<std::string>{"one version of low (1.0.0, 1.0.1)"});
}

TEST(NearMiss, CratesThatNeedEachOtherEndNowhere) {
  Crates set;
  Name one1 = set.unit("one", 'a', 30, "1.0.0"), one2 = set.unit("one", 'b', 30, "1.0.0");
  Name two1 = set.unit("two", 'a', 20, "1.0.0"), two2 = set.unit("two", 'b', 20, "1.0.0");
  link(*set.facts[one1], "one1", {"two1"});
  link(*set.facts[one2], "one2", {"two2"});
  link(*set.facts[two1], "two1", {"one1"});
  link(*set.facts[two2], "two2", {"one2"});
  set.library("liba.a", {one1, two1});
  set.library("libb.a", {one2, two2});
  EXPECT_EQ(set.all(), "one 30 profile, two 20 profile");
}

TEST(NearMiss, LtoIsNamedWithItsLibraries) {
  Crates set;
  Name own = "b-1111111111111111.tokio-0123456789abcdef.tokio.fedcba9876543210-cgu.0.rcgu.o.rcgu.o";
  set.library("liba.a", {set.unit("tokio", 'a', 10, "1.40.0")});
  set.library("libb.a", {own});
  ASSERT_EQ(set.all(), "tokio 8 lto");
  EXPECT_EQ(reasonOf(set.misses().front()), "LTO in libb.a");
  EXPECT_EQ(builtAlike(set.misses()), std::vector<std::string>{"no LTO (libb.a)"});
}

TEST(NearMiss, ABuildListsItsLibrariesAndObjects) {
  Crates set;
  Name shared = set.unit("tokio", 'a', 10, "1.40.0");
  set.library("liba.a", {shared});
  set.library("libb.a", {set.unit("tokio", 'b', 20, "1.41.0")});
  set.library("libc.a", {shared});
  ASSERT_EQ(set.misses().size(), 1u);
  NearMiss miss = set.misses().front();
  ASSERT_EQ(miss.builds.size(), 2u);
  ASSERT_EQ(miss.builds[0].libraries.size(), 2u);
  EXPECT_EQ(miss.builds[0].libraries[1].path, "libc.a");
  EXPECT_EQ(miss.builds[0].objects, std::vector{digestOf(shared)});
  EXPECT_EQ(miss.builds[0].versions, Rare<Name>{"1.40.0"});
  EXPECT_EQ(miss.builds[0].compilers.size(), 1u);
}
