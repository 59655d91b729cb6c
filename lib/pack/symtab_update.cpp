#include "pack/symtab_update.h"

#include "archive/archive.h"
#include "archive/sorted_table.h"
#include "archive/universal.h"
#include "archive/workspace_mark.h"
#include "os/child_process.h"
#include "os/output_file.h"
#include "os/program.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"

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

/// What is asked of a new table.
struct TableWish {
  std::optional<ArchiveFormat> format; ///< else the library's
  bool sorted = false;
};

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
  return file->commit();
}

/// Has llvm-ar write the members of the archive at `source`, which is open as `before`, and a fresh
/// symbol table to `newPath`, where nothing may be yet.
static Error rebuild(StringRef llvmAr, const ArchiveFile &before, StringRef source,
                     StringRef newPath, const TableWish &wish) {
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
                              const OutputFile &file, const TableWish &wish) {
  StringRef bytes = slices.front().file().bytes();
  Expected<UniversalHeader> header = readUniversal(bytes);
  if (!header)
    return header.takeError();
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> buffers;
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
    if (Error error = rebuild(llvmAr, slices[i], oldPath, newPath, wish))
      return at("slice " + slice.name, std::move(error));
    // Into memory, because the next slice uses the same names.
    auto buffer = llvm::MemoryBuffer::getFile(newPath, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false,
                                              /*IsVolatile=*/true);
    if (!buffer)
      return failure(shown(newPath) + ": " + buffer.getError().message());
    archives.push_back((*buffer)->getBuffer());
    buffers.push_back(std::move(*buffer));
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

Error updateSymbolTable(StringRef llvmAr, StringRef library, std::optional<ArchiveFormat> format,
                        bool sorted) {
  TableWish wish = {format, sorted};
  Expected<std::vector<ArchiveFile>> before = ArchiveFile::openAll(library);
  if (!before)
    return before.takeError();
  Expected<OutputFile> file = OutputFile::create(library);
  if (!file)
    return file.takeError();
  if (before->front().facts.slice) {
    if (Error error = rebuildUniversal(llvmAr, *before, *file, wish))
      return error;
  } else {
    std::string newPath = file->temporaryPath().str() + ".a"; // must not be there yet
    llvm::FileRemover removeNew(newPath);
    if (Error error = rebuild(llvmAr, before->front(), library, newPath, wish))
      return error;
    if (Error error = file->adopt(newPath))
      return error;
    removeNew.releaseFile();
  }
  if (Error error = file->copyAttributesOfTarget())
    return error;
  return file->commit(/*durable=*/true); // the old file may be the only one
}

} // namespace armeld
