#include "scan/rustc_name.h"

#include "llvm/Support/MemoryBuffer.h"

#include <gtest/gtest.h>

using namespace armeld;

namespace {

/// "library|crate|crate_hash|unit_hash|unit", with "-" for what is not known, or "none".
std::string parsed(StringRef member) {
  std::optional<RustcName> name = parseRustcName(member);
  if (!name)
    return "none";
  std::string text;
  for (std::optional<Name> part : {name->library, name->crate, name->crate_hash, name->unit_hash})
    text += part.value_or("-").str() + "|";
  return text + name->unit.str();
}

} // namespace

TEST(RustcName, CodegenUnit) {
  EXPECT_EQ(parsed("std-d1237ef7159db0a2.std.e28293b1aa0f68bd-cgu.0.rcgu.o"),
            "-|std|d1237ef7159db0a2|e28293b1aa0f68bd|cgu.0");
  EXPECT_EQ(parsed("compiler_builtins-27cfc16bdf3bb694.compiler_builtins.4e30281dd23088d2-cgu.000."
                   "rcgu.o"),
            "-|compiler_builtins|27cfc16bdf3bb694|4e30281dd23088d2|cgu.000");
}

TEST(RustcName, CodegenUnitOfTheLibraryItself) {
  EXPECT_EQ(parsed("echo.echo.e4d1f596d98f0c16-cgu.0.rcgu.o"), "-|echo|-|e4d1f596d98f0c16|cgu.0");
  EXPECT_EQ(parsed("libalpha.alpha.79767b4b69efa4ca-cgu.0.rcgu.o"),
            "-|alpha|-|79767b4b69efa4ca|cgu.0");
  EXPECT_EQ(parsed("plug_args-48be56c59a5131eb.plug_args.7e05f880bf46100e-cgu.0.rcgu.o"),
            "-|plug_args|48be56c59a5131eb|7e05f880bf46100e|cgu.0");
}

TEST(RustcName, UnitHashesHaveNoLeadingZeros) {
  EXPECT_EQ(parsed("rustc_demangle-8d104450181f07c5.rustc_demangle.b10f0ed66389be0-cgu.0.rcgu.o"),
            "-|rustc_demangle|8d104450181f07c5|b10f0ed66389be0|cgu.0");
  EXPECT_EQ(parsed("webpki_roots-0f4a1b93c9b4fdfa.webpki_roots.fddb59294f5b66-cgu.0.rcgu.o"),
            "-|webpki_roots|0f4a1b93c9b4fdfa|fddb59294f5b66|cgu.0");
}

TEST(RustcName, UnitHashesOfOldCompilersAreShorter) {
  EXPECT_EQ(parsed("std-a5a48102fbd58791.std.ee34264e-cgu.10.rcgu.o"),
            "-|std|a5a48102fbd58791|ee34264e|cgu.10");
}

TEST(RustcName, ThinLto) {
  EXPECT_EQ(parsed("plug_json-490e5c038048c75d.std-d1237ef7159db0a2.std.e28293b1aa0f68bd-cgu.0."
                   "rcgu.o.rcgu.o"),
            "plug_json-490e5c038048c75d|std|d1237ef7159db0a2|e28293b1aa0f68bd|cgu.0");
  EXPECT_EQ(parsed("echo.addr2line-a79a8816d9fd6004.addr2line.39b02397e671b2d1-cgu.0.rcgu.o.rcgu."
                   "o"),
            "echo|addr2line|a79a8816d9fd6004|39b02397e671b2d1|cgu.0");
  EXPECT_EQ(parsed("echo.sums.sums.b34b8ef5f693b1e6-cgu.0.rcgu.o.rcgu.o"),
            "echo|sums|-|b34b8ef5f693b1e6|cgu.0");
}

TEST(RustcName, AllocatorShim) {
  EXPECT_EQ(parsed("plug_args-48be56c59a5131eb.7a20cf3t6qaqg7olkh7ab1rdd.rcgu.o"),
            "-|plug_args|48be56c59a5131eb|7a20cf3t6qaqg7olkh7ab1rdd|7a20cf3t6qaqg7olkh7ab1rdd");
  EXPECT_EQ(parsed("echo.50e1cmwcz62t4gd3azlnueodr.rcgu.o"),
            "-|echo|-|50e1cmwcz62t4gd3azlnueodr|50e1cmwcz62t4gd3azlnueodr");
  EXPECT_EQ(parsed("phrase.aar60vkxa36r2zm.rcgu.o"), "-|phrase|-|aar60vkxa36r2zm|aar60vkxa36r2zm")
      << "rustc 1.63";
}

