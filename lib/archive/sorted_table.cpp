#include "archive/sorted_table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/Endian.h"

#include <optional>
#include <vector>

namespace armeld {

namespace endian = llvm::support::endian;

static constexpr size_t magicBytes = 8, headerBytes = 60;

namespace {

/// The first member of an archive whose names are as in BSD's, if that is its symbol table: a
/// header, the name, padded with NULs, and the table.
struct FirstMember {
  StringRef name;
  uint64_t nameBytes = 0; ///< with the padding
  uint64_t end = 0;       ///< where it ends in the archive
  bool isTable() const { return name.starts_with("__.SYMDEF"); }
  bool isSorted() const { return name.ends_with(" SORTED"); }
  unsigned width() const { return name.starts_with("__.SYMDEF_64") ? 8 : 4; }
};

} // namespace

/// `bytes` hold the member's header and its name, but not always all of the rest.
static FirstMember readFirstMember(StringRef bytes) {
  FirstMember first;
  StringRef header = bytes.substr(magicBytes, headerBytes);
  uint64_t size;
  if (!bytes.starts_with(llvm::object::ArchiveMagic) || header.size() < headerBytes ||
      !header.consume_front("#1/") ||
      header.take_front(13).rtrim(' ').getAsInteger(10, first.nameBytes) ||
      header.substr(45, 10).rtrim(' ').getAsInteger(10, size) || first.nameBytes > size ||
      first.nameBytes > 64)
    return {};
  first.name = bytes.substr(magicBytes + headerBytes, first.nameBytes).rtrim('\0');
  first.end = magicBytes + headerBytes + size;
  return first;
}

bool hasSortedTable(StringRef bytes) {
  FirstMember first = readFirstMember(bytes);
  return first.isTable() && first.isSorted();
}

namespace {

/// A table of Darwin's. Source: <mach-o/ranlib.h>: the size of pairs of a name's place and a
/// member's, the pairs, the size of the names, the names; all numbers have `width` bytes.
struct RanlibTable {
  unsigned width = 4;
  std::vector<std::pair<StringRef, uint64_t>> entries; ///< names, and the members' places
  uint64_t namesRoom = 0;                              ///< bytes for the names, padding included
};

} // namespace

/// The table `bytes`, or nothing if it is broken.
static std::optional<RanlibTable> readTable(StringRef bytes, unsigned width) {
  auto number = [&](const char *at) {
    return width == 8 ? endian::read64le(at) : endian::read32le(at);
  };
  if (bytes.size() < 2 * width)
    return std::nullopt;
  uint64_t pairBytes = number(bytes.data());
  if (pairBytes % (2 * width) != 0 || pairBytes > bytes.size() - 2 * width)
    return std::nullopt;
  StringRef names = bytes.drop_front(pairBytes + 2 * width);
  RanlibTable table = {width, {}, names.size()};
  uint64_t nameBytes = 0;
  for (const char *at = bytes.data() + width; at != names.data() - width; at += 2 * width) {
    StringRef name = names.drop_front(std::min<uint64_t>(number(at), names.size()));
    size_t end = name.find('\0');
    if (end == StringRef::npos)
      return std::nullopt;
    table.entries.emplace_back(name.take_front(end), number(at + width));
    nameBytes += end + 1;
  }
  if (nameBytes > names.size())
    return std::nullopt;
  return table;
}

/// Sorts by name, and moves the members' places by `growth` bytes. False where a name is repeated,
/// or a place has no room in the table.
static bool sortEntries(RanlibTable &table, uint64_t growth) {
  uint64_t most = table.width == 8 ? UINT64_MAX : UINT32_MAX;
  for (auto &[name, memberPlace] : table.entries) {
    if (memberPlace > most - growth)
      return false;
    memberPlace += growth;
  }
  llvm::stable_sort(table.entries, llvm::less_first());
  return std::adjacent_find(table.entries.begin(), table.entries.end(), [](auto &a, auto &b) {
           return a.first == b.first;
         }) == table.entries.end();
}

/// The table's bytes. Its names are in the order of its entries: of a wide table, LLVM takes one
/// after the other.
static std::string tableBytes(const RanlibTable &table) {
  std::string bytes;
  auto append = [&](uint64_t value) {
    char word[8];
    endian::write64le(word, value);
    bytes.append(word, table.width);
  };
  append(2 * table.width * table.entries.size());
  uint64_t namePlace = 0;
  for (auto &[name, memberPlace] : table.entries) {
    append(namePlace);
    append(memberPlace);
    namePlace += name.size() + 1;
  }
  append(table.namesRoom);
  for (auto &[name, memberPlace] : table.entries)
    bytes += name.str() + '\0';
  bytes.append(table.namesRoom - namePlace, '\0');
  return bytes;
}

/// The archive's beginning `head`, up to the table's end, with the table sorted, or as it is.
static std::string sortTable(StringRef head) {
  // The name is longer by 8 bytes than the other, as Apple's tools pad it, and so the members keep
  // their alignment.
  constexpr StringRef sortedName("__.SYMDEF SORTED\0\0\0\0", 20);
  constexpr StringRef sortedWideName("__.SYMDEF_64 SORTED\0", 20);
  FirstMember first = readFirstMember(head);
  if (!first.isTable() || first.isSorted() || first.nameBytes >= sortedName.size())
    return head.str();
  uint64_t growth = sortedName.size() - first.nameBytes;
  std::string size = std::to_string(head.size() - magicBytes - headerBytes + growth);
  std::optional<RanlibTable> table =
      readTable(head.drop_front(magicBytes + headerBytes + first.nameBytes), first.width());
  if (growth % 8 != 0 || size.size() > 10 || !table || !sortEntries(*table, growth))
    return head.str();
  std::string sorted = head.take_front(magicBytes).str();
  sorted += "#1/20           ";
  sorted += head.substr(magicBytes + 16, 32); // time, owner, group and mode
  sorted += size + std::string(10 - size.size(), ' ');
  sorted += head.substr(magicBytes + 58, 2);
  sorted += table->width == 8 ? sortedWideName : sortedName;
  return sorted + tableBytes(*table);
}

void TableSorter::write_impl(const char *bytes, size_t size) {
  position += size;
  if (isPast) {
    out.write(bytes, size);
    return;
  }
  head.append(bytes, size);
  // A name of Darwin's table is at most 20 bytes long.
  if (tableEnd == 0 && head.size() >= magicBytes + headerBytes + 20) {
    FirstMember first = readFirstMember(head);
    tableEnd = first.isTable() ? first.end : head.size();
  }
  if (tableEnd == 0 || head.size() < tableEnd)
    return;
  isPast = true;
  std::string gathered = std::move(head);
  head.clear();
  out << sortTable(StringRef(gathered).take_front(tableEnd))
      << StringRef(gathered).drop_front(tableEnd);
}

} // namespace armeld
