#include "pack/pack.h"

#include "archive/archive.h"
#include "archive/workspace_mark.h"
#include "folder.h"
#include "os/file_content.h"
#include "pack/archive_output.h"
#include "pack/plan_check.h"
#include "pack/put_in_place.h"
#include "scan/symbol_table_state.h"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace armeld;
using namespace std::string_literals;

namespace {

Plan planOf(const std::vector<std::string> &paths, StringRef workspace = "libws.a") {
  Plan plan;
  plan.workspace.emplace().path = keep(workspace);
  for (const std::string &path : paths)
    plan.libraries.emplace_back().path = keep(path);
  return plan;
}

/// The paths below "out", or the error's text.
std::vector<std::string> below(const Plan &plan) {
  Expected<std::vector<std::string>> paths = outputPaths(plan, "out");
  if (paths)
    return *paths;
  return {text(paths.takeError())};
}

using Paths = std::vector<std::string>;

PlannedMember member(StringRef name, StringRef content) {
  PlannedMember member;
  member.name = keep(name);
  member.object = digestOf(content);
  member.size = content.size();
  return member;
}

WorkspaceMember moved(StringRef name, StringRef content, StringRef library) {
  WorkspaceMember all;
  static_cast<PlannedMember &>(all) = member(name, content);
  all.library = keep(library);
  return all;
}

} // namespace

// ---- output paths ----

TEST(OutputPaths, BaseNamesBelowTheFolder) {
  EXPECT_EQ(below(planOf({"a/liba.a", "/usr/lib/libb.a"}, "x/libws.a")),
            (Paths{"out/libws.a", "out/liba.a", "out/libb.a"}));
}

TEST(OutputPaths, FoldersTellLibrariesOfOneNameApart) {
  EXPECT_EQ(below(planOf({"p/x/lib.a", "q/x/lib.a", "q/y/lib.a", "lone.a"})),
            (Paths{"out/libws.a", "out/p/x/lib.a", "out/q/x/lib.a", "out/y/lib.a", "out/lone.a"}));
  // One path may be the end of another.
  EXPECT_EQ(below(planOf({"x/lib.a", "p/x/lib.a"})),
            (Paths{"out/libws.a", "out/x/lib.a", "out/p/x/lib.a"}));
  EXPECT_EQ(below(planOf({"../x/lib.a", "./y/lib.a"})),
            (Paths{"out/libws.a", "out/x/lib.a", "out/y/lib.a"}));
}

TEST(OutputPaths, TwoOutputsAreNeverOneFile) {
  EXPECT_EQ(below(planOf({"x/lib.a", "../x/lib.a"})),
            Paths{"out/x/lib.a: two libraries of the plan would be written there"});
  EXPECT_EQ(below(planOf({"x/libws.a"})),
            Paths{"out/libws.a: two libraries of the plan would be written there"});
  EXPECT_EQ(below(planOf({"liba.a", "liba.a"})), Paths{"liba.a: is listed twice in the plan"});
}

TEST(OutputPaths, NamesThatCannotBeFiles) {
  EXPECT_EQ(below(planOf({".."})), Paths{"'..' is not a file name"});
  EXPECT_EQ(below(planOf({"x/"})), Paths{"'x/' is not a file name"});
  EXPECT_EQ(below(planOf({"a.a"}, "libws.a\0x"s)), Paths{"'libws.a\\x00x' is not a file name"});
  Expected<Paths> inPlace = outputPaths(planOf({"a\0.a"s}), std::nullopt);
  ASSERT_FALSE(bool(inPlace));
  EXPECT_EQ(text(inPlace.takeError()), "'a\\x00.a' is not a file name");
}

TEST(OutputPaths, SlicesOfOneFileAreOneOutput) {
  Plan plan = planOf({"liba.a", "liba.a"});
  plan.libraries[0].slice = "arm64";
  plan.libraries[1].slice = "x86_64";
  EXPECT_EQ(below(plan), (Paths{"out/libws.a", "out/liba.a"}));
  plan.libraries[1].slice = "arm64";
  EXPECT_EQ(below(plan), Paths{"liba.a: is listed twice in the plan"});
}

