#include "archive/archive.h"

#include "archive/universal.h"
#include "archive/workspace_mark.h"
#include "base/names.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Path.h"

namespace armeld {

using llvm::object::Archive;
namespace endian = llvm::support::endian;

static ArchiveFormat formatOf(Archive::Kind kind) {
  switch (kind) {
  case Archive::K_GNU:
  case Archive::K_GNU64:
    return ArchiveFormat::gnu;
  case Archive::K_BSD:
    return ArchiveFormat::bsd;
  case Archive::K_DARWIN:
  case Archive::K_DARWIN64:
    return ArchiveFormat::darwin;
  case Archive::K_COFF:
    return ArchiveFormat::coff;
  case Archive::K_AIXBIG:
    return ArchiveFormat::bigarchive;
  }
  llvm_unreachable("an archive kind that LLVM did not have");
}

llvm::object::Archive::Kind writerKind(ArchiveFormat format) {
  switch (format) {
  case ArchiveFormat::gnu:
    return Archive::K_GNU;
  case ArchiveFormat::bsd:
    return Archive::K_BSD;
  case ArchiveFormat::darwin:
    return Archive::K_DARWIN;
  case ArchiveFormat::coff:
    return Archive::K_COFF;
  case ArchiveFormat::bigarchive:
    return Archive::K_AIXBIG;
  }
  llvm_unreachable("an archive format without a kind");
}

static SymbolTableFormat tableFormatOf(const Archive &archive) {
  if (!archive.hasSymbolTable())
    return SymbolTableFormat::none;
  switch (archive.kind()) {
  case Archive::K_GNU:
    return SymbolTableFormat::gnu;
  case Archive::K_GNU64:
    return SymbolTableFormat::gnu64;
  case Archive::K_BSD:
  case Archive::K_DARWIN:
    return SymbolTableFormat::bsd;
  case Archive::K_DARWIN64:
    return SymbolTableFormat::darwin64;
  case Archive::K_COFF:
    return SymbolTableFormat::coff;
  case Archive::K_AIXBIG:
    return SymbolTableFormat::bigarchive;
  }
  llvm_unreachable("an archive kind that LLVM did not have");
}

/// Several formats look alike: BSD's and Darwin's always, GNU's and COFF's where there is no symbol
/// table. Then the format that belongs to the objects is the best guess: it is what llvm-ar would
/// take as well. COFF objects in a *.a are MinGW's, which uses GNU archives. Nothing else tells:
/// without a table llvm-ar writes the same bytes for both formats, and the objects have no mark of
/// MinGW (compilers write @feat.00 for both).
static ArchiveFormat guessFormat(ArchiveFormat read, bool hasTable, StringRef path,
                                 llvm::ArrayRef<StringRef> contents) {
  for (StringRef content : contents) {
    switch (llvm::identify_magic(content)) {
    case llvm::file_magic::coff_object:
    case llvm::file_magic::coff_import_library:
      if (read == ArchiveFormat::gnu && !hasTable && !path.ends_with(".a"))
        return ArchiveFormat::coff;
      return read;
    case llvm::file_magic::macho_object: {
      // Darwin's archivers pad content to 8 bytes, and count that in the member's size.
      bool isPadded = llvm::all_of(contents, [](StringRef each) { return each.size() % 8 == 0; });
      return read == ArchiveFormat::bsd && isPadded ? ArchiveFormat::darwin : read;
    }
    case llvm::file_magic::elf_relocatable:
      return read;
    default:
      continue;
    }
  }
  return read;
}

static std::string hexOffset(uint64_t offset) { return "0x" + llvm::utohexstr(offset, true); }

/// LLVM takes the number of symbols of an AIX archive's two symbol tables as it stands there.
/// Source: AIX, "ar File Format (Big)": fl_gstoff and fl_gst64off, and the member header before
/// each table.
static Error checkBigArchive(StringRef bytes) {
  auto number = [&](uint64_t offset, size_t width) -> uint64_t {
    uint64_t value = 0;
    bool bad = offset > bytes.size() || bytes.size() - offset < width ||
               bytes.substr(offset, width).rtrim(' ').getAsInteger(10, value);
    return bad ? UINT64_MAX : value;
  };
  for (uint64_t field : {28, 48}) {
    uint64_t header = number(field, 20);
    if (header == 0)
      continue;
    uint64_t size = number(header, 20), nameLength = number(header + 108, 4);
    uint64_t content = header + 112 + llvm::alignTo(nameLength, 2) + 2;
    if (header >= bytes.size() || nameLength > bytes.size() || content > bytes.size() ||
        size > bytes.size() - content || size < 8)
      return failure("the symbol table lies outside of the file");
    if (endian::read64be(bytes.data() + content) > size / 8 - 1)
      return failure("the symbol table claims more entries than it has room for");
  }
  // Nor does LLVM look whether a member's name, behind its header of 112 bytes, lies in the file.
  // fl_fstmoff and fl_lstmoff name the first member and the last; each names the next.
  uint64_t last = number(88, 20), most = bytes.size() / 112;
  for (uint64_t at = number(68, 20); at != 0 && at != UINT64_MAX && most > 0; --most) {
    uint64_t nameLength = number(at + 108, 4);
    if (at >= bytes.size() || nameLength > bytes.size() ||
        at + 112 + llvm::alignTo(nameLength, 2) + 2 > bytes.size())
      return failure("the member at " + hexOffset(at) + " runs past the end of the file");
    if (at == last)
      break;
    at = number(at + 20, 20);
  }
  return Error::success();
}

/// LLVM takes the length of a BSD name as it stands in the member's header: "#1/20".
static Error checkNameLength(StringRef bytes, uint64_t header) {
  uint64_t length = 0;
  if (header > bytes.size() || bytes.size() - header < 60 ||
      !bytes.substr(header, 3).starts_with("#1/") ||
      bytes.substr(header + 3, 13).split(' ').first.getAsInteger(10, length))
    return Error::success();
  if (length > bytes.size() - header - 60)
    return failure("its name runs past the end of the file");
  return Error::success();
}

Expected<std::vector<ArchiveFile>> ArchiveFile::openAll(StringRef path) {
  Expected<MappedFile> opened = MappedFile::open(path);
  if (!opened)
    return opened.takeError();
  auto mapped = std::make_shared<MappedFile>(std::move(*opened));
  StringRef bytes = mapped->bytes();
  std::vector<ArchiveFile> archives;
  if (!isUniversal(bytes)) {
    Expected<ArchiveFile> archive = open(mapped, path, bytes);
    if (!archive)
      return archive.takeError();
    archives.push_back(std::move(*archive));
    return archives;
  }
  Expected<UniversalHeader> header = readUniversal(bytes);
  if (!header)
    return header.takeError();
  for (const UniversalSlice &slice : header->slices) {
    Expected<ArchiveFile> archive = open(mapped, path, bytes.substr(slice.offset, slice.size));
    if (!archive)
      return at("slice " + slice.name, archive.takeError());
    archive->facts.slice = keep(slice.name);
    archives.push_back(std::move(*archive));
  }
  return archives;
}

Expected<ArchiveFile> ArchiveFile::open(StringRef path) {
  Expected<std::vector<ArchiveFile>> archives = openAll(path);
  if (!archives)
    return archives.takeError();
  if (archives->size() != 1)
    return failure("is a universal file of several archives");
  return std::move(archives->front());
}

Expected<ArchiveFile> ArchiveFile::open(std::shared_ptr<MappedFile> mapped, StringRef path,
                                        StringRef bytes) {
  ArchiveFile file;
  file.mapped = std::move(mapped);
  file.bytes = bytes;
  // Places are counted from the file's start, so that who copies needs not know of slices.
  uint64_t start = bytes.begin() - file.mapped->bytes().begin();
  if (bytes.empty())
    return failure("is empty; not an archive");
  if (!bytes.starts_with(llvm::object::ArchiveMagic) &&
      !bytes.starts_with(llvm::object::ThinArchiveMagic) &&
      !bytes.starts_with(llvm::object::BigArchiveMagic))
    return failure("is not an archive");
  if (bytes.starts_with(llvm::object::BigArchiveMagic))
    if (Error error = checkBigArchive(bytes))
      return error;
  // To know the format, LLVM reads the first member's name.
  if (Error error = checkNameLength(bytes, strlen(llvm::object::ArchiveMagic)))
    return at("member 1 at " + hexOffset(start + strlen(llvm::object::ArchiveMagic)),
              std::move(error));
  Expected<std::unique_ptr<Archive>> archive = Archive::create({bytes, path});
  if (!archive)
    return archive.takeError();
  file.archive = std::move(*archive);
  const Archive &ar = *file.archive;

  Library &facts = file.facts;
  facts.path = keep(path);
  facts.size = file.mapped->bytes().size();
  facts.modified_ns = file.mapped->identity().modifiedNs;
  facts.format = formatOf(ar.kind());
  facts.thin = ar.isThin();
  facts.workspace = true; // until a member without the mark is found
  facts.symbol_table.format = tableFormatOf(ar);

  // The members of a big archive are a list linked by offsets. One that runs in circles has no end,
  // and one whose members lie in each other would be unpacked to many times its size.
  llvm::DenseSet<uint64_t> seen;
  uint64_t roomLeft = bytes.size();

  Error walking = Error::success();
  for (const Archive::Child &child : ar.children(walking)) {
    Member &member = facts.members.emplace_back();
    member.header_offset = start + child.getChildOffset();
    facts.workspace = facts.workspace && hasWorkspaceMark(child);
    auto fault = [&](Error error) {
      return at(memberPlace(facts.members.size() - 1, member.name) + " at " +
                    hexOffset(member.header_offset),
                std::move(error));
    };
    if (Error error = checkNameLength(bytes, child.getChildOffset())) {
      llvm::consumeError(std::move(walking));
      return fault(std::move(error));
    }
    Expected<StringRef> name = child.getName();
    Expected<uint64_t> size = child.getSize();
    Error bad = llvm::joinErrors(name.takeError(), size.takeError());
    if (bad) {
      llvm::consumeError(std::move(walking));
      return fault(std::move(bad));
    }
    // Of a short GNU name, LLVM takes what stands before the first slash. The last one ends it: GNU
    // ar writes "sub/x.o/" for a member added by its path (ar P).
    StringRef shortName = bytes.substr(child.getChildOffset(), 16).rtrim(' ');
    if (ar.kind() == Archive::K_GNU && shortName.count('/') > 1 && !shortName.starts_with("/") &&
        shortName.consume_back("/"))
      name = shortName;
    member.name = keep(*name);
    member.size = *size;
    if (!seen.insert(member.header_offset).second) {
      llvm::consumeError(std::move(walking));
      return fault(failure("the list of members runs in a circle"));
    }
    if (facts.thin) {
      Expected<std::string> fullName = child.getFullName();
      if (!fullName) {
        llvm::consumeError(std::move(walking));
        return fault(fullName.takeError());
      }
      Expected<MappedFile> content = MappedFile::open(*fullName);
      Error error = content.takeError();
      if (!error && content->identity().size != member.size)
        error = failure("has " + Twine(content->identity().size) + " bytes, the archive says " +
                        Twine(member.size));
      if (error) {
        llvm::consumeError(std::move(walking));
        return fault(at(shown(*fullName), std::move(error)));
      }
      member.file = keep(*fullName);
      file.memberFiles.push_back(std::make_shared<MappedFile>(std::move(*content)));
      file.contents.push_back(file.memberFiles.back()->bytes());
      continue;
    }
    uint64_t dataOffset = child.getDataOffset();
    member.data_offset = start + dataOffset;
    if (dataOffset > bytes.size() || member.size > bytes.size() - dataOffset) {
      llvm::consumeError(std::move(walking));
      return fault(failure("size " + Twine(member.size) + " runs past the end of the file"));
    }
    if (member.size > roomLeft) {
      llvm::consumeError(std::move(walking));
      return fault(failure("lies in another member"));
    }
    roomLeft -= member.size;
    file.contents.push_back(bytes.substr(dataOffset, member.size));
  }
  if (walking) {
    // LLVM's message ends in the offset, or names the archive; either way it knows the place.
    return at("after " + Twine(facts.members.size()) + " members", std::move(walking));
  }
  facts.format = guessFormat(facts.format, ar.hasSymbolTable(), path, file.contents);
  return file;
}

namespace {

/// Reads numbers and names from a table that may claim anything.
class TableReader {
public:
  explicit TableReader(StringRef table) : rest(table) {}

