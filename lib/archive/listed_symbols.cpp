#include "archive/listed_symbols.h"

#include "archive/symbol_table.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/Endian.h"

namespace armeld {

using llvm::object::Archive;

static constexpr uint64_t magicBytes = 8, headerBytes = 60;

namespace {

struct Entry {
  Name symbol;
  size_t member = 0;
};

/// Numbers and names, one after the other.
struct TableBytes {
  std::string bytes;

  void number(uint64_t value, unsigned width, llvm::endianness order) {
    for (unsigned i = 0; i < width; ++i) {
      unsigned byte = order == llvm::endianness::little ? i : width - 1 - i;
      bytes += char(value >> (8 * byte));
    }
  }
  void name(StringRef name) { (bytes += name) += '\0'; }
  void pad(uint64_t alignment) { bytes.resize(llvm::alignTo(bytes.size(), alignment)); }
};

class HeadWriter {
public:
  HeadWriter(StringRef bytes, ArchiveFormat format, const ListedSymbols &listed)
      : bytes(bytes), listed(listed), format(format) {}

  Expected<ArchiveHead> write() {
    if (format == ArchiveFormat::bigarchive)
      return failure("what the symbol table lists for members that cannot be inspected cannot be "
                     "put into a table of the bigarchive format");
    if (Error error = readArchive())
      return error;
    chooseEntries();
    // How long the head is does not depend on where the members are, but for the width of offsets.
    std::string head = headFor(0);
    uint64_t last = offsets.empty() ? 0 : offsets.back() - end + head.size();
    if (last > UINT32_MAX && width() == 4) {
      if (format == ArchiveFormat::bsd || format == ArchiveFormat::coff)
        return failure("the symbol table of this format has no room for offsets above 4 GiB");
      isWide = true;
      head = headFor(0);
    }
    return ArchiveHead{headFor(head.size()), end};
  }

private:
  Error readArchive() {
    Expected<std::unique_ptr<Archive>> opened = Archive::create({bytes, ""});
    if (!opened)
      return opened.takeError();
    archive = std::move(*opened);
    Error walking = Error::success();
    for (const Archive::Child &child : archive->children(walking))
      offsets.push_back(child.getChildOffset());
    if (walking)
      return walking;
    if (offsets.size() != listed.size())
      return failure("has " + Twine(offsets.size()) + " members, not " + Twine(listed.size()));
    for (const auto &symbols : listed)
      for (Name symbol : symbols.value_or(llvm::ArrayRef<Name>()))
        if (symbol.contains('\0'))
          return failure("a symbol table has no room for a NUL in the name of a symbol");
    end = offsets.empty() ? bytes.size() : offsets.front();
    SymbolTableFormat table = tableFormatOf(*archive);
    isWide = table == SymbolTableFormat::gnu64 || table == SymbolTableFormat::darwin64;
    // LLVM writes a GNU table for more members than COFF's can number.
    if (table == SymbolTableFormat::gnu || table == SymbolTableFormat::gnu64)
      format = ArchiveFormat::gnu;
    if (Error error = readOtherParts())
      return error;
    Expected<std::vector<SymbolTableEntry>> entries =
        readSymbolTable(table, archive->getSymbolTable());
    if (!entries)
      return entries.takeError();
    read = std::move(*entries);
    return Error::success();
  }

  /// What stands in front of the members besides the table: long names. ARM64EC's table has numbers
  /// of members, and nobody says which symbols of an opaque member belong to it.
  Error readOtherParts() {
    for (uint64_t at = magicBytes; at < end;) {
      StringRef header = bytes.substr(at, headerBytes);
      uint64_t size;
      if (header.size() < headerBytes || header.substr(48, 10).rtrim(' ').getAsInteger(10, size) ||
          size > end - at - headerBytes)
        return failure("the members in front of the first object are broken");
      StringRef name = header.take_front(16).rtrim(' ');
      uint64_t next = std::min(llvm::alignTo(at + headerBytes + size, 2), end);
      if (name == "//")
        longNames = bytes.slice(at, next);
      else if (name == "/<ECSYMBOLS>/")
        return failure("what the symbol table lists for members that cannot be inspected cannot be "
                       "told apart for ARM64EC code");
      at = next;
    }
    return Error::success();
  }

