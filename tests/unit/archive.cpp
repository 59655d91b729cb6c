#include "archive/archive.h"
#include "archive/sorted_table.h"
#include "archive/workspace_mark.h"
#include "folder.h"

#include "llvm/Object/ArchiveWriter.h"

#include <gtest/gtest.h>

using namespace armeld;
using namespace std::string_literals;

namespace {

using Entries = std::vector<SymbolTableEntry>;

std::string be32(uint32_t value) {
  return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}
std::string le16(uint16_t value) { return {char(value), char(value >> 8)}; }
std::string le32(uint32_t value) {
  return {char(value), char(value >> 8), char(value >> 16), char(value >> 24)};
}
std::string be64(uint64_t value) { return be32(uint32_t(value >> 32)) + be32(uint32_t(value)); }
std::string le64(uint64_t value) { return le32(uint32_t(value)) + le32(uint32_t(value >> 32)); }

/// The entries, or the error's text as the only symbol's name.
Entries read(SymbolTableFormat format, StringRef table, std::optional<StringRef> ec = {}) {
  Expected<Entries> entries = readSymbolTable(format, table, ec);
  if (entries)
    return *entries;
  return {{keep(text(entries.takeError())), UINT64_MAX}};
}

Entries fault(const char *text) { return {{text, UINT64_MAX}}; }

/// An archive of one format, in memory.
std::string archiveOf(ArchiveFormat format,
                      const std::vector<std::pair<std::string, std::string>> &members,
                      bool marked = false) {
  std::vector<llvm::NewArchiveMember> all;
  for (const auto &[name, content] : members) {
    llvm::NewArchiveMember &member = all.emplace_back(llvm::MemoryBufferRef(content, name));
    if (marked) {
      member.UID = workspaceOwner;
      member.GID = workspaceGroup;
    }
  }
  llvm::SmallString<256> bytes;
  llvm::raw_svector_ostream out(bytes);
  llvm::cantFail(llvm::writeArchiveToStream(out, all, llvm::SymtabWritingMode::NoSymtab,
                                            writerKind(format), true, false));
  return std::string(bytes);
}

constexpr ArchiveFormat formats[] = {ArchiveFormat::gnu, ArchiveFormat::bsd, ArchiveFormat::darwin,
                                     ArchiveFormat::coff, ArchiveFormat::bigarchive};

const std::string elf = "\x7f"
                        "ELF\2\1\1"s +
                        std::string(9, '\0') + "\1\0"s + std::string(46, '\0');
const std::string coff = "\x64\x86"s + std::string(30, '\0');
const std::string macho =
    "\xcf\xfa\xed\xfe"s + std::string(8, '\0') + "\1\0\0\0"s + std::string(16, '\0');

} // namespace

// ---- symbol tables ----

TEST(SymbolTable, CountedTablesOfGnuAndAix) {
  std::string names = "first\0second\0"s;
  Entries expected = {{"first", 8}, {"second", 0x12345678}};
  EXPECT_EQ(read(SymbolTableFormat::gnu, be32(2) + be32(8) + be32(0x12345678) + names), expected);
  std::string wide = be64(2) + be64(8) + be64(0x12345678) + names;
  EXPECT_EQ(read(SymbolTableFormat::gnu64, wide), expected);
  EXPECT_EQ(read(SymbolTableFormat::bigarchive, wide), expected);
  EXPECT_EQ(read(SymbolTableFormat::gnu, be32(0)), Entries());
}

TEST(SymbolTable, RanlibTablesOfBsdAndDarwin) {
  // Pairs need not be in the order of the names.
  std::string names = "first\0second\0"s;
  Entries expected = {{"second", 100}, {"first", 8}};
  EXPECT_EQ(read(SymbolTableFormat::bsd,
                 le32(16) + le32(6) + le32(100) + le32(0) + le32(8) + le32(13) + names),
            expected);
  EXPECT_EQ(read(SymbolTableFormat::darwin64,
                 le64(32) + le64(6) + le64(100) + le64(0) + le64(8) + le64(13) + names),
            expected);
}

