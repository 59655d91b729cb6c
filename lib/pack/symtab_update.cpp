#include "pack/symtab_update.h"

#include "archive/archive.h"
#include "archive/listed_symbols.h"
#include "archive/sorted_table.h"
#include "archive/universal.h"
#include "archive/workspace_mark.h"
#include "base/names.h"
#include "objects/inspect.h"
#include "os/child_process.h"
#include "os/output_file.h"
#include "os/program.h"
#include "os/text_file.h"
#include "scan/symbol_table_state.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/FileUtilities.h"

#include <deque>

namespace armeld {

Expected<bool> hasSymbolTable(StringRef path) {
  Expected<std::vector<ArchiveFile>> archives = ArchiveFile::openAll(path);
  if (!archives)
    return archives.takeError();
  return llvm::all_of(*archives, [](const ArchiveFile &archive) {
    // No archiver writes a table for an archive without members.
    return archive.facts.members.empty() ||
           archive.facts.symbol_table.format != SymbolTableFormat::none;
  });
}

/// llvm-ar is another's program, perhaps of another version: make sure that it has done what it was
/// asked.
static Error checkSameMembers(const ArchiveFile &before, StringRef newPath) {
  Expected<std::vector<ArchiveFile>> opened = ArchiveFile::openAll(newPath);
  if (!opened)
    return opened.takeError();
  const ArchiveFile &after = opened->front();
  if (after.facts.members.size() != before.facts.members.size())
    return failure("wrote " + Twine(after.facts.members.size()) + " members, not " +
                   Twine(before.facts.members.size()));
  for (size_t i = 0; i < before.facts.members.size(); ++i)
    if (after.facts.members[i].name != before.facts.members[i].name ||
        after.content(i) != before.content(i))
      return failure("changed " + memberPlace(i, before.facts.members[i].name));
  return Error::success();
}

/// What came of a new table.
struct Rebuilt {
  bool isRight = false; ///< the old one is as good
  std::optional<std::string> warning;
};

/// What is asked of a new table.
struct TableWish {
  std::optional<ArchiveFormat> format; ///< else the library's
  bool sorted = false;
};

/// The table's symbols by member. Of a broken table, none.
static std::vector<std::vector<Name>> symbolsByMember(const ArchiveFile &archive,
                                                      bool withMarks = false) {
  const std::vector<Member> &members = archive.facts.members;
  std::vector<std::vector<Name>> symbols(members.size());
  Expected<std::vector<SymbolTableEntry>> entries = archive.symbolTable();
  if (!entries) {
    llvm::consumeError(entries.takeError());
    return symbols;
  }
  llvm::DenseMap<uint64_t, size_t> memberAt;
  for (size_t i = 0; i < members.size(); ++i)
    memberAt[members[i].header_offset] = i;
  for (const SymbolTableEntry &entry : *entries)
    if (auto found = memberAt.find(entry.headerOffset);
        found != memberAt.end() && (withMarks || !isSlimMark(entry.symbol)))
      symbols[found->second].push_back(entry.symbol);
  return symbols;
}

static bool isOpaque(const ArchiveFile &archive, size_t member) {
  std::vector<PartDigest> parts;
  StringRef content = archive.content(member);
  return isOpaque(inspect(content, digestOf(content, parts), parts));
}

/// What the table before lists for opaque members and the new one does not.
static ListedSymbols lostSymbols(const ArchiveFile &before, llvm::ArrayRef<std::vector<Name>> old,
                                 llvm::ArrayRef<std::vector<Name>> now) {
  ListedSymbols lost(old.size());
  for (size_t i = 0; i < old.size(); ++i) {
    llvm::DenseSet<Name> listed(now[i].begin(), now[i].end());
    auto isLost = [&](Name symbol) { return !listed.contains(symbol); };
    if (llvm::any_of(old[i], isLost) && isOpaque(before, i))
      lost[i] = old[i];
  }
  return lost;
}

/// A member of GCC's code for which the table lists only GCC's mark.
static std::optional<std::string> warnOfSlimMember(const ArchiveFile &archive) {
  std::vector<std::vector<Name>> symbols = symbolsByMember(archive, /*withMarks=*/true);
  for (size_t i = 0; i < symbols.size(); ++i)
    if (!symbols[i].empty() && llvm::all_of(symbols[i], isSlimMark))
      return memberPlace(i, archive.facts.members[i].name) +
             " holds GCC LTO code, which llvm-ar cannot read, so the symbol table lists nothing "
             "that it defines and no link finds it; gcc-ranlib writes a table that does";
  return std::nullopt;
}

/// Replaces the head of the archive at `path`, which is open as `archive`, and closes that.
static Error replaceHead(StringRef path, ArchiveFile archive, const ArchiveHead &head) {
  Expected<OutputFile> file = OutputFile::create(path);
  if (!file)
    return file.takeError();
  llvm::raw_fd_ostream out(file->descriptor(), /*shouldClose=*/false);
  out << head.bytes << archive.image().drop_front(head.end);
  out.flush();
  if (std::error_code code = out.error()) {
    out.clear_error();
    return failure(code.message());
  }
  {
    ArchiveFile closed = std::move(archive);
  } // Windows replaces no file that is mapped
  return file->commit();
}

/// Puts what llvm-ar does not know into the table of the new archive at `path`, which is in
/// `format`.
static Error keepListed(const ArchiveFile &before, StringRef path, ArchiveFormat format,
                        Rebuilt &rebuilt) {
  Expected<ArchiveFile> after = ArchiveFile::open(path);
  if (!after)
    return after.takeError();
  std::vector<std::vector<Name>> old = symbolsByMember(before), now = symbolsByMember(*after);
  ListedSymbols lost = lostSymbols(before, old, now);
  auto sorted = [](std::vector<Name> symbols) {
    llvm::sort(symbols);
    return symbols;
  };
  auto isSame = [&](size_t i) { return lost[i] || sorted(old[i]) == sorted(now[i]); };
  bool isAnyLost = llvm::any_of(lost, [](const auto &symbols) { return symbols.has_value(); });
  rebuilt.isRight =
      isAnyLost && format == before.facts.format && llvm::all_of(llvm::seq(old.size()), isSame);
  if (before.facts.symbol_table.format == SymbolTableFormat::none)
    rebuilt.warning = warnOfSlimMember(*after);
  if (!isAnyLost || rebuilt.isRight)
    return Error::success();
  Expected<ArchiveHead> head = listSymbols(after->image(), format, lost);
  return head ? replaceHead(path, std::move(*after), *head) : head.takeError();
}

/// Sorts the table of the archive at `path`.
static Error sortTable(StringRef path) {
  Expected<MappedFile> unsorted = MappedFile::open(path);
  if (!unsorted)
    return unsorted.takeError();
  Expected<OutputFile> file = OutputFile::create(path);
  if (!file)
    return file.takeError();
  llvm::raw_fd_ostream out(file->descriptor(), /*shouldClose=*/false, /*unbuffered=*/true);
  {
    TableSorter sorter(out);
    // In pieces, because the sorter keeps those that have some of the table in them.
    for (StringRef bytes = unsorted->bytes(); !bytes.empty();
         bytes = bytes.drop_front(std::min<size_t>(bytes.size(), 1 << 20)))
      sorter << bytes.take_front(1 << 20);
  }
  if (std::error_code code = out.error()) {
    out.clear_error();
    return failure(code.message());
  }
  {
    MappedFile closed = std::move(*unsorted);
  } // likewise
  return file->commit();
}

/// Has llvm-ar write the members of the archive at `source`, which is open as `before`, and a fresh
/// symbol table to `newPath`, where nothing may be yet.
static Error rebuild(StringRef llvmAr, const ArchiveFile &before, StringRef source,
                     StringRef newPath, const TableWish &wish, Rebuilt &rebuilt) {
  ArchiveFormat format = wish.format.value_or(before.facts.format);
  std::string formatOption =
      std::string("--format=") + boost::describe::enum_to_string(format, "gnu");
  // "--" is unknown to llvm-ar; a path that begins with '-' gets a folder in front.
  auto operand = [](StringRef name) { return (name.starts_with("-") ? "./" : "") + name.str(); };
  std::vector<std::string> arguments = {llvmAr.str(), formatOption, "qcsLD"};
  if (before.facts.thin)
    arguments.push_back("--thin");
  arguments.insert(arguments.end(), {operand(newPath), operand(source)});
  Expected<ProgramEnd> end = runProgram(
      arguments, {.isCaptured = true, .memory = memoryToReadSymbols(before.file().bytes().size())});
  if (!end)
    return end.takeError();
  if (!end->succeeded())
    return at(llvmAr + " failed",
              failure(end->errors.empty() || end->signal != 0 ? howItEnded(*end) : end->errors));
  if (Error error = keepListed(before, newPath, format, rebuilt))
    return error;
  if (format == ArchiveFormat::darwin && (wish.sorted || hasSortedTable(before.image())))
    if (Error error = sortTable(newPath))
      return error;
  // llvm-ar has set owner and group of all members to 0.
  if (before.facts.workspace)
    if (Error error = writeWorkspaceMark(newPath))
      return error;
  return at(llvmAr, checkSameMembers(before, newPath));
}

/// Rebuilds each slice as an archive of its own, and puts them together again.
static Error rebuildUniversal(StringRef llvmAr, llvm::ArrayRef<ArchiveFile> slices,
                              const OutputFile &file, const TableWish &wish, Rebuilt &rebuilt) {
  StringRef bytes = slices.front().file().bytes();
  Expected<UniversalHeader> header = readUniversal(bytes);
  if (!header)
    return header.takeError();
  std::deque<std::string> copies;
  std::vector<StringRef> archives;
  for (size_t i = 0; i < slices.size(); ++i) {
    const UniversalSlice &slice = header->slices[i];
    std::string oldPath = file.temporaryPath().str() + ".slice.a";
    std::string newPath = file.temporaryPath().str() + ".a";
    llvm::FileRemover removeOld(oldPath), removeNew(newPath);
    std::error_code code;
    {
      llvm::raw_fd_ostream out(oldPath, code);
      out << bytes.substr(slice.offset, slice.size);
      out.close();
      if (!code)
        code = out.error();
      out.clear_error();
    }
    if (code)
      return failure(shown(oldPath) + ": " + code.message());
    if (Error error = rebuild(llvmAr, slices[i], oldPath, newPath, wish, rebuilt))
      return at("slice " + slice.name, std::move(error));
    // Into memory, because the next slice uses the same names.
    Expected<std::string> copy = readCopy(newPath);
    if (!copy)
      return copy.takeError();
    archives.push_back(copies.emplace_back(std::move(*copy)));
  }
  llvm::raw_fd_ostream out(file.descriptor(), /*shouldClose=*/false);
  Error error = writeUniversal(*header, archives, out);
  out.flush();
  if (std::error_code code = out.error()) {
    out.clear_error();
    return llvm::joinErrors(std::move(error), failure(code.message()));
  }
  return error;
}

Expected<std::optional<std::string>> updateSymbolTable(StringRef llvmAr, StringRef library,
                                                       std::optional<ArchiveFormat> format,
                                                       bool sorted) {
  TableWish wish = {format, sorted};
  Rebuilt rebuilt;
  Expected<std::vector<ArchiveFile>> before = ArchiveFile::openAll(library);
  if (!before)
    return before.takeError();
  Expected<OutputFile> file = OutputFile::create(library);
  if (!file)
    return file.takeError();
  if (before->front().facts.slice) {
    if (Error error = rebuildUniversal(llvmAr, *before, *file, wish, rebuilt))
      return error;
  } else {
    std::string newPath = file->temporaryPath().str() + ".a"; // must not be there yet
    llvm::FileRemover removeNew(newPath);
    if (Error error = rebuild(llvmAr, before->front(), library, newPath, wish, rebuilt))
      return error;
    if (rebuilt.isRight && !sorted)
      return std::nullopt;
    file = OutputFile::moved(newPath, library);
    if (!file)
      return file.takeError();
    removeNew.releaseFile();
  }
  if (Error error = file->copyAttributesOfTarget())
    return error;
  before->clear();                                  // likewise
  if (Error error = file->commit(/*durable=*/true)) // the old file may be the only one
    return error;
  return rebuilt.warning;
}

} // namespace armeld