// 20,000 libraries that differ only in the first of 60 folders. A child has 20 seconds of CPU time,
// where one that grows with the square of the number or compares each length anew would take
// minutes.
TEST(OutputPaths, ManyLibrariesOfOneName) {
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    rlimit limit = {20, 20};
    setrlimit(RLIMIT_CPU, &limit);
    std::string common;
    for (int i = 0; i < 60; ++i)
      common += "/folder" + std::to_string(i);
    Paths paths, expected = {"out/libws.a"};
    for (int i = 0; i < 20000; ++i) {
      paths.push_back("build" + std::to_string(i) + common + "/libcore.a");
      expected.push_back("out/" + paths.back());
    }
    _exit(below(planOf(paths)) == expected ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

// ---- names of members ----

TEST(MemberName, WhatEachFormatCanHold) {
  auto refusal = [](StringRef name, ArchiveFormat format) {
    return text(checkMemberName(keep(name), format));
  };
  for (ArchiveFormat format : {ArchiveFormat::gnu, ArchiveFormat::bsd, ArchiveFormat::darwin,
                               ArchiveFormat::coff, ArchiveFormat::bigarchive}) {
    EXPECT_EQ(refusal("x.o", format), "");
    EXPECT_EQ(refusal("sub/x.o", format), "");
    EXPECT_NE(refusal("x\0.o"s, format), "");
  }
  EXPECT_EQ(refusal("x/", ArchiveFormat::gnu),
            "member 'x/': the gnu format cannot hold this name: it ends in a slash");
  EXPECT_EQ(refusal("x/", ArchiveFormat::coff), "");
  EXPECT_NE(refusal("x\ny", ArchiveFormat::coff), "");
  EXPECT_EQ(refusal("x\ny", ArchiveFormat::bsd), "");
  EXPECT_NE(refusal("", ArchiveFormat::gnu), "");
  EXPECT_EQ(refusal("", ArchiveFormat::darwin), "");
}

// ---- edited plans ----

TEST(PlanCheck, WhatIsDroppedMustBeWritten) {
  Plan plan = planOf({"liba.a", "libb.a"});
  plan.libraries[0].drop = {member("x.o", "x")};
  plan.libraries[1].drop = {member("x.o", "x")};
  plan.workspace->members = {moved("x.o", "x", "liba.a")};
  EXPECT_EQ(text(checkMoves(plan)), "");
  plan.libraries[1].drop.push_back(member("y.o", "y"));
  EXPECT_EQ(text(checkMoves(plan)), "libb.a: the plan drops member 'y.o', and its object " +
                                        digestOf("y").abbreviated() +
                                        " does not go to the workspace library");
  // Another object may stand for it.
  Move &move = plan.moves.emplace_back();
  move.object = digestOf("x");
  move.equivalent = {digestOf("y")};
  EXPECT_EQ(text(checkMoves(plan)), "");
}

TEST(PlanCheck, EachSliceByItself) {
  Plan plan = planOf({"liba.a"});
  plan.libraries[0].slice = "arm64";
  plan.libraries[0].drop = {member("x.o", "x")};
  plan.workspace->members = {moved("x.o", "x", "liba.a")};
  plan.workspace->members[0].slice = "x86_64";
  EXPECT_NE(text(checkMoves(plan)), "");
  plan.workspace->members[0].slice = "arm64";
  EXPECT_EQ(text(checkMoves(plan)), "");
}

TEST(PlanCheck, NothingIsWrittenTwiceButByAnEarlierLibrary) {
  Plan plan = planOf({"liba.a"});
  plan.workspace->members = {moved("x.o", "x", "liba.a"), moved("y.o", "x", "liba.a")};
  EXPECT_EQ(text(checkMoves(plan)), "the plan moves member 'y.o' of liba.a twice");
  plan.workspace->members = {moved("x.o", "x", "libws.a"), moved("y.o", "x", "libws.a")};
  EXPECT_EQ(text(checkMoves(plan)), "");
}

TEST(PlanCheck, EachMemberOfALibraryIsListedOnce) {
  Folder folder;
  Output output;
  output.archives[0].members.emplace_back(llvm::MemoryBufferRef("content", "x.o"));
  std::string path = folder / "libx.a";
  {
    OutputFile file = llvm::cantFail(OutputFile::create(path));
    EXPECT_TRUE(llvm::cantFail(writeOutput(output, file.descriptor(), Table::none)));
    ASSERT_FALSE(bool(file.commit()));
  }
  ArchiveFile archive = llvm::cantFail(ArchiveFile::open(path));
  const Member &only = archive.facts.members.front();
  Plan plan = planOf({path});
  auto problem = [&] {
    return StringRef(text(checkCompleteness(plan, llvm::cantFail(libraryFiles(plan)), 1))).str();
  };
  std::string incomplete =
      path + ": the plan does not list each of its members, once, as kept, dropped or removed";
  EXPECT_EQ(problem(), incomplete);
  PlannedMember planned = member("x.o", "content");
  planned.offset = only.data_offset;
  plan.libraries[0].keep = {planned};
  EXPECT_EQ(problem(), "");
  plan.libraries[0].drop = {planned};
  EXPECT_EQ(problem(), incomplete);
  plan.libraries[0].keep.clear();
  EXPECT_EQ(problem(), "");
}

// ---- symbol tables of scanned libraries ----

TEST(SymbolTableState, TheFirstDifferenceIsNamed) {
  Digest one = digestOf("one"), opaque = digestOf("opaque");
  Object object, unreadable;
  object.kind = Kind::relocatable;
  object.defines.emplace_back().name = "f";
  object.defines.emplace_back().name = "g";
  unreadable.unreadable = "why";
  auto objects = [&](const Digest &digest) -> const Object & {
    return digest == one ? object : unreadable;
  };
  std::vector<Member> members(2);
  members[0].name = "one.o";
  members[0].header_offset = 100;
  members[0].object = one;
  members[1].name = "opaque.o";
  members[1].header_offset = 200;
  members[1].object = opaque;
  auto problem = [&](std::vector<SymbolTableEntry> entries) {
    return findProblem(entries, members, objects).value_or("");
  };
  EXPECT_EQ(problem({{"f", 100}, {"g", 100}}), "");
  EXPECT_EQ(problem({{"g", 100}, {"f", 100}, {"h", 200}}), "") << "believed";
  for (Kind kind : {Kind::other, Kind::archive}) {
    Object unknown;
    unknown.kind = kind;
    std::swap(unreadable, unknown);
    EXPECT_EQ(problem({{"f", 100}, {"g", 100}, {"h", 200}}), "");
    EXPECT_EQ(problem({{"f", 100}, {"h", 200}}), "'g' of 'one.o' is missing");
    std::swap(unreadable, unknown);
  }
  EXPECT_EQ(problem({{"f", 100}}), "'g' of 'one.o' is missing");
  EXPECT_EQ(problem({{"f", 100}, {"g", 101}}), "'g' points to no member");
  EXPECT_EQ(problem({{"f", 100}, {"g", 100}, {"h", 100}}),
            "'h' points to 'one.o', which does not define it");
}

// ---- files ----

TEST(FileContent, IsCopiedAndCompared) {
  Folder folder;
  std::string content(3 << 20, 'x');
  content += "end";
  std::string from = folder.write("from", content);
  {
    OutputFile to = llvm::cantFail(OutputFile::create(folder / "to"));
    EXPECT_EQ(text(copyContent(from, to.descriptor())), "");
    EXPECT_EQ(text(to.commit()), "");
  }
  EXPECT_EQ(Folder::read(folder / "to"), content);
  EXPECT_TRUE(llvm::cantFail(haveSameBytes(from, folder / "to")));
  EXPECT_FALSE(llvm::cantFail(haveSameBytes(from, folder / "none")));
  OutputFile other = llvm::cantFail(OutputFile::create(folder / "other"));
  EXPECT_EQ(text(copyContent(folder / "none", other.descriptor())),
            folder / "none" + ": No such file or directory");
}

TEST(OutputFile, TakesOnlyFilesWithOneName) {
  Folder folder;
  std::string one = folder.write("one", "1"), two = folder.write("two", "2");
  ASSERT_EQ(link(two.c_str(), (folder / "hard").c_str()), 0);
  ASSERT_EQ(symlink(one.c_str(), (folder / "soft").c_str()), 0);
  for (const char *name : {"two", "soft", "none"})
    EXPECT_NE(text(OutputFile::moved(folder / name, folder / "target").takeError()), "") << name;
  OutputFile file = llvm::cantFail(OutputFile::moved(one, folder / "target"));
  EXPECT_NE(access(one.c_str(), F_OK), 0);
  EXPECT_EQ(text(file.commit()), "");
  EXPECT_EQ(Folder::read(folder / "target"), "1");
}

TEST(PutInPlace, UnchangedFilesAreDroppedAndBackupsAreAllOrNone) {
  Folder folder;
  std::vector<Replacement> replacements;
  for (const char *name : {"libws.a", "liba.a", "libb.a"}) {
    std::string path = folder / name;
    if (name != "libws.a"s)
      folder.write(name, "old "s + name);
    OutputFile file = llvm::cantFail(OutputFile::create(path));
    std::string content = name == "libb.a"s ? "old libb.a" : "new "s + name;
    ASSERT_EQ(write(file.descriptor(), content.data(), content.size()), ssize_t(content.size()));
    replacements.push_back({path, std::move(file)});
  }
  EXPECT_EQ(text(dropUnchanged(replacements, 1)), "");
  EXPECT_TRUE(replacements[0].file && replacements[1].file);
  EXPECT_FALSE(replacements[2].file);
  folder.write("liba.a.orig", "not the original");
  EXPECT_EQ(text(keepBackups(replacements, ".orig")),
            folder / "liba.a.orig" + ": exists already, and a backup is not overwritten");
  EXPECT_EQ(text(keepBackups(replacements, ".bak")), "");
  EXPECT_EQ(text(putInPlace(replacements, 2)), "");
  EXPECT_EQ(Folder::read(folder / "libws.a"), "new libws.a");
  EXPECT_EQ(Folder::read(folder / "liba.a"), "new liba.a");
  EXPECT_EQ(Folder::read(folder / "liba.a.bak"), "old liba.a");
  EXPECT_NE(access((folder / "libb.a.bak").c_str(), F_OK), 0);
}
