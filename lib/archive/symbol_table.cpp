#include "archive/symbol_table.h"

#include "llvm/Support/Endian.h"
#include "llvm/Support/ErrorHandling.h"

namespace armeld {

namespace endian = llvm::support::endian;

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

Expected<std::vector<SymbolTableEntry>> readSymbolTable(SymbolTableFormat format, StringRef bytes,
                                                        std::optional<StringRef> ecBytes) {
  switch (format) {
  case SymbolTableFormat::none:
    return Entries();
  case SymbolTableFormat::gnu:
    return readCountedTable(bytes, 4);
  case SymbolTableFormat::gnu64:
  case SymbolTableFormat::bigarchive:
    return readCountedTable(bytes, 8);
  case SymbolTableFormat::bsd:
    return readRanlibTable(bytes, 4);
  case SymbolTableFormat::darwin64:
    return readRanlibTable(bytes, 8);
  case SymbolTableFormat::coff:
    return readCoffTables(bytes, ecBytes);
  }
  llvm_unreachable("a symbol table format without a reader");
}

} // namespace armeld