TEST(SymbolTable, LinkerMembersOfCoff) {
  std::string table = le32(2) + le32(68) + le32(200) + le32(2) + le16(2) + le16(1) + "a\0b\0"s;
  EXPECT_EQ(read(SymbolTableFormat::coff, table), (Entries{{"a", 200}, {"b", 68}}));
  std::string ec = le32(1) + le16(2) + "#a\0"s;
  EXPECT_EQ(read(SymbolTableFormat::coff, table, StringRef(ec)),
            (Entries{{"a", 200}, {"b", 68}, {"#a", 200, true}}));
}

TEST(SymbolTable, NoTableHasNoEntries) {
  EXPECT_EQ(read(SymbolTableFormat::none, "anything"), Entries());
}

TEST(SymbolTable, EveryClaimIsCheckedAgainstTheRoom) {
  EXPECT_EQ(read(SymbolTableFormat::gnu, "\0\0"s), fault("ends in the middle of a number"));
  EXPECT_EQ(read(SymbolTableFormat::gnu, be32(0xffffffff) + be32(8) + "a\0"s),
            fault("claims 4294967295 entries, more than it has room for"));
  EXPECT_EQ(read(SymbolTableFormat::gnu64, be64(UINT64_MAX) + be64(8) + "a\0"s),
            fault("claims 18446744073709551615 entries, more than it has room for"));
  EXPECT_EQ(read(SymbolTableFormat::gnu, be32(1) + be32(8) + "a"),
            fault("ends in the middle of a name"));
  EXPECT_EQ(read(SymbolTableFormat::bsd, le32(8) + le32(2) + le32(8) + le32(2) + "a\0"s),
            fault("names a string outside of its string table"));
  EXPECT_EQ(read(SymbolTableFormat::coff, le32(1) + le32(68) + le32(1) + le16(2) + "a\0"s),
            fault("names member 2 of 1"));
  EXPECT_EQ(read(SymbolTableFormat::coff, le32(1) + le32(68) + le32(1) + le16(0) + "a\0"s),
            fault("names member 0 of 1"));
}

TEST(SymbolTable, AnyTruncationIsAnErrorOrShorter) {
  std::string table = le32(2) + le32(68) + le32(200) + le32(2) + le16(2) + le16(1) + "a\0b\0"s;
  for (size_t size = 0; size < table.size(); ++size) {
    Entries entries = read(SymbolTableFormat::coff, StringRef(table).take_front(size));
    ASSERT_EQ(entries.size(), 1u) << size;
    EXPECT_EQ(entries[0].headerOffset, UINT64_MAX) << size;
  }
}

// ---- sorted tables ----

TEST(SortedTable, IsSortedOnTheWayAndKeepsPlaces) {
  // A table of two symbols, then one member at 8 + 60 + 12 + 36.
  std::string names = "b\0a\0"s;
  std::string table = le32(16) + le32(0) + le32(116) + le32(2) + le32(200) + le32(4) + names;
  std::string head = "#1/12           0           0     0     0       ";
  std::string size = std::to_string(12 + table.size());
  std::string archive = "!<arch>\n" + head + size + std::string(10 - size.size(), ' ') + "`\n" +
                        "__.SYMDEF\0\0\0"s + table + "member";
  EXPECT_FALSE(hasSortedTable(archive));
  std::string sorted;
  llvm::raw_string_ostream out(sorted);
  {
    TableSorter sorter(out);
    for (char c : archive) // in the smallest pieces
      sorter << StringRef(&c, 1);
  }
  EXPECT_TRUE(hasSortedTable(sorted));
  EXPECT_EQ(sorted.size(), archive.size() + 8);
  EXPECT_TRUE(StringRef(sorted).ends_with("member"));
  EXPECT_EQ(read(SymbolTableFormat::bsd, StringRef(sorted).substr(8 + 60 + 20, table.size())),
            (Entries{{"a", 208}, {"b", 124}}));
}

// ---- formats ----