TEST(RustcName, IncrementalUnitsEndInTheRun) {
  EXPECT_EQ(parsed("echo.3xrcrtdbmf4let9n7adaasac1.06o286y.rcgu.o"),
            "-|echo|-|3xrcrtdbmf4let9n7adaasac1|3xrcrtdbmf4let9n7adaasac1");
}

TEST(RustcName, ObjectsOfC) {
  EXPECT_EQ(parsed("45c91108d938afe8-absvdi2.o"), "-|-|-|45c91108d938afe8|absvdi2");
  EXPECT_EQ(parsed("4f701d2e06800872-aes-gcm-avx2-x86_64-elf.o"),
            "-|-|-|4f701d2e06800872|aes-gcm-avx2-x86_64-elf");
  EXPECT_EQ(parsed("adler32.o"), "-|-|-|-|adler32");
  EXPECT_EQ(parsed("init-first.o"), "-|-|-|-|init-first");
  EXPECT_EQ(parsed("Archive.cpp.o"), "-|-|-|-|Archive.cpp");
  EXPECT_EQ(parsed("adler32.obj"), "-|-|-|-|adler32");
}

TEST(RustcName, Windows) {
  EXPECT_EQ(parsed("raw.raw.6dbd6bc9fe3cb8e8-cgu.0.rcgu.o"), "-|raw|-|6dbd6bc9fe3cb8e8|cgu.0");
  EXPECT_EQ(parsed("kernel32.dll"), "none") << "a short import object";
  EXPECT_EQ(parsed("kernel32.dlls00001.o"), "-|-|-|-|kernel32.dlls00001");
}

TEST(RustcName, NoKnownForm) {
  for (StringRef name : {"", ".o", ".obj", "lib.rmeta", "notes.txt", ".rcgu.o", "x.rcgu.o",
                         "a.b.zz-cgu.0.rcgu.o", "a.0123456789abcdef0-cgu.0.rcgu.o",
                         "std.UPPERCASE0000000.rcgu.o", ".0123456789abcdef.rcgu.o"})
    EXPECT_EQ(parsed(name), "none") << name.str();
}

TEST(RustcName, PartsLieInTheName) {
  std::string name = "echo.sums-0123456789abcdef.sums.b34b8ef5f693b1e6-cgu.0.rcgu.o.rcgu.o";
  RustcName parts = *parseRustcName(name);
  for (Name part : {*parts.library, *parts.crate, *parts.crate_hash, *parts.unit_hash, parts.unit})
    EXPECT_TRUE(part.begin() >= name.data() && part.end() <= name.data() + name.size());
}

// Every name seen so far says what it must: a codegen unit its crate, a thin LTO member its
// library, and everything else that ends in .o its unit.
TEST(RustcName, NamesSeenInRealLibraries) {
  auto file = llvm::MemoryBuffer::getFile("tests/fixtures/member-names.txt");
  ASSERT_TRUE(file) << file.getError().message();
  llvm::SmallVector<StringRef> lines;
  (*file)->getBuffer().split(lines, '\n', -1, false);
  size_t seen = 0;
  for (StringRef line : lines) {
    if (line.starts_with("#"))
      continue;
    auto [library, member] = line.split('\t');
    ASSERT_FALSE(member.empty()) << line.str();
    ++seen;
    std::optional<RustcName> name = parseRustcName(member);
    ASSERT_EQ(name.has_value(), member.ends_with(".o")) << member.str();
    if (!name)
      continue;
    EXPECT_EQ(name->crate.has_value(), member.ends_with(".rcgu.o")) << member.str();
    EXPECT_EQ(name->library.has_value(), member.ends_with(".rcgu.o.rcgu.o")) << member.str();
    EXPECT_FALSE(name->unit.empty()) << member.str();
  }
  EXPECT_GT(seen, 50u);
}