  void chooseEntries() {
    llvm::DenseMap<uint64_t, size_t> memberAt;
    for (size_t i = 0; i < offsets.size(); ++i)
      memberAt[offsets[i]] = i;
    std::vector<std::vector<Name>> symbols(offsets.size());
    for (const SymbolTableEntry &entry : read) {
      size_t member = memberAt.lookup(entry.headerOffset);
      if (!listed[member])
        symbols[member].push_back(entry.symbol);
    }
    // COFF's table lists each symbol once. That it named an opaque member was somebody's choice.
    llvm::StringMap<size_t> only;
    if (format == ArchiveFormat::coff)
      for (size_t i = 0; i < offsets.size(); ++i)
        for (Name symbol : listed[i].value_or(llvm::ArrayRef<Name>()))
          only.try_emplace(symbol, i);
    for (size_t i = 0; i < offsets.size(); ++i)
      for (Name symbol : listed[i].value_or(symbols[i]))
        if (format != ArchiveFormat::coff || only.try_emplace(symbol, i).first->second == i)
          entries.push_back({symbol, i});
  }

  unsigned width() const { return isWide ? 8 : 4; }

  /// The head of an archive whose members begin at `start`.
  std::string headFor(uint64_t start) const {
    std::string head = bytes.take_front(magicBytes).str();
    auto place = [&](size_t member) { return offsets[member] - end + start; };
    switch (format) {
    case ArchiveFormat::bsd:
    case ArchiveFormat::darwin:
      appendRanlibTable(head, place);
      break;
    case ArchiveFormat::coff:
      appendCountedTable(head, place);
      appendSecondTable(head, place);
      break;
    default:
      appendCountedTable(head, place);
    }
    head += longNames;
    return head;
  }

  using Place = llvm::function_ref<uint64_t(size_t)>;

  static void appendMember(std::string &head, StringRef name, StringRef inlineName,
                           StringRef content) {
    auto field = [&](StringRef text, size_t size) {
      head += text;
      head.append(size - text.size(), ' ');
    };
    field(name, 16);
    for (size_t size : {12, 6, 6, 8}) // time, owner, group, mode
      field("0", size);
    field(std::to_string(inlineName.size() + content.size()), 10);
    head += "`\n";
    head += inlineName;
    head += content;
  }

  /// GNU's table, and COFF's first linker member.
  void appendCountedTable(std::string &head, Place place) const {
    TableBytes table;
    table.number(entries.size(), width(), llvm::endianness::big);
    for (const Entry &entry : entries)
      table.number(place(entry.member), width(), llvm::endianness::big);
    for (const Entry &entry : entries)
      table.name(entry.symbol);
    table.pad(2);
    appendMember(head, isWide ? "/SYM64/" : "/", "", table.bytes);
  }

  void appendRanlibTable(std::string &head, Place place) const {
    constexpr auto little = llvm::endianness::little;
    TableBytes table;
    table.number(2 * width() * entries.size(), width(), little);
    uint64_t nameBytes = 0;
    for (const Entry &entry : entries) {
      table.number(nameBytes, width(), little);
      table.number(place(entry.member), width(), little);
      nameBytes += entry.symbol.size() + 1;
    }
    table.number(nameBytes, width(), little);
    for (const Entry &entry : entries)
      table.name(entry.symbol);
    table.pad(8);
    // Padded so that the members behind it are aligned to 8 bytes.
    appendMember(head, "#1/12",
                 isWide ? StringRef("__.SYMDEF_64") : StringRef("__.SYMDEF\0\0\0", 12),
                 table.bytes);
  }

  /// COFF's second linker member: the members' offsets, and the symbols sorted by name.
  void appendSecondTable(std::string &head, Place place) const {
    constexpr auto little = llvm::endianness::little;
    TableBytes table;
    table.number(offsets.size(), 4, little);
    for (size_t i = 0; i < offsets.size(); ++i)
      table.number(place(i), 4, little);
    std::vector<Entry> sorted = entries;
    llvm::sort(sorted, [](const Entry &a, const Entry &b) { return a.symbol < b.symbol; });
    appendIndices(table, sorted);
    appendMember(head, "/", "", table.bytes);
  }

  static void appendIndices(TableBytes &table, llvm::ArrayRef<Entry> symbols) {
    constexpr auto little = llvm::endianness::little;
    table.number(symbols.size(), 4, little);
    for (const Entry &entry : symbols)
      table.number(entry.member + 1, 2, little);
    for (const Entry &entry : symbols)
      table.name(entry.symbol);
    table.pad(2);
  }

  StringRef bytes;
  const ListedSymbols &listed;
  ArchiveFormat format;
  bool isWide = false; ///< offsets of 64 bits
  std::unique_ptr<Archive> archive;
  std::vector<uint64_t> offsets; ///< of the members' headers
  uint64_t end = 0;              ///< of the head
  StringRef longNames;           ///< the member //, with its header
  std::vector<SymbolTableEntry> read;
  std::vector<Entry> entries;
};

} // namespace

Expected<ArchiveHead> listSymbols(StringRef bytes, ArchiveFormat format,
                                  const ListedSymbols &listed) {
  return HeadWriter(bytes, format, listed).write();
}

} // namespace armeld