TEST(Format, ObjectsTellFormatsApartThatLookAlike) {
  auto guess = [](ArchiveFormat read, bool table, StringRef path, std::vector<StringRef> contents) {
    return guessFormat(read, table, path, contents);
  };
  EXPECT_EQ(guess(ArchiveFormat::gnu, false, "x.lib", {coff}), ArchiveFormat::coff);
  EXPECT_EQ(guess(ArchiveFormat::gnu, false, "libx.a", {coff}), ArchiveFormat::gnu) << "MinGW";
  EXPECT_EQ(guess(ArchiveFormat::gnu, true, "x.lib", {coff}), ArchiveFormat::gnu);
  EXPECT_EQ(guess(ArchiveFormat::gnu, false, "x.lib", {elf, coff}), ArchiveFormat::gnu)
      << "the first object decides";
  EXPECT_EQ(guess(ArchiveFormat::gnu, false, "x.lib", {"text", coff}), ArchiveFormat::coff);
  ASSERT_EQ(macho.size() % 8, 0u);
  EXPECT_EQ(guess(ArchiveFormat::bsd, false, "libx.a", {macho}), ArchiveFormat::darwin);
  EXPECT_EQ(guess(ArchiveFormat::bsd, false, "libx.a", {macho, "odd"}), ArchiveFormat::bsd);
  EXPECT_EQ(guess(ArchiveFormat::bsd, false, "libx.a", {}), ArchiveFormat::bsd);
}

// ---- archives ----

TEST(ArchiveFile, ReadsWhatLlvmWritesInEveryFormat) {
  Folder folder;
  std::string longName = "a-name-that-is-longer-than-sixteen-bytes.o";
  for (ArchiveFormat format : formats) {
    std::string path =
        folder.write("libx.a", archiveOf(format, {{"x.o", macho}, {longName, macho}}));
    Expected<ArchiveFile> archive = ArchiveFile::open(path);
    ASSERT_TRUE(bool(archive)) << text(archive.takeError());
    ASSERT_EQ(archive->facts.members.size(), 2u);
    EXPECT_EQ(archive->facts.members[1].name, StringRef(longName));
    EXPECT_EQ(archive->content(0), StringRef(macho));
    EXPECT_EQ(archive->facts.symbol_table.format, SymbolTableFormat::none);
    EXPECT_FALSE(archive->facts.workspace);
  }
}

TEST(ArchiveFile, EveryTruncationIsRefusedOrShorter) {
  Folder folder;
  for (ArchiveFormat format : formats) {
    std::string whole = archiveOf(format, {{"x.o", macho}, {"another-object-file.o", macho}});
    for (size_t size = 0; size < whole.size(); ++size) {
      Expected<ArchiveFile> archive =
          ArchiveFile::open(folder.write("libx.a", whole.substr(0, size)));
      if (archive)
        EXPECT_LE(archive->facts.members.size(), 2u);
      else
        EXPECT_NE(text(archive.takeError()), "");
    }
  }
}

TEST(WorkspaceMark, IsReadInEveryFormat) {
  Folder folder;
  for (ArchiveFormat format : formats) {
    std::string plain = folder.write("plain.a", archiveOf(format, {{"x.o", macho}, {"y.o", elf}}));
    std::string marked =
        folder.write("marked.a", archiveOf(format, {{"x.o", macho}, {"y.o", elf}}, true));
    EXPECT_FALSE(llvm::cantFail(isWorkspaceLibrary(plain)));
    EXPECT_TRUE(llvm::cantFail(isWorkspaceLibrary(marked)));
  }
}

TEST(WorkspaceMark, IsWrittenInPlaceLikeLlvmDoes) {
  Folder folder;
  for (ArchiveFormat format : formats) {
    std::string path = folder.write("libx.a", archiveOf(format, {{"x.o", macho}, {"y.o", elf}}));
    ASSERT_FALSE(bool(writeWorkspaceMark(path)));
    EXPECT_EQ(Folder::read(path), archiveOf(format, {{"x.o", macho}, {"y.o", elf}}, true));
  }
}

TEST(WorkspaceMark, IsOnAllMembersOrNone) {
  Folder folder;
  std::string two = archiveOf(ArchiveFormat::gnu, {{"x.o", elf}, {"y.o", elf}}, true);
  std::string one = archiveOf(ArchiveFormat::gnu, {{"x.o", elf}}, true);
  std::string unmarked = archiveOf(ArchiveFormat::gnu, {{"x.o", elf}, {"y.o", elf}});
  EXPECT_TRUE(llvm::cantFail(isWorkspaceLibrary(folder.write("libx.a", two))));
  EXPECT_FALSE(llvm::cantFail(
      isWorkspaceLibrary(folder.write("libx.a", one + unmarked.substr(one.size())))));
  EXPECT_TRUE(llvm::cantFail(isWorkspaceLibrary(folder.write("libx.a", "!<arch>\n"))));
}