  Expected<uint64_t> number(unsigned bytes, llvm::endianness order) {
    if (rest.size() < bytes)
      return failure("ends in the middle of a number");
    const char *from = rest.data();
    rest = rest.drop_front(bytes);
    switch (bytes) {
    case 2:
      return endian::read<uint16_t>(from, order);
    case 4:
      return endian::read<uint32_t>(from, order);
    default:
      return endian::read<uint64_t>(from, order);
    }
  }
  /// `count` numbers of `bytes` bytes each, left unread.
  Expected<StringRef> numbers(uint64_t count, unsigned bytes) {
    if (count > rest.size() / bytes)
      return failure("claims " + Twine(count) + " entries, more than it has room for");
    StringRef all = rest.take_front(count * bytes);
    rest = rest.drop_front(count * bytes);
    return all;
  }
  Expected<Name> name() {
    size_t end = rest.find('\0');
    if (end == StringRef::npos)
      return failure("ends in the middle of a name");
    Name found = rest.take_front(end);
    rest = rest.drop_front(end + 1);
    return found;
  }
  StringRef remaining() const { return rest; }

private:
  StringRef rest;
};

using Entries = std::vector<SymbolTableEntry>;

/// GNU and AIX: a count, that many offsets, that many names; all big-endian.
Expected<Entries> readCountedTable(StringRef table, unsigned width) {
  TableReader reader(table);
  Expected<uint64_t> count = reader.number(width, llvm::endianness::big);
  if (!count)
    return count.takeError();
  Expected<StringRef> offsets = reader.numbers(*count, width);
  if (!offsets)
    return offsets.takeError();
  TableReader offsetReader(*offsets);
  Entries entries;
  entries.reserve(*count);
  for (uint64_t i = 0; i < *count; ++i) {
    Expected<Name> name = reader.name();
    if (!name)
      return name.takeError();
    entries.push_back({*name, *offsetReader.number(width, llvm::endianness::big)});
  }
  return entries;
}

/// BSD and Darwin: pairs of (string offset, member offset), then the strings; little-endian.
/// Source: ranlib(5) of the BSDs, <mach-o/ranlib.h>.
Expected<Entries> readRanlibTable(StringRef table, unsigned width) {
  TableReader reader(table);
  Expected<uint64_t> bytes = reader.number(width, llvm::endianness::little);
  if (!bytes)
    return bytes.takeError();
  uint64_t count = *bytes / (2 * width);
  Expected<StringRef> pairs = reader.numbers(count, 2 * width);
  if (!pairs)
    return pairs.takeError();
  Expected<uint64_t> stringBytes = reader.number(width, llvm::endianness::little);
  if (!stringBytes)
    return stringBytes.takeError();
  StringRef strings = reader.remaining().take_front(*stringBytes);
  TableReader pairReader(*pairs);
  Entries entries;
  entries.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t stringOffset = *pairReader.number(width, llvm::endianness::little);
    uint64_t memberOffset = *pairReader.number(width, llvm::endianness::little);
    if (stringOffset >= strings.size())
      return failure("names a string outside of its string table");
    StringRef name = strings.drop_front(stringOffset);
    entries.push_back({name.take_front(name.find('\0')), memberOffset});
  }
  return entries;
}

/// COFF's second linker member: member offsets, then per symbol a 16-bit index into them counting
/// from 1, then names. Source: PE/COFF specification, "Second Linker Member". ARM64EC's table,
/// /<ECSYMBOLS>/, has no offsets of its own: its indices are into those of the second linker
/// member.
Expected<Entries> readCoffTables(StringRef table, std::optional<StringRef> ecTable) {
  constexpr auto little = llvm::endianness::little;
  TableReader reader(table);
  Expected<uint64_t> memberCount = reader.number(4, little);
  if (!memberCount)
    return memberCount.takeError();
  Expected<StringRef> offsets = reader.numbers(*memberCount, 4);
  if (!offsets)
    return offsets.takeError();
  Entries entries;
  auto readNames = [&](TableReader &names, bool ec) -> Error {
    Expected<uint64_t> count = names.number(4, little);
    if (!count)
      return count.takeError();
    Expected<StringRef> indices = names.numbers(*count, 2);
    if (!indices)
      return indices.takeError();
    TableReader indexReader(*indices);
    for (uint64_t i = 0; i < *count; ++i) {
      uint64_t index = *indexReader.number(2, little);
      if (index == 0 || index > *memberCount)
        return failure("names member " + Twine(index) + " of " + Twine(*memberCount));
      Expected<Name> name = names.name();
      if (!name)
        return name.takeError();
      entries.push_back({*name, endian::read32le(offsets->data() + 4 * (index - 1)), ec});
    }
    return Error::success();
  };
  if (Error error = readNames(reader, false))
    return error;
  if (ecTable) {
    TableReader ecReader(*ecTable);
    if (Error error = readNames(ecReader, true))
      return at("for ARM64EC", std::move(error));
  }
  return entries;
}

} // namespace

