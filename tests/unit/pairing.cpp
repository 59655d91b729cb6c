// Which library of one manifest is which of the other.
#include "hand_made.h"

#include "documents/pairing.h"

using namespace armeld;
using namespace armeld::handMade;

namespace {

Manifest libraries(std::vector<Name> paths) {
  HandMade set;
  for (Name path : paths)
    set.library(path, {"x.o"});
  return set.manifest;
}

/// "liba.a=out/liba.a libb.a=none workspace=out/libw.a", or the error.
std::string paired(const Manifest &before, const Manifest &after,
                   std::optional<StringRef> workspace = {},
                   std::optional<StringRef> workspaceBefore = {}) {
  Expected<Pairing> pairing = pairLibraries(before, after, workspace, workspaceBefore);
  if (!pairing)
    return text(pairing.takeError());
  std::string all;
  for (const Pairing::Pair &pair : pairing->libraries)
    all += pair.before->path.str() + "=" + (pair.after ? pair.after->path.str() : "none") + " ";
  for (const Library *library : pairing->workspaceBefore)
    all += "before=" + library->path.str() + " ";
  for (const Library *library : pairing->workspace)
    all += "workspace=" + library->path.str();
  return all;
}

} // namespace

TEST(Pairing, EqualPathsAreOneLibrary) {
  EXPECT_EQ(paired(libraries({"liba.a", "x/liba.a"}), libraries({"x/liba.a", "liba.a", "libw.a"})),
            "liba.a=liba.a x/liba.a=x/liba.a workspace=libw.a");
}

TEST(Pairing, ElseTheLongestCommonEndDecides) {
  EXPECT_EQ(paired(libraries({"sdk/gst/libx.a", "sdk/net/libx.a"}),
                   libraries({"out/net/libx.a", "out/gst/libx.a", "out/libw.a"})),
            "sdk/gst/libx.a=out/gst/libx.a sdk/net/libx.a=out/net/libx.a workspace=out/libw.a");
}

TEST(Pairing, DotsAndDoubleSlashesDoNotCount) {
  EXPECT_EQ(paired(libraries({"./a//liba.a"}), libraries({"a/liba.a"})), "./a//liba.a=a/liba.a ");
}

TEST(Pairing, ALibraryMayBeGone) {
  EXPECT_EQ(paired(libraries({"liba.a", "libb.a"}), libraries({"liba.a"})),
            "liba.a=liba.a libb.a=none ");
}

TEST(Pairing, ADoubtIsAnError) {
  EXPECT_NE(paired(libraries({"a/libx.a", "b/libx.a"}), libraries({"out/libx.a"}))
                .find("cannot tell whether out/libx.a was "),
            std::string::npos);
  EXPECT_NE(paired(libraries({"liba.a"}), libraries({"liba.a", "libv.a", "libw.a"}))
                .find("cannot tell which is the workspace library, libv.a or libw.a"),
            std::string::npos);
}

TEST(Pairing, TheNamedWorkspaceLibraryIsNobodysPartner) {
  EXPECT_EQ(
      paired(libraries({"liba.a", "libw.a"}), libraries({"liba.a", "libw.a"}), StringRef("libw.a")),
      "liba.a=liba.a before=libw.a workspace=libw.a");
  EXPECT_EQ(paired(libraries({"liba.a", "old.a"}), libraries({"liba.a", "libw.a"}),
                   StringRef("libw.a"), StringRef("old.a")),
            "liba.a=liba.a before=old.a workspace=libw.a");
  EXPECT_EQ(paired(libraries({"liba.a"}), libraries({"liba.a"}), StringRef("libw.a")),
            "the workspace library libw.a is not in AFTER");
}

TEST(Pairing, SlicesHaveTheirOwnWorkspace) {
  Manifest before = libraries({"liba.a", "liba.a"}), after = libraries({"libw.a", "libw.a"});
  for (Manifest *manifest : {&before, &after}) {
    manifest->libraries[0].slice = Name("arm64");
    manifest->libraries[1].slice = Name("x86_64");
  }
  Expected<Pairing> pairing = pairLibraries(before, after, StringRef("libw.a"));
  ASSERT_TRUE(bool(pairing));
  EXPECT_EQ(pairing->workspaceFor(before.libraries[1]), &after.libraries[1]);
}
