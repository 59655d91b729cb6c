// Runs the unit tests and prints TAP, as bats does, so that tests/run can sum up both.
//
// With --samples DIR it only writes sample documents, for tests/schemas.bats.
#include "documents/explanation.h"
#include "documents/plan.h"
#include "documents/sections.h"
#include "pack/extract.h"
#include "report/report.h"
#include "samples.h"
#include "verify/verify.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>

namespace {

class TapPrinter : public testing::EmptyTestEventListener {
  void OnTestProgramStart(const testing::UnitTest &tests) override {
    std::cout << "1.." << tests.test_to_run_count() << std::endl;
  }
  void OnTestPartResult(const testing::TestPartResult &part) override {
    if (part.skipped())
      return;
    std::cout << "# " << (part.file_name() ? part.file_name() : "?") << ":" << part.line_number()
              << "\n";
    std::istringstream lines(part.message());
    for (std::string line; std::getline(lines, line);)
      std::cout << "#   " << line << "\n";
  }
  void OnTestEnd(const testing::TestInfo &test) override {
    std::cout << (test.result()->Failed() ? "not ok " : "ok ") << ++number << " "
              << test.test_suite_name() << " " << test.name()
              << (test.result()->Skipped() ? " # skip" : "") << std::endl;
  }
  int number = 0;
};

/// Samples of one kind of document, as files in `folder` whose names begin with `name`.
template <class Document> void writeSamples(const std::string &folder, const std::string &name) {
  unsigned number = 0;
  for (samples::Extent extent : samples::extents) {
    for (unsigned round = 0; round < samples::rounds; ++round) {
      std::string text;
      llvm::raw_string_ostream out(text);
      print(samples::make<Document>(extent, round), out);
      std::ofstream(folder + "/" + name + "-" + std::to_string(++number) + ".json") << text;
    }
  }
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 3 && argv[1] == std::string("--samples")) {
    writeSamples<armeld::Manifest>(argv[2], "manifest");
    writeSamples<armeld::Sections>(argv[2], "sections");
    writeSamples<armeld::Plan>(argv[2], "plan");
    writeSamples<armeld::Index>(argv[2], "index");
    writeSamples<armeld::Verdict>(argv[2], "verdict");
    writeSamples<armeld::Report>(argv[2], "report");
    writeSamples<armeld::Explanation>(argv[2], "explanation");
    return 0;
  }
  testing::InitGoogleTest(&argc, argv);
  testing::TestEventListeners &listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  listeners.Append(new TapPrinter);
  return RUN_ALL_TESTS();
}