/// The table /<ECSYMBOLS>/, which stands behind the second linker member and the long names, or
/// nothing where there is none. (rustc's libraries hold members of that name besides.)
std::optional<StringRef> ArchiveFile::ecSymbols() const {
  uint64_t end = facts.members.empty() ? bytes.size()
                                       : facts.members.front().header_offset -
                                             (bytes.begin() - mapped->bytes().begin());
  constexpr size_t headerBytes = 60;
  uint64_t offset = archive->getSymbolTable().end() - bytes.begin();
  while (true) {
    offset = llvm::alignTo(offset, 2);
    if (offset > end || end - offset < headerBytes)
      return std::nullopt;
    StringRef header = bytes.substr(offset, headerBytes);
    StringRef name = header.take_front(16).rtrim(' ');
    uint64_t size;
    if (header.substr(48, 10).rtrim(' ').getAsInteger(10, size) ||
        size > bytes.size() - offset - headerBytes)
      return std::nullopt;
    StringRef content = bytes.substr(offset + headerBytes, size);
    if (name == "/<ECSYMBOLS>/")
      return content;
    if (name != "//")
      return std::nullopt;
    offset += headerBytes + size;
  }
}

Expected<std::vector<SymbolTableEntry>> ArchiveFile::symbolTable() const {
  uint64_t start = bytes.begin() - mapped->bytes().begin();
  Expected<Entries> entries = readTable(archive->getSymbolTable());
  if (entries)
    for (SymbolTableEntry &entry : *entries)
      entry.headerOffset += start;
  return entries;
}

Expected<std::vector<SymbolTableEntry>> ArchiveFile::readTable(StringRef table) const {
  switch (facts.symbol_table.format) {
  case SymbolTableFormat::none:
    return Entries();
  case SymbolTableFormat::gnu:
    return readCountedTable(table, 4);
  case SymbolTableFormat::gnu64:
  case SymbolTableFormat::bigarchive:
    return readCountedTable(table, 8);
  case SymbolTableFormat::bsd:
    return readRanlibTable(table, 4);
  case SymbolTableFormat::darwin64:
    return readRanlibTable(table, 8);
  case SymbolTableFormat::coff:
    return readCoffTables(table, ecSymbols());
  }
  llvm_unreachable("a symbol table format without a reader");
}

} // namespace armeld
