#include "pack/archive_output.h"

#include "archive/format.h"
#include "archive/sorted_table.h"
#include "base/names.h"
#include "os/gather_stream.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/BinaryFormat/Magic.h"

namespace armeld {

uint64_t Output::contentBytes() const {
  uint64_t bytes = 0;
  for (const OutputArchive &archive : archives)
    for (const llvm::NewArchiveMember &member : archive.members)
      bytes += member.Buf->getBufferSize();
  return bytes;
}

const llvm::NewArchiveMember *OutputArchive::firstListed() const {
  for (size_t i = 0; i < members.size(); ++i)
    if (listed[i] && !listed[i]->empty())
      return &members[i];
  return nullptr;
}

const llvm::NewArchiveMember *Output::firstListed() const {
  for (const OutputArchive &archive : archives)
    if (const llvm::NewArchiveMember *member = archive.firstListed())
      return member;
  return nullptr;
}

Error checkListed(const Output &output) {
  for (const OutputArchive &archive : output.archives)
    if (const llvm::NewArchiveMember *member = archive.firstListed();
        member && archive.format == ArchiveFormat::bigarchive)
      return failure("member '" + shown(member->MemberName) +
                     "' cannot be inspected, and armeld cannot put what the symbol table listed "
                     "for it into a table of the bigarchive format");
  return Error::success();
}

Error checkMemberName(Name name, ArchiveFormat format) {
  auto refuse = [&](const Twine &why) {
    return failure("member '" + shown(name) + "': the " +
                   boost::describe::enum_to_string(format, "") +
                   " format cannot hold this name: " + why);
  };
  if (name.contains('\0'))
    return refuse("it holds a NUL");
  if ((format == ArchiveFormat::gnu || format == ArchiveFormat::coff) && name.contains('\n'))
    return refuse("it holds a line break");
  if ((format == ArchiveFormat::gnu || format == ArchiveFormat::coff) && name.empty())
    return refuse("an empty name is that of the symbol table");
  if (format == ArchiveFormat::gnu && name.ends_with("/"))
    return refuse("it ends in a slash");
  return Error::success();
}

bool mustReadInChild(StringRef content) {
  using llvm::file_magic;
  // LLVM's readers of ELF and COFF check all that they read; fuzzing tests that.
  switch (llvm::identify_magic(content)) {
  case file_magic::unknown:
  case file_magic::archive:
  case file_magic::elf:
  case file_magic::elf_relocatable:
  case file_magic::elf_executable:
  case file_magic::elf_shared_object:
  case file_magic::elf_core:
  case file_magic::coff_object:
  case file_magic::coff_import_library:
    return false;
  default:
    return true;
  }
}

/// Puts the content of members with listed symbols where LLVM has written blanks.
static Error fillBlanks(const OutputArchive &archive, llvm::MutableArrayRef<char> bytes) {
  auto opened = llvm::object::Archive::create({StringRef(bytes.data(), bytes.size()), ""});
  if (!opened)
    return opened.takeError();
  size_t i = 0;
  Error walking = Error::success();
  for (const llvm::object::Archive::Child &child : (*opened)->children(walking)) {
    StringRef content = archive.members[i].Buf->getBuffer();
    if (archive.listed[i])
      llvm::copy(content, bytes.begin() + child.getDataOffset());
    ++i;
  }
  return walking;
}

namespace {

/// What LLVM gets to read of an archive. In the stead of members whose symbols are listed it gets
/// blanks, which no reader of objects knows, so that it complains only of others.
struct ReadMembers {
  explicit ReadMembers(const OutputArchive &archive) {
    size_t longest = 0;
    for (size_t i = 0; i < archive.members.size(); ++i)
      if (archive.listed[i])
        longest = std::max(longest, archive.members[i].Buf->getBufferSize());
    blanks.assign(longest, ' ');
    for (size_t i = 0; i < archive.members.size(); ++i) {
      const llvm::NewArchiveMember &from = archive.members[i];
      StringRef content = from.Buf->getBuffer();
      if (archive.listed[i])
        content = StringRef(blanks).take_front(content.size());
      llvm::NewArchiveMember &member =
          members.emplace_back(llvm::MemoryBufferRef(content, from.MemberName));
      member.ModTime = from.ModTime;
      member.UID = from.UID;
      member.GID = from.GID;
      member.Perms = from.Perms;
    }
  }
  ReadMembers(const ReadMembers &) = delete;

