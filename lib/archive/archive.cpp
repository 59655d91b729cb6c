#include "archive/archive.h"

#include "archive/universal.h"
#include "archive/workspace_mark.h"
#include "base/names.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

namespace armeld {

using llvm::object::Archive;
namespace endian = llvm::support::endian;

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

/// What walking through the members must remember. The members of a big archive are a list linked
/// by offsets. One that runs in circles has no end, and one whose members lie in each other would
/// be unpacked to many times its size.
struct ArchiveFile::Walk {
  llvm::DenseSet<uint64_t> seen; ///< header offsets
  uint64_t roomLeft = 0;         ///< bytes that no member has taken
};

Expected<ArchiveFile> ArchiveFile::open(std::shared_ptr<MappedFile> mapped, StringRef path,
                                        StringRef bytes) {
  ArchiveFile file;
  file.mapped = std::move(mapped);
  file.bytes = bytes;
  if (Error error = file.readHeader(path))
    return error;
  if (Error error = file.walkMembers())
    return error;
  file.facts.format =
      guessFormat(file.facts.format, file.archive->hasSymbolTable(), path, file.contents);
  return file;
}

/// Opens the archive with LLVM, after checks of what LLVM takes on trust.
Error ArchiveFile::readHeader(StringRef path) {
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
  uint64_t first = strlen(llvm::object::ArchiveMagic);
  if (Error error = checkNameLength(bytes, first))
    return at("member 1 at " + hexOffset(start() + first), std::move(error));
  Expected<std::unique_ptr<Archive>> opened = Archive::create({bytes, path});
  if (!opened)
    return opened.takeError();
  archive = std::move(*opened);
  facts.path = keep(path);
  facts.size = mapped->bytes().size();
  facts.modified_ns = mapped->identity().modifiedNs;
  facts.changed_ns = mapped->identity().changedNs;
  facts.inode = mapped->identity().id.getFile();
  facts.format = formatOf(archive->kind());
  facts.thin = archive->isThin();
  facts.workspace = true; // until a member without the mark is found
  facts.symbol_table.format = tableFormatOf(*archive);
  return Error::success();
}

Error ArchiveFile::walkMembers() {
  Walk walk = {{}, bytes.size()};
  Error walking = Error::success();
  for (const Child &child : archive->children(walking)) {
    Error fault = addMember(child, walk);
    if (!fault)
      continue;
    llvm::consumeError(std::move(walking));
    const Member &member = facts.members.back();
    return at(memberPlace(facts.members.size() - 1, member.name) + " at " +
                  hexOffset(member.header_offset),
              std::move(fault));
  }
  // LLVM's message ends in the offset, or names the archive; either way it knows the place.
  return at("after " + Twine(facts.members.size()) + " members", std::move(walking));
}

Error ArchiveFile::addMember(const Child &child, Walk &walk) {
  Member &member = facts.members.emplace_back();
  member.header_offset = start() + child.getChildOffset();
  facts.workspace = facts.workspace && hasWorkspaceMark(child);
  if (Error error = readNameAndSize(child, member))
    return error;
  if (!walk.seen.insert(member.header_offset).second)
    return failure("the list of members runs in a circle");
  return facts.thin ? openMemberFile(child, member) : placeContent(child, member, walk);
}

Error ArchiveFile::readNameAndSize(const Child &child, Member &member) const {
  if (Error error = checkNameLength(bytes, child.getChildOffset()))
    return error;
  // GNU ar puts the members of an archive that is added to a thin one in as "/78:1234": the second
  // number is their place in that archive (binutils/ar.c, "nested archives").
  StringRef field = bytes.substr(child.getChildOffset(), 16).rtrim(' ');
  if (facts.thin && field.starts_with("/") && field.contains(':'))
    return failure("lies in another archive: this is a thin archive of archives; give those "
                   "archives themselves");
  Expected<StringRef> name = child.getName();
  Expected<uint64_t> size = child.getSize();
  if (Error bad = llvm::joinErrors(name.takeError(), size.takeError()))
    return bad;
  // LLVM ends a short GNU name at the first slash. The last one ends it: GNU ar writes "sub/x.o/"
  // for a member added by its path (ar P).
  StringRef shortName = bytes.substr(child.getChildOffset(), 16).rtrim(' ');
  if (archive->kind() == Archive::K_GNU && shortName.count('/') > 1 &&
      !shortName.starts_with("/") && shortName.consume_back("/"))
    name = shortName;
  member.name = keep(*name);
  member.size = *size;
  return Error::success();
}

/// Opens the file that holds the content of a thin archive's member.
Error ArchiveFile::openMemberFile(const Child &child, Member &member) {
  Expected<std::string> path = child.getFullName();
  if (!path)
    return path.takeError();
  Expected<MappedFile> content = MappedFile::open(*path);
  if (!content)
    return at(shown(*path), content.takeError());
  if (content->identity().size != member.size)
    return at(shown(*path), failure("has " + Twine(content->identity().size) +
                                    " bytes, the archive says " + Twine(member.size)));
  member.file = keep(*path);
  memberFiles.push_back(std::make_shared<MappedFile>(std::move(*content)));
  contents.push_back(memberFiles.back()->bytes());
  return Error::success();
}

Error ArchiveFile::placeContent(const Child &child, Member &member, Walk &walk) {
  uint64_t offset = child.getDataOffset();
  member.data_offset = start() + offset;
  if (offset > bytes.size() || member.size > bytes.size() - offset)
    return failure("size " + Twine(member.size) + " runs past the end of the file");
  if (member.size > walk.roomLeft)
    return failure("lies in another member");
  walk.roomLeft -= member.size;
  contents.push_back(bytes.substr(offset, member.size));
  return Error::success();
}

/// The table /<ECSYMBOLS>/, which follows the second linker member and the long names, or
/// nothing where there is none. (rustc's libraries hold members of that name besides.)
std::optional<StringRef> ArchiveFile::ecSymbols() const {
  uint64_t end =
      facts.members.empty() ? bytes.size() : facts.members.front().header_offset - start();
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
  SymbolTableFormat format = facts.symbol_table.format;
  Expected<std::vector<SymbolTableEntry>> entries =
      readSymbolTable(format, archive->getSymbolTable(),
                      format == SymbolTableFormat::coff ? ecSymbols() : std::nullopt);
  if (entries)
    for (SymbolTableEntry &entry : *entries)
      entry.headerOffset += start();
  return entries;
}

} // namespace armeld
