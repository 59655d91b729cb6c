#include "pack/symtab_update.h"

#include "archive/archive.h"
#include "archive/sorted_table.h"
#include "archive/universal.h"
#include "archive/workspace_mark.h"
#include "os/child_process.h"
#include "os/output_file.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <cstdlib>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// What a program that was run has to say.
struct RunResult {
  int exitCode = -1;
  std::string output; ///< standard output
  std::string errors; ///< standard error, or why it could not be run
};

/// Runs a program, which may take `memory` bytes; 0: as many as it likes.
static RunResult runProgram(StringRef program, llvm::ArrayRef<StringRef> arguments,
                            uint64_t memory = 0) {
  llvm::SmallString<128> outPath, errPath;
  RunResult result;
  std::error_code code = fs::createTemporaryFile("armeld", "out", outPath);
  llvm::FileRemover removeOut(outPath);
  if (!code)
    code = fs::createTemporaryFile("armeld", "err", errPath);
  llvm::FileRemover removeErr(errPath);
  if (code) {
    result.errors = "temporary file: " + code.message();
    return result;
  }
  llvm::SmallVector<StringRef, 8> argv = {program};
  llvm::append_range(argv, arguments);
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(outPath), StringRef(errPath)};
  std::string problem;
  // Without LLVM's own limit, which is for processes with one thread only.
  llvm::sys::ProcessInfo process =
      llvm::sys::ExecuteNoWait(program, argv, std::nullopt, redirects, 0, &problem);
  if (process.Pid != llvm::sys::ProcessInfo::InvalidPid) {
    if (memory != 0)
      limitMemory(process.Pid, memory);
    result.exitCode = llvm::sys::Wait(process, std::nullopt, &problem).ReturnCode;
  }
  auto contentOf = [](StringRef file) {
    auto buffer = llvm::MemoryBuffer::getFile(file);
    return buffer ? (*buffer)->getBuffer().trim().str() : std::string();
  };
  result.output = contentOf(outPath);
  result.errors = problem.empty() ? contentOf(errPath) : problem;
  return result;
}

/// llvm-ar below lib/rustlib/*/bin of the toolchain that rustc belongs to (the component
/// llvm-tools).
static std::optional<std::string> findInRustToolchain(std::vector<std::string> &looked) {
  llvm::ErrorOr<std::string> rustc = llvm::sys::findProgramByName("rustc");
  if (!rustc) {
    looked.push_back("the Rust toolchain: no rustc on PATH");
    return std::nullopt;
  }
  RunResult sysroot = runProgram(*rustc, {"--print", "sysroot"});
  if (sysroot.exitCode != 0 || sysroot.output.empty()) {
    looked.push_back("the Rust toolchain: 'rustc --print sysroot' failed");
    return std::nullopt;
  }
  std::string pattern = sysroot.output + "/lib/rustlib/*/bin/llvm-ar";
  looked.push_back("the Rust toolchain: " + pattern);
  std::error_code code;
  std::vector<std::string> found;
  for (fs::directory_iterator at(sysroot.output + "/lib/rustlib", code), end; !code && at != end;
       at.increment(code)) {
    std::string candidate = at->path() + "/bin/llvm-ar";
    if (fs::can_execute(candidate))
      found.push_back(candidate);
  }
  llvm::sort(found); // the folder's own order may be any
  return found.empty() ? std::nullopt : std::optional(found.front());
}

/// The major version that `llvmAr --version` tells, 0 if it tells none.
static unsigned majorVersion(StringRef llvmAr) {
  RunResult result = runProgram(llvmAr, {"--version"});
  StringRef rest = StringRef(result.output).split("LLVM version ").second;
  unsigned version = 0;
  rest.consumeInteger(10, version);
  return version;
}

/// llvm-ar or llvm-ar-NN, whichever is newer. The plain one may be years old beside them (Debian
/// 12's is of LLVM 14), and an old one reads neither newer bitcode nor all archive formats.
static std::optional<std::string> newestOnPath() {
  std::optional<std::string> numbered;
  unsigned version = 40;
  while (!numbered && --version >= 11)
    if (llvm::ErrorOr<std::string> program =
            llvm::sys::findProgramByName("llvm-ar-" + std::to_string(version)))
      numbered = *program;
  llvm::ErrorOr<std::string> plain = llvm::sys::findProgramByName("llvm-ar");
  if (plain && (!numbered || majorVersion(*plain) >= version))
    return *plain;
  return numbered;
}

LlvmArSearch findLlvmAr(const std::optional<std::string> &option) {
  LlvmArSearch search;
  auto named = [&](const std::string &source, const std::string &name) {
    search.looked.push_back(source + ": " + name);
    if (llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(name))
      search.found = *program;
    return search;
  };
  if (option)
    return named("--llvm-ar", *option);
  if (const char *environment = std::getenv("LLVM_AR"); environment && *environment)
    return named("$LLVM_AR", environment);
  search.looked.push_back("$LLVM_AR: not set");
  search.found = findInRustToolchain(search.looked);
  if (search.found)
    return search;
  search.looked.push_back("PATH: llvm-ar, and llvm-ar-NN from 39 down to 11");
  search.found = newestOnPath();
  return search;
}

Expected<bool> hasSymbolTable(StringRef path) {
  Expected<std::vector<ArchiveFile>> archives = ArchiveFile::openAll(path);
  if (!archives)
    return archives.takeError();
  return llvm::all_of(*archives, [](const ArchiveFile &archive) {
    return archive.facts.symbol_table.format != SymbolTableFormat::none;
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
  std::string from = operand(source), to = operand(newPath);
  llvm::SmallVector<StringRef, 6> arguments = {formatOption, "qcsLD"};
  if (before.facts.thin)
    arguments.push_back("--thin");
  arguments.append({to, from});
  RunResult result =
      runProgram(llvmAr, arguments, memoryToReadSymbols(before.file().bytes().size()));
  if (result.exitCode != 0)
    return at(llvmAr + " failed",
              failure(result.errors.empty() ? "exit code " + std::to_string(result.exitCode)
                                            : result.errors));
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
