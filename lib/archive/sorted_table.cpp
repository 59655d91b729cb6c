#include "archive/sorted_table.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/Endian.h"

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

/// The archive's beginning `head`, up to the table's end, with the table sorted, or as it is.
/// Source: <mach-o/ranlib.h>: the size of pairs of a name's place and a member's, the pairs, the
/// size of the names, the names.
static std::string sortTable(StringRef head) {
  // The name is longer by 8 bytes than the other, as Apple's tools pad it, and so the members keep
  // their alignment.
  constexpr StringRef sortedName("__.SYMDEF SORTED\0\0\0\0", 20);
  constexpr StringRef sortedWideName("__.SYMDEF_64 SORTED\0", 20);
  FirstMember first = readFirstMember(head);
  unsigned width = first.width();
  auto number = [&](const char *at) {
    return width == 8 ? endian::read64le(at) : endian::read32le(at);
  };
  StringRef table = head.drop_front(magicBytes + headerBytes + first.nameBytes);
  if (!first.isTable() || first.isSorted() || first.nameBytes >= sortedName.size() ||
      table.size() < 2 * width)
    return head.str();
  uint64_t growth = sortedName.size() - first.nameBytes;
  uint64_t pairBytes = number(table.data());
  if (growth % 8 != 0 || pairBytes % (2 * width) != 0 || pairBytes > table.size() - 2 * width)
    return head.str();
  StringRef names = table.drop_front(pairBytes + 2 * width);

  std::vector<std::pair<StringRef, uint64_t>> entries; // names, and the members' places
  uint64_t nameBytes = 0;
  for (const char *at = table.data() + width; at != names.data() - width; at += 2 * width) {
    StringRef name = names.drop_front(std::min<uint64_t>(number(at), names.size()));
    size_t end = name.find('\0');
    uint64_t place = number(at + width);
    if (end == StringRef::npos || place > (width == 8 ? UINT64_MAX : UINT32_MAX) - growth)
      return head.str();
    entries.emplace_back(name.take_front(end), place + growth);
    nameBytes += end + 1;
  }
  llvm::stable_sort(entries, llvm::less_first());
  auto repeated = std::adjacent_find(entries.begin(), entries.end(),
                                     [](auto &a, auto &b) { return a.first == b.first; });
  std::string size = std::to_string(head.size() - magicBytes - headerBytes + growth);
  if (repeated != entries.end() || nameBytes > names.size() || size.size() > 10)
    return head.str();

  std::string sorted = head.take_front(magicBytes).str();
  sorted += "#1/20           ";
  sorted += head.substr(magicBytes + 16, 32); // time, owner, group and mode
  sorted += size + std::string(10 - size.size(), ' ');
  sorted += head.substr(magicBytes + 58, 2);
  sorted += width == 8 ? sortedWideName : sortedName;
  auto append = [&](uint64_t value) {
    char bytes[8];
    endian::write64le(bytes, value);
    sorted.append(bytes, width);
  };
  // The names are sorted, too: of a wide table, LLVM takes one after the other.
  append(pairBytes);
  uint64_t namePlace = 0;
  for (auto &[name, memberPlace] : entries) {
    append(namePlace);
    append(memberPlace);
    namePlace += name.size() + 1;
  }
  append(names.size());
  for (auto &[name, memberPlace] : entries)
    sorted += name.str() + '\0';
  sorted.append(names.size() - nameBytes, '\0');
  return sorted;
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
