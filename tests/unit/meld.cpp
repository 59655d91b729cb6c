#include "meld/script.h"
#include "meld/steps.h"

#include <gtest/gtest.h>

using namespace armeld;

namespace {

/// The commands of the steps, one a line, where S is the scratch folder.
std::string commands(const MeldRequest &request) {
  std::string lines;
  for (const MeldStep &step : stepsOf(request))
    lines += shellCommand(argumentsOf(step, request, "S")) + "\n";
  return lines;
}

MeldRequest inPlace() {
  MeldRequest request;
  request.libraries = {"liba.a", "libb.a"};
  request.workspace = "lib/libw.a";
  request.inPlace = true;
  return request;
}

} // namespace

TEST(Meld, QuotesWordsForTheShell) {
  EXPECT_EQ(shellQuoted("lib/liba-1_2.a"), "lib/liba-1_2.a");
  EXPECT_EQ(shellQuoted(""), "''");
  EXPECT_EQ(shellQuoted("a b"), "'a b'");
  EXPECT_EQ(shellQuoted("it's"), "'it'\\''s'");
  EXPECT_EQ(shellQuoted("~"), "'~'");
  EXPECT_EQ(shellQuoted("$HOME\n"), "'$HOME\n'");
  EXPECT_EQ(shellQuoted("\xff"), "'\xff'");
}

TEST(Meld, InPlaceIsFinishedAndProvedInTheScratchFolder) {
  EXPECT_EQ(commands(inPlace()),
            "ar-scan -o S/before.json -- liba.a libb.a\n"
            "dedup-plan -w lib/libw.a -o S/plan.json -- S/before.json\n"
            "ar-pack --symtab --trust-times --out-dir S/finished --list --null -- S/plan.json\n"
            "symtab-update --missing --null --files-from S/outputs\n"
            "ar-scan --quiet --known S/before.json -o S/after.json --null --files-from S/outputs\n"
            "meld-verify --plan S/plan.json -o S/findings --workspace S/finished/libw.a -- "
            "S/before.json S/after.json\n"
            "ar-pack --in-place --locked --finished S/finished --move -- S/plan.json\n");
}

TEST(Meld, AnExistingWorkspaceLibraryIsScannedToo) {
  MeldRequest request = inPlace();
  request.existing = true;
  std::string lines = commands(request);
  EXPECT_NE(lines.find("ar-scan -o S/before.json -- liba.a libb.a lib/libw.a\n"), lines.npos);
  EXPECT_NE(lines.find("dedup-plan --existing -w lib/libw.a "), lines.npos);
  EXPECT_NE(lines.find(" --workspace-before lib/libw.a "), lines.npos);
}

TEST(Meld, ADryRunPlansOnly) {
  MeldRequest request = inPlace();
  request.dryRun = true;
  request.jsonFolder = "json";
  EXPECT_EQ(commands(request),
            "ar-scan -o json/before.json -- liba.a libb.a\n"
            "dedup-plan -w lib/libw.a -o json/plan.json --explain -- json/before.json\n");
}

TEST(Meld, InAnOutputFolderNothingIsReplaced) {
  MeldRequest request = inPlace();
  request.inPlace = false;
  request.outDir = "out";
  std::vector<MeldStep> steps = stepsOf(request);
  EXPECT_EQ(steps.back().kind, MeldStep::verify);
  EXPECT_EQ(workspaceOutput(request), "out/libw.a");
  EXPECT_EQ(scratchPrefix(request), "out/.libw.a.ar-meld.");
  EXPECT_EQ(libraryLockMode(request), LockMode::shared);
  EXPECT_EQ(libraryLockMode(inPlace()), LockMode::exclusive);
}
