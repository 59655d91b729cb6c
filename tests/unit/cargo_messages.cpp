#include "scan/cargo_messages.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

using namespace armeld;

namespace {

/// The staticlibs in messages with that text, or the error's text.
std::vector<std::string> read(const std::string &messages, std::string *fault = nullptr) {
  std::string path = testing::TempDir() + "messages-" + std::to_string(getpid()) + ".json";
  std::ofstream(path, std::ios::binary) << messages;
  Expected<std::vector<std::string>> files = readCargoMessages(path);
  std::remove(path.c_str());
  if (files)
    return *files;
  std::string message = text(files.takeError());
  if (!fault)
    ADD_FAILURE() << message;
  else
    *fault = message.substr(message.find(".json: ") + 7);
  return {};
}

std::string artifact(const std::string &crateTypes, const std::string &fileNames) {
  return R"({"reason":"compiler-artifact","package_id":"path+file:///w/p#0.1.0","target":{"kind":["staticlib"],"crate_types":[)" +
         crateTypes + R"(],"name":"p"},"profile":{"opt_level":"3"},"filenames":[)" + fileNames +
         R"(],"executable":null,"fresh":false})" + "\n";
}

} // namespace

TEST(CargoMessages, TakesStaticlibsOnly) {
  EXPECT_EQ(read(artifact(R"("lib")", R"("/w/libserde.rlib")") +
                 R"({"reason":"build-script-executed","package_id":"x"})"
                 "\n" +
                 artifact(R"("staticlib")", R"("/w/libone.a")") +
                 artifact(R"("bin")", R"("/w/tool")") +
                 R"({"reason":"build-finished","success":true})"
                 "\n"),
            std::vector<std::string>{"/w/libone.a"});
}

TEST(CargoMessages, OfSeveralCrateTypesTheLibraryOnly) {
  EXPECT_EQ(read(artifact(R"("cdylib","staticlib","rlib")",
                          R"("/w/libp.so","/w/libp.a","/w/libp.rlib")")),
            std::vector<std::string>{"/w/libp.a"});
}

TEST(CargoMessages, OnWindowsNotTheImportLibrary) {
  EXPECT_EQ(read(artifact(R"("cdylib","staticlib")",
                          R"("C:\\w\\p.dll","C:\\w\\p.dll.lib","C:\\w\\p.lib")")),
            std::vector<std::string>{"C:\\w\\p.lib"});
  EXPECT_EQ(read(artifact(R"("cdylib","staticlib")", R"("/w/p.dll","/w/libp.dll.a","/w/libp.a")")),
            std::vector<std::string>{"/w/libp.a"});
}

TEST(CargoMessages, EachOnceInBuildOrder) {
  EXPECT_EQ(read(artifact(R"("staticlib")", R"("/w/libb.a")") +
                 artifact(R"("staticlib")", R"("/w/liba.a")") +
                 artifact(R"("staticlib")", R"("/w/libb.a")")),
            (std::vector<std::string>{"/w/libb.a", "/w/liba.a"}));
}

TEST(CargoMessages, SkipsWhatOthersPrintInBetween) {
  EXPECT_EQ(read("   Compiling p v0.1.0\n\nwarning: x\n" +
                 artifact(R"("staticlib")", R"("/w/libp.a")") + "done\n"),
            std::vector<std::string>{"/w/libp.a"});
}

TEST(CargoMessages, CarriageReturnsAndNoLastLineBreak) {
  std::string line = artifact(R"("staticlib")", R"("/w/libp.a")");
  line.back() = '\r';
  EXPECT_EQ(read(line), std::vector<std::string>{"/w/libp.a"});
}

TEST(CargoMessages, SaysWhichLineIsBroken) {
  std::string fault;
  read("{\"reason\":\"x\"}\n{\"reason\":\n", &fault);
  EXPECT_EQ(fault, "line 2: not JSON: incomplete JSON");
}

TEST(CargoMessages, NoStaticlibIsAnError) {
  std::string fault;
  read(artifact(R"("lib")", R"("/w/libserde.rlib")"), &fault);
  EXPECT_EQ(fault, R"(names no static library (crate-type = ["staticlib"]))");
  read("", &fault);
  EXPECT_EQ(fault, R"(names no static library (crate-type = ["staticlib"]))");
}

TEST(CargoMessages, AFailedBuildIsAnError) {
  std::string fault;
  read(artifact(R"("staticlib")", R"("/w/libp.a")") +
           "{\"reason\":\"build-finished\",\"success\":false}\n",
       &fault);
  EXPECT_EQ(fault, "line 2: the Cargo build failed");
  // Only this message says so.
  EXPECT_EQ(read(artifact(R"("staticlib")", R"("/w/libp.a")") +
                 "{\"reason\":\"build-finished\",\"success\":\"false\"}\n"
                 "{\"reason\":\"compiler-message\",\"success\":false}\n"
                 "{\"reason\":\"build-finished\"}\n"),
            std::vector<std::string>{"/w/libp.a"});
}

TEST(CargoMessages, FieldsOfOtherTypesAddNothing) {
  std::string fault;
  read(R"({"reason":1}
{"reason":"compiler-artifact","target":[],"filenames":["/w/liba.a"]}
{"reason":"compiler-artifact","target":{"crate_types":"staticlib"},"filenames":["/w/liba.a"]}
{"reason":"compiler-artifact","target":{"crate_types":["staticlib"]},"filenames":"/w/liba.a"}
{"reason":"compiler-artifact","target":{"crate_types":["staticlib"]},"filenames":[7]}
)",
       &fault);
  EXPECT_EQ(fault, R"(names no static library (crate-type = ["staticlib"]))");
}

TEST(CargoMessages, MissingFile) {
  EXPECT_EQ(text(readCargoMessages("/nowhere/messages").takeError()),
            "/nowhere/messages: No such file or directory");
}