  std::string blanks;
  std::vector<llvm::NewArchiveMember> members;
};

} // namespace

/// Has LLVM write an archive whose table lists more than LLVM reads in the members: first to
/// memory, then with another head.
static Expected<bool> writeListed(const OutputArchive &archive, bool thin,
                                  llvm::raw_ostream &stream) {
  ReadMembers read(archive);
  llvm::SmallVector<char, 0> memory;
  llvm::raw_svector_ostream out(memory);
  bool complete = true;
  if (Error error = llvm::writeArchiveToStream(
          out, read.members, llvm::SymtabWritingMode::NormalSymtab, writerKind(archive.format),
          /*Deterministic=*/true, thin, /*IsEC=*/std::nullopt, [&](Error unread) {
            llvm::consumeError(std::move(unread));
            complete = false;
          })) {
    llvm::consumeError(std::move(error));
    return false;
  }
  if (!complete)
    return false;
  StringRef bytes(memory.data(), memory.size());
  Expected<ArchiveHead> head = listSymbols(bytes, archive.format, archive.listed);
  if (!head)
    return head.takeError();
  if (!thin)
    if (Error error = fillBlanks(archive, memory))
      return error;
  stream << head->bytes << bytes.drop_front(head->end);
  return true;
}

/// Writes the archive to `stream`. False as `writeOutput` says; `abandon` is called when an
/// unreadable member is found.
static Expected<bool> writeArchive(const OutputArchive &archive, bool thin, Table table,
                                   llvm::raw_ostream &stream, llvm::function_ref<void()> abandon) {
  if (table == Table::trial) {
    ReadMembers read(archive);
    if (Error error = llvm::writeArchiveToStream(
            stream, read.members, llvm::SymtabWritingMode::NoSymtab, writerKind(archive.format),
            /*Deterministic=*/true, /*Thin=*/false))
      return error;
    return true;
  }
  bool complete = true;
  uint64_t start = stream.tell();
  std::optional<TableSorter> sorter;
  if (archive.sorted && table == Table::normal)
    sorter.emplace(stream);
  llvm::raw_ostream &out = sorter ? *sorter : stream;
  if (table == Table::normal && archive.firstListed())
    return writeListed(archive, thin, out);
  Error error =
      llvm::writeArchiveToStream(out, archive.members,
                                 table == Table::normal ? llvm::SymtabWritingMode::NormalSymtab
                                                        : llvm::SymtabWritingMode::NoSymtab,
                                 writerKind(archive.format), /*Deterministic=*/true, thin,
                                 /*IsEC=*/std::nullopt, [&](Error unread) {
                                   llvm::consumeError(std::move(unread));
                                   complete = false;
                                   abandon();
                                 });
  // LLVM gathers all symbols before it writes the first byte.
  if (error && table == Table::normal && stream.tell() == start) {
    llvm::consumeError(std::move(error));
    return false;
  }
  if (error)
    return error;
  return complete;
}

static Expected<bool> writeUniversal(const Output &output, Table table, GatherStream &stream) {
  std::vector<llvm::SmallVector<char, 0>> buffers(output.archives.size());
  std::vector<StringRef> slices;
  for (size_t i = 0; i < output.archives.size(); ++i) {
    llvm::raw_svector_ostream memory(buffers[i]);
    Expected<bool> complete = writeArchive(output.archives[i], false, table, memory, [] {});
    if (!complete || !*complete)
      return complete;
    slices.push_back({buffers[i].data(), buffers[i].size()});
  }
  if (Error error = writeUniversal(output.universal, slices, stream))
    return error;
  return true;
}

Expected<bool> writeOutput(const Output &output, int descriptor, Table table) {
  GatherStream stream(descriptor);
  Expected<bool> complete = true;
  if (output.universal.slices.empty()) {
    const OutputArchive &archive = output.archives.front();
    for (const llvm::NewArchiveMember &member : archive.members)
      stream.willStay(member.Buf->getBuffer());
    complete = writeArchive(archive, output.thin, table, stream, [&] { stream.abandon(); });
  } else {
    complete = writeUniversal(output, table, stream);
  }
  if (!complete || !*complete)
    return complete;
  if (Error failed = stream.finish())
    return failed;
  return true;
}

} // namespace armeld
