#include "pack/pack.h"

#include "archive/archive.h"
#include "archive/sorted_table.h"
#include "archive/universal.h"
#include "archive/workspace_mark.h"
#include "base/names.h"
#include "documents/index.h"
#include "os/child_process.h"
#include "os/file_lock.h"
#include "os/gather_stream.h"
#include "os/output_file.h"
#include "os/parallel.h"
#include "os/temporary_files.h"
#include "os/text_file.h"
#include "pack/sources.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <deque>
#include <tuple>
#include <unistd.h>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

// ---- where the outputs go ----

/// The last `count` components of `name`, without any that lead upwards.
static std::string tail(StringRef name, size_t count) {
  std::vector<StringRef> parts(path::begin(name), path::end(name));
  llvm::erase_if(parts, [](StringRef part) { return part == "." || part == ".." || part == "/"; });
  size_t first = parts.size() > count ? parts.size() - count : 0;
  return llvm::join(parts.begin() + first, parts.end(), "/");
}

/// A file of the plan, and which of the plan's libraries are in it: one, or the slices of a
/// universal file.
struct LibraryFile {
  Name path;
  std::vector<size_t> libraries;
};

static Expected<std::vector<LibraryFile>> libraryFiles(const Plan &plan) {
  std::vector<LibraryFile> files;
  llvm::StringMap<size_t> byPath;
  for (size_t l = 0; l < plan.libraries.size(); ++l) {
    const PlannedLibrary &library = plan.libraries[l];
    auto [entry, isNew] = byPath.try_emplace(library.path, files.size());
    if (isNew)
      files.push_back({library.path, {}});
    LibraryFile &file = files[entry->second];
    for (size_t other : file.libraries)
      if (!library.slice || !plan.libraries[other].slice ||
          *plan.libraries[other].slice == *library.slice)
        return failure(shown(library.path) + ": stands twice in the plan");
    file.libraries.push_back(l);
  }
  return files;
}

Expected<std::vector<std::string>> outputPaths(const Plan &plan,
                                               const std::optional<std::string> &outDir) {
  Expected<std::vector<LibraryFile>> files = libraryFiles(plan);
  if (!files)
    return files.takeError();
  // The system would end such a name early, and find another file.
  for (size_t i = 0; i <= files->size(); ++i) {
    Name name = i == 0 ? plan.workspace.path : (*files)[i - 1].path;
    if (name.contains('\0'))
      return failure("'" + shown(name) + "' is no name for a file");
  }
  std::vector<std::string> outputs;
  if (!outDir) {
    outputs.push_back(plan.workspace.path.str());
    for (const LibraryFile &file : *files)
      outputs.push_back(file.path.str());
  } else {
    auto below = [&](StringRef name) {
      llvm::SmallString<256> full(*outDir);
      path::append(full, name);
      return std::string(full);
    };
    outputs.push_back(below(path::filename(plan.workspace.path)));
    // One more folder for those that still share a name, until none do or nothing is left to tell
    // them apart.
    std::vector<size_t> lengths(files->size(), 1);
    for (bool changed = true; changed;) {
      changed = false;
      llvm::StringMap<std::vector<size_t>> byName;
      for (size_t i = 0; i < files->size(); ++i)
        byName[tail((*files)[i].path, lengths[i])].push_back(i);
      for (const auto &entry : byName) {
        if (entry.second.size() < 2)
          continue;
        for (size_t i : entry.second) {
          if (tail((*files)[i].path, lengths[i] + 1) == tail((*files)[i].path, lengths[i]))
            continue;
          ++lengths[i];
          changed = true;
        }
      }
    }
    for (size_t i = 0; i < files->size(); ++i)
      outputs.push_back(below(tail((*files)[i].path, lengths[i])));
  }
  for (size_t i = 0; outDir && i < outputs.size(); ++i) {
    StringRef name = path::filename(outputs[i]);
    Name source = i == 0 ? plan.workspace.path : (*files)[i - 1].path;
    if (name.empty() || name == "." || name == ".." || path::filename(source) != name)
      return failure("'" + shown(source) + "' is no name for a file");
  }
  llvm::StringSet<> seen;
  for (const std::string &output : outputs)
    if (!seen.insert(output).second)
      return failure(shown(output) + ": two libraries of the plan would be written there");
  return outputs;
}

namespace {

// ---- writing archives ----

/// An archive to write: its members' names and contents, in order.
struct OutputArchive {
  ArchiveFormat format = ArchiveFormat::gnu;
  bool sorted = false; ///< to have a table that is sorted by name (see sorted_table.h)
  std::vector<llvm::NewArchiveMember> members;
};

/// A file to write: an archive, or a universal file of archives.
struct Output {
  std::string path;
  bool thin = false;
  bool written = false;      ///< the file is complete
  bool unreadable = false;   ///< has a member whose symbols LLVM cannot read
  bool dangerous = false;    ///< has a member on which LLVM is not to be let loose in this process
  UniversalHeader universal; ///< without slices where it is a plain archive
  std::vector<OutputArchive> archives = std::vector<OutputArchive>(1); ///< one for each slice

  uint64_t contentBytes() const {
    uint64_t bytes = 0;
    for (const OutputArchive &archive : archives)
      for (const llvm::NewArchiveMember &member : archive.members)
        bytes += member.Buf->getBufferSize();
    return bytes;
  }
};

/// Names that a format cannot hold would come out as other names, or as a broken archive.
Error checkName(Name name, ArchiveFormat format) {
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
    return refuse("without a name it is the symbol table's");
  if (format == ArchiveFormat::gnu && name.ends_with("/"))
    return refuse("it ends in a slash");
  return Error::success();
}

enum class Table { none, normal };

/// Writes the archive to `stream`. False, with something thrown away or missing, if it is to have a
/// symbol table and LLVM cannot read all of its members: a table that is short of their symbols
/// would look complete to everybody. `abandon` is called when that is found.
Expected<bool> writeArchive(const OutputArchive &archive, bool thin, Table table,
                            llvm::raw_ostream &stream, llvm::function_ref<void()> abandon) {
  bool complete = true;
  uint64_t start = stream.tell();
  std::optional<TableSorter> sorter;
  if (archive.sorted && table == Table::normal)
    sorter.emplace(stream);
  llvm::raw_ostream &out = sorter ? *sorter : stream;
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

/// Writes the output. False, with nothing written, where `writeArchive` says so.
Expected<bool> writeOutput(const Output &output, const OutputFile &file, Table table) {
  GatherStream stream(file.descriptor());
  if (output.universal.slices.empty()) {
    const OutputArchive &archive = output.archives.front();
    for (const llvm::NewArchiveMember &member : archive.members)
      stream.willStay(member.Buf->getBuffer());
    Expected<bool> complete =
        writeArchive(archive, output.thin, table, stream, [&] { stream.abandon(); });
    if (!complete || !*complete)
      return complete;
  } else {
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
  }
  if (Error failed = stream.finish())
    return failed;
  return true;
}

/// Whether LLVM's reader of what `content` is may crash on it (see child_process.h). Those of ELF
/// and COFF check all that they read, which the fuzzers look after.
bool isDangerous(StringRef content) {
  using llvm::file_magic;
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

// ---- from plan to outputs ----

/// The moved objects as ar-extract left them in a folder, and somebody may have changed them since.
class Stage {
public:
  static Expected<Stage> open(StringRef folder) {
    llvm::SmallString<256> indexPath = folder;
    path::append(indexPath, indexFileName);
    Expected<TextFile> file = readAll(indexPath);
    if (!file)
      return file.takeError();
    Expected<Index> index = parseIndex(file->text, file->name);
    if (!index)
      return index.takeError();
    Stage stage;
    stage.folder = folder.str();
    for (const IndexEntry &entry : index->files) {
      if (entry.file != path::filename(entry.file) || entry.file == "." || entry.file == "..")
        return failure(shown(indexPath) + ": '" + shown(entry.file) +
                       "' is not a file in this folder");
      llvm::SmallString<256> filePath = folder;
      path::append(filePath, entry.file);
      Expected<MappedFile> file = MappedFile::open(filePath);
      if (!file)
        return at(shown(filePath), file.takeError());
      stage.files.try_emplace(entry.object, std::move(*file));
    }
    return stage;
  }

  Expected<StringRef> content(const WorkspaceMember &member) const {
    auto file = files.find(member.object);
    if (file == files.end())
      return failure(folder + ": has no file for member '" + shown(member.name) + "' of the plan");
    return file->second.bytes();
  }

private:
  std::string folder;
  llvm::DenseMap<Digest, MappedFile> files;
};

SourcePiece pieceOf(const PlannedMember &member, Name library) {
  return {library, member.file, member.name, member.object, member.offset, member.size};
}

class Packer {
public:
  Packer(const Plan &plan, const PackOptions &options) : plan(plan), options(options) {}

  Expected<std::vector<std::string>> run() {
    Expected<std::vector<std::string>> paths = outputPaths(plan, options.outDir);
    if (!paths)
      return paths.takeError();
    libraries = llvm::cantFail(libraryFiles(plan)); // it made the paths
    outputs.resize(paths->size());
    for (size_t i = 0; i < paths->size(); ++i)
      outputs[i].path = (*paths)[i];
    for (auto step : {&Packer::lockTargets, &Packer::checkTargets, &Packer::openSources,
                      &Packer::checkDigests, &Packer::checkMembers, &Packer::listMembers,
                      &Packer::writeAll, &Packer::keepBackups, &Packer::commitAll})
      if (Error error = (this->*step)())
        return error;
    return paths;
  }

private:
  bool inPlace() const { return !options.outDir; }
  bool fromStage() const { return options.stage.has_value(); }
  bool isFinished() const { return options.finished.has_value(); }

  Error lockTargets() {
    if (!inPlace() || options.isLocked)
      return Error::success();
    if (Error error = locks.lockName(plan.workspace.path))
      return error;
    for (const PlannedLibrary &library : plan.libraries)
      if (Error error = locks.lock(library.path))
        return error;
    return Error::success();
  }

  /// Finds out what would stop the run half way, before anything is written.
  Error checkTargets() {
    if (options.outDir)
      if (Error error = makeFolders())
        return error;
    // An output must not be an input: under a folder that would replace originals that nobody asked
    // to.
    llvm::DenseSet<fs::UniqueID> inputs;
    fs::UniqueID id;
    for (Name input : inputFiles(plan))
      if (!fs::getUniqueID(input, id))
        inputs.insert(id);
    for (const Output &output : llvm::ArrayRef(outputs).take_front(inPlace() ? 1 : outputs.size()))
      if (!fs::getUniqueID(output.path, id) && inputs.contains(id))
        return failure(shown(output.path) + ": is to be melded and cannot be written to");
    std::vector<std::string> targets;
    for (const Output &output : outputs) {
      Expected<std::string> target = followLinks(output.path);
      if (!target)
        return at(shown(output.path), target.takeError());
      targets.push_back(*target);
    }
    removeAbandoned(targets);
    return Error::success();
  }

  /// Makes the folders below the output folder. None may be a symbolic link: whoever put it there
  /// would decide where we write.
  Error makeFolders() {
    if (std::error_code code = fs::create_directories(*options.outDir, true, fs::all_all))
      return failure(shown(*options.outDir) + ": " + code.message());
    for (const Output &output : outputs) {
      StringRef folder = path::parent_path(output.path);
      for (StringRef at = folder; at.size() > options.outDir->size(); at = path::parent_path(at))
        if (fs::is_symlink_file(at))
          return failure(shown(at) + ": is a symbolic link; nothing is written through it");
      if (std::error_code code = fs::create_directories(folder, true, fs::all_all))
        return failure(shown(folder) + ": " + code.message());
    }
    return Error::success();
  }

  Error openSources() {
    if (plan.workspace.existing)
      if (Error error = sources.open(plan.workspace.path, plan.workspace.existing->size))
        return error;
    llvm::DenseMap<std::pair<uint64_t, uint64_t>, Name> seen;
    for (const PlannedLibrary &library : plan.libraries) {
      if (Error error = sources.open(library.path, library.size))
        return error;
      // Two names of one file would be slimmed twice, each time by another's reckoning.
      const FileIdentity &id = sources.identity(library.path);
      auto [first, isNew] = seen.try_emplace({id.device, id.inode}, library.path);
      if (!isNew && first->second != library.path)
        return failure(shown(library.path) + ": is the same file as " + shown(first->second));
      for (const auto *members : {&library.keep, &library.drop})
        for (const PlannedMember &member : *members)
          if (member.file)
            if (Error error = sources.open(*member.file))
              return error;
    }
    if (!fromStage())
      return Error::success();
    Expected<Stage> opened = Stage::open(*options.stage);
    if (!opened)
      return opened.takeError();
    stage = std::move(*opened);
    return Error::success();
  }

  /// A plan may have been edited. Each member of a library must be kept or dropped by it, and what
  /// is dropped must be in the workspace library, or something would be lost.
  Error checkMembers() {
    if (Error error = checkExistingWorkspace())
      return error;
    llvm::DenseSet<std::pair<Digest, Name>> written; // objects and slices
    for (const WorkspaceMember &member : plan.workspace.members) {
      bool isNew = written.insert({member.object, member.slice.value_or("")}).second;
      if (!isNew && member.library != plan.workspace.path) // which may hold what it likes
        return failure("the plan moves member '" + shown(member.name) + "' of " +
                       shown(member.library) + " twice");
    }
    // In one slice an object may stand for others than in the next.
    llvm::DenseMap<Digest, llvm::SmallVector<Digest, 1>> standIns;
    for (const Move &move : plan.moves)
      for (const Digest &object : move.equivalent)
        standIns[object].push_back(move.object);
    for (const PlannedLibrary &library : plan.libraries) {
      Name slice = library.slice.value_or("");
      auto isWritten = [&](const Digest &object) { return written.contains({object, slice}); };
      for (const PlannedMember &member : library.drop)
        if (!isWritten(member.object) && llvm::none_of(standIns.lookup(member.object), isWritten))
          return failure(shown(library.path) + ": the plan drops member '" + shown(member.name) +
                         "', and its object " + member.object.abbreviated() +
                         " does not go to the workspace library");
    }
    if (Error error = checkEarlierMembers())
      return error;
    return parallelTry(libraries.size(), options.jobs, [&](size_t f) {
      std::vector<MemberAt> planned;
      for (size_t l : libraries[f].libraries)
        for (const auto *members : {&plan.libraries[l].keep, &plan.libraries[l].drop})
          for (const PlannedMember &member : *members)
            planned.push_back(memberAt(plan.libraries[l].slice, member, member.offset));
      Expected<bool> complete = areMembersOf(libraries[f].path, std::move(planned));
      if (complete && !*complete)
        complete = failure("the plan does not say of each member, once, whether it stays");
      return at(shown(libraries[f].path), complete.takeError());
    });
  }

  /// In place, a file that the plan does not know must not be overwritten: an earlier workspace
  /// library holds what other libraries depend on, and anything else belongs to somebody.
  Error checkExistingWorkspace() const {
    StringRef path = plan.workspace.path;
    if (!inPlace() || plan.workspace.existing || !fs::exists(path))
      return Error::success();
    Expected<bool> earlier = isWorkspaceLibrary(path);
    if (earlier && *earlier)
      return failure(shown(path) + ": is an earlier workspace library that the plan does not "
                                   "include; scan it too, and plan again");
    llvm::consumeError(earlier.takeError());
    return failure(shown(path) + ": exists and is not marked as a workspace library; if it is one, "
                                 "scan it too, and plan with --existing");
  }

  /// Libraries that were melded earlier depend on what the workspace library holds.
  Error checkEarlierMembers() const {
    if (!plan.workspace.existing)
      return Error::success();
    std::vector<MemberAt> planned;
    for (const WorkspaceMember &member : plan.workspace.members)
      if (member.library == plan.workspace.path)
        planned.push_back(memberAt(member.slice, member, member.offset));
    Expected<bool> complete = areMembersOf(plan.workspace.path, std::move(planned));
    if (complete && !*complete)
      complete = failure("the plan does not keep each of its members, once; libraries that were "
                         "melded earlier may need them");
    return at(shown(plan.workspace.path), complete.takeError());
  }

  /// Slice, a thin archive's file, and the content's offset and size in bytes.
  using MemberAt = std::tuple<Name, Name, uint64_t, uint64_t>;

  static MemberAt memberAt(const std::optional<Name> &slice, const auto &member, uint64_t offset) {
    return {slice.value_or(""), member.file.value_or(""), offset, member.size};
  }

  /// Whether the library, with all its slices, consists of these members.
  static Expected<bool> areMembersOf(Name library, std::vector<MemberAt> planned) {
    std::vector<MemberAt> present;
    Expected<std::vector<ArchiveFile>> archives = ArchiveFile::openAll(library);
    if (!archives)
      return archives.takeError();
    for (const ArchiveFile &archive : *archives)
      for (const Member &member : archive.facts.members)
        present.push_back(memberAt(archive.facts.slice, member, member.data_offset));
    llvm::sort(planned);
    llvm::sort(present);
    return planned == present;
  }

  /// All that is copied is hashed. What is not is lost, so it is hashed as well where the library
  /// bears another time than at the scan.
  Error checkDigests() {
    std::vector<SourcePiece> pieces;
    const std::optional<EarlierWorkspace> &earlier = plan.workspace.existing;
    bool earlierTouched =
        earlier && sources.identity(plan.workspace.path).modifiedNs != earlier->modified_ns;
    bool copied = !fromStage() && !isFinished();
    for (const WorkspaceMember &member : plan.workspace.members)
      if (copied || (earlierTouched && member.library == plan.workspace.path))
        pieces.push_back(pieceOf(member, member.library));
    for (const PlannedLibrary &library : plan.libraries) {
      bool touched = sources.identity(library.path).modifiedNs != library.modified_ns;
      if (touched || !isFinished())
        for (const PlannedMember &member : library.keep)
          pieces.push_back(pieceOf(member, library.path));
      if (touched)
        for (const PlannedMember &member : library.drop)
          pieces.push_back(pieceOf(member, library.path));
    }
    if (options.progress)
      options.progress->totalBytes = bytesToRead(pieces) + bytesToWrite();
    return sources.check(pieces, options.jobs, options.progress);
  }

  static uint64_t bytesToRead(llvm::ArrayRef<SourcePiece> pieces) {
    uint64_t bytes = 0;
    for (const SourcePiece &piece : pieces)
      bytes += piece.size;
    return bytes;
  }

  uint64_t bytesToWrite() const {
    uint64_t bytes = 0;
    if (isFinished())
      return bytes;
    for (const WorkspaceMember &member : plan.workspace.members)
      bytes += member.size;
    for (const PlannedLibrary &library : plan.libraries)
      for (const PlannedMember &member : library.keep)
        bytes += member.size;
    return bytes;
  }

  Error listMembers() {
    if (isFinished())
      return Error::success();
    if (Error error = planSlices())
      return error;
    Output &workspace = outputs.front();
    for (OutputArchive &archive : workspace.archives)
      archive.format = plan.workspace.format;
    for (const WorkspaceMember &member : plan.workspace.members) {
      Expected<StringRef> content =
          fromStage() ? stage->content(member) : sources.content(pieceOf(member, member.library));
      if (!content)
        return content.takeError();
      OutputArchive *archive = archiveFor(workspace, member.slice);
      if (!archive)
        return failure(shown(workspace.path) + ": member '" + shown(member.name) +
                       "' is of a slice that no library of the plan has");
      if (Error error = addMember(workspace, *archive, member, member.library, *content))
        return error;
    }
    for (size_t f = 0; f < libraries.size(); ++f)
      for (size_t l : libraries[f].libraries)
        if (Error error = listMembers(outputs[f + 1], plan.libraries[l]))
          return error;
    sortWorkspace();
    return Error::success();
  }

  Error listMembers(Output &output, const PlannedLibrary &library) {
    OutputArchive &archive = *archiveFor(output, library.slice);
    archive.format = library.format;
    archive.sorted = library.format == ArchiveFormat::darwin && isSorted(output, library);
    for (const PlannedMember &member : library.keep) {
      Expected<StringRef> content = sources.content(pieceOf(member, library.path));
      if (!content)
        return content.takeError();
      if (Error error = addMember(output, archive, member, library.path, *content))
        return error;
    }
    return Error::success();
  }

  /// Whether a library that becomes `output`, or is a slice of it, has a sorted table.
  bool isSorted(const Output &output, const PlannedLibrary &library) const {
    StringRef bytes = sources.bytes(library.path);
    for (const UniversalSlice &slice : output.universal.slices)
      if (library.slice && slice.name == *library.slice)
        return hasSortedTable(bytes.substr(slice.offset, slice.size));
    return hasSortedTable(bytes);
  }

  /// The workspace library's table is sorted where those of all libraries are.
  void sortWorkspace() {
    Output &workspace = outputs.front();
    for (size_t i = 0; i < workspace.archives.size(); ++i) {
      bool &sorted = workspace.archives[i].sorted = plan.workspace.format == ArchiveFormat::darwin;
      for (Output &output : llvm::MutableArrayRef(outputs).drop_front())
        if (const OutputArchive *archive =
                workspace.universal.slices.empty()
                    ? &output.archives.front()
                    : archiveFor(output, keep(workspace.universal.slices[i].name)))
          sorted &= archive->sorted;
    }
  }

  /// The archive of `output` that a slice goes to, or null.
  static OutputArchive *archiveFor(Output &output, const std::optional<Name> &slice) {
    if (!slice)
      return output.universal.slices.empty() ? &output.archives.front() : nullptr;
    for (size_t i = 0; i < output.universal.slices.size(); ++i)
      if (output.universal.slices[i].name == *slice)
        return &output.archives[i];
    return nullptr;
  }

  static void addSlices(UniversalHeader &to, const UniversalHeader &from) {
    for (const UniversalSlice &slice : from.slices)
      if (llvm::none_of(to.slices,
                        [&](const UniversalSlice &known) { return known.name == slice.name; }))
        to.slices.push_back(slice);
    to.wide |= from.wide;
  }

  /// Gives universal outputs the slices of their sources, and the workspace library those of all.
  Error planSlices() {
    UniversalHeader &workspace = outputs.front().universal;
    for (size_t f = 0; f < libraries.size(); ++f) {
      if (!plan.libraries[libraries[f].libraries.front()].slice)
        continue;
      Expected<UniversalHeader> header = readUniversal(sources.bytes(libraries[f].path));
      if (!header)
        return at(shown(libraries[f].path), header.takeError());
      if (header->slices.size() != libraries[f].libraries.size())
        return failure(shown(libraries[f].path) + ": has " + Twine(header->slices.size()) +
                       " slices, not " + Twine(libraries[f].libraries.size()));
      addSlices(workspace, *header);
      Output &output = outputs[f + 1];
      output.archives.resize(header->slices.size());
      output.universal = std::move(*header);
      for (size_t l : libraries[f].libraries)
        if (!archiveFor(output, plan.libraries[l].slice))
          return failure(shown(libraries[f].path) + ": has no slice " +
                         shown(*plan.libraries[l].slice));
    }
    if (plan.workspace.existing && isUniversal(sources.bytes(plan.workspace.path))) {
      Expected<UniversalHeader> header = readUniversal(sources.bytes(plan.workspace.path));
      if (!header)
        return at(shown(plan.workspace.path), header.takeError());
      addSlices(workspace, *header);
    }
    outputs.front().archives.resize(std::max<size_t>(1, workspace.slices.size()));
    return Error::success();
  }

  Error addMember(Output &output, OutputArchive &archive, const PlannedMember &member, Name library,
                  StringRef content) {
    Name name = member.name;
    if (options.thin) {
      output.thin = true;
      Expected<Name> path = thinName(output, archive, member, library);
      if (!path)
        return path.takeError();
      name = *path;
    } else if (member.file) {
      name = path::filename(name); // a thin archive names a member by its path
    }
    if (Error error = checkName(name, archive.format))
      return at(shown(output.path), std::move(error));
    if (archive.format == ArchiveFormat::darwin && content.size() % 8 != 0 && !fromStage())
      return failure(shown(output.path) + ": member '" + shown(member.name) +
                     "': the darwin format" + " would pad its " + Twine(content.size()) +
                     " bytes to a multiple of 8; the bsd format does not");
    output.unreadable |= member.unreadable;
    output.dangerous |= isDangerous(content);
    // A NewArchiveMember starts with a deterministic header, as `ar D` writes it.
    llvm::NewArchiveMember &added =
        archive.members.emplace_back(llvm::MemoryBufferRef(content, name));
    if (&output == &outputs.front()) {
      added.UID = workspaceOwner;
      added.GID = workspaceGroup;
    }
    return Error::success();
  }

  /// The path of a member's file as seen from the thin archive that is written.
  Expected<Name> thinName(const Output &output, const OutputArchive &archive,
                          const PlannedMember &member, Name library) const {
    if (archive.format != ArchiveFormat::gnu && archive.format != ArchiveFormat::coff)
      return failure(shown(output.path) + ": the " +
                     boost::describe::enum_to_string(archive.format, "") +
                     " format has no thin archives");
    if (!member.file || fromStage())
      return failure(shown(library) + ": member '" + shown(member.name) +
                     "' is no file of its own, as a thin archive wants it");
    Expected<std::string> relative = llvm::computeArchiveRelativePath(output.path, *member.file);
    if (!relative)
      return at(shown(output.path), relative.takeError());
    return keep(*relative);
  }

  Error writeAll() {
    files.resize(outputs.size());
    // The largest first, so that no thread begins a large one when the others are done.
    std::vector<uint64_t> sizes(outputs.size());
    for (size_t i = 0; i < outputs.size(); ++i)
      sizes[i] = outputs[i].contentBytes();
    std::vector<size_t> order(llvm::seq(outputs.size()).begin(), llvm::seq(outputs.size()).end());
    llvm::stable_sort(order, [&](size_t a, size_t b) { return sizes[a] > sizes[b]; });
    if (Error error = writeInChildren(order))
      return error;
    return parallelTry(outputs.size(), options.jobs, [&](size_t k) {
      return at(shown(outputs[order[k]].path), write(order[k]));
    });
  }

  bool getsTable(size_t i) const {
    return options.symbolTables && !isFinished() && !outputs[i].unreadable;
  }

  /// Writes those outputs, with symbol tables, for which LLVM has to read what may be too much for
  /// it. What comes to nothing is left to `write`.
  Error writeInChildren(llvm::ArrayRef<size_t> order) {
    std::deque<std::pair<size_t, ChildProcess>> running;
    auto finishFirst = [&] {
      auto &[i, child] = running.front();
      outputs[i].written = child.succeeds();
      running.pop_front();
    };
    for (size_t i : order) {
      if (!getsTable(i) || !outputs[i].dangerous)
        continue;
      if (running.size() == (options.jobs == 0 ? hardwareJobs() : options.jobs))
        finishFirst();
      if (Error error = create(i))
        return at(shown(outputs[i].path), std::move(error));
      uint64_t bytes = outputs[i].contentBytes(), megabytes = bytes >> 20;
      auto child = ChildProcess::start(memoryToReadSymbols(bytes), 10 + megabytes, [&] {
        Expected<bool> complete = writeOutput(outputs[i], *files[i], Table::normal);
        if (complete)
          return *complete;
        llvm::consumeError(complete.takeError());
        return false;
      });
      if (!child)
        return at(shown(outputs[i].path), child.takeError());
      running.emplace_back(i, std::move(*child));
    }
    while (!running.empty())
      finishFirst();
    return Error::success();
  }

  /// Makes the file that output `i` will be.
  Error create(size_t i) {
    Expected<OutputFile> file = OutputFile::create(
        outputs[i].path, inPlace() ? SymbolicLink::follow : SymbolicLink::replace);
    if (!file)
      return file.takeError();
    if (inPlace())
      if (Error error = file->copyAttributesOfTarget())
        return error;
    files[i].emplace(std::move(*file));
    return Error::success();
  }

  Error write(size_t i) {
    const Output &output = outputs[i];
    if (!output.written) {
      files[i].reset(); // what a child has left
      if (Error error = create(i))
        return error;
      if (Error error = isFinished() ? copyFinished(i, *files[i]) : writeMembers(i))
        return error;
    }
    if (options.progress)
      options.progress->doneBytes += output.contentBytes();
    return Error::success();
  }

  Error writeMembers(size_t i) {
    Expected<bool> written = getsTable(i) && !outputs[i].dangerous
                                 ? writeOutput(outputs[i], *files[i], Table::normal)
                                 : Expected<bool>(false);
    if (written && !*written)
      written = writeOutput(outputs[i], *files[i], Table::none);
    return written.takeError();
  }

  Error copyFinished(size_t i, const OutputFile &file) {
    Expected<std::vector<std::string>> paths = outputPaths(plan, options.finished);
    if (!paths)
      return paths.takeError();
    StringRef source = (*paths)[i];
    return copyBytes(source, file);
  }

  /// Takes away what would be written as it is already: who has not changed keeps its time and its
  /// other names.
  Error dropUnchanged() {
    for (size_t i = 0; i < outputs.size(); ++i) {
      Expected<bool> same = haveSameBytes(files[i]->temporaryPath(), files[i]->targetPath());
      if (!same)
        return at(shown(outputs[i].path), same.takeError());
      if (*same)
        files[i].reset();
    }
    return Error::success();
  }

  static Expected<bool> haveSameBytes(StringRef a, StringRef b) {
    if (!fs::exists(b))
      return false;
    Expected<MappedFile> first = MappedFile::open(a);
    if (!first)
      return first.takeError();
    Expected<MappedFile> second = MappedFile::open(b);
    if (!second)
      return second.takeError();
    return first->bytes() == second->bytes();
  }

  /// A second name for each original that will be replaced: when the first is taken over, the file
  /// lives on under the second.
  Error keepBackups() {
    if (inPlace())
      if (Error error = dropUnchanged())
        return error;
    if (!options.backupSuffix)
      return Error::success();
    if (Error error = checkBackupNames())
      return error;
    for (bool dryRun : {true, false}) // all can be kept, or none is
      for (size_t i = plan.workspace.existing ? 0 : 1; i < outputs.size(); ++i)
        if (files[i])
          if (Error error = keepBackup(i, dryRun))
            return error;
    return Error::success();
  }

  std::string backupOf(const Output &output) const { return output.path + *options.backupSuffix; }

  /// No backup may be a file that is written. It may be a library's second name, though: then a run
  /// that was ended has made it, and it keeps the content when the first name gets another file.
  Error checkBackupNames() const {
    llvm::StringSet<> names;
    llvm::DenseMap<fs::UniqueID, const Output *> present;
    fs::UniqueID id;
    for (const Output &output : outputs) {
      names.insert(output.path);
      if (!fs::getUniqueID(output.path, id))
        present.try_emplace(id, &output);
    }
    for (const Output &output : outputs) {
      std::string backup = backupOf(output);
      const Output *same = fs::getUniqueID(backup, id) ? nullptr : present.lookup(id);
      if (names.contains(backup) || (same && (same != &output || fs::is_symlink_file(backup))))
        return failure(shown(backup) + ": is to be written, and cannot be a backup as well");
    }
    return Error::success();
  }

  Error keepBackup(size_t i, bool dryRun) {
    std::string target = files[i]->targetPath().str();
    std::string backup = backupOf(outputs[i]);
    if (fs::exists(backup)) {
      Expected<bool> same = haveSameBytes(target, backup);
      if (!same)
        return at(shown(backup), same.takeError());
      if (!*same)
        return failure(shown(backup) + ": is there already, and a backup is not overwritten");
      return Error::success(); // a run that was ended has made it
    }
    if (dryRun || link(target.c_str(), backup.c_str()) == 0)
      return Error::success();
    // Some file systems know no hard links.
    Expected<OutputFile> copy = OutputFile::create(backup, SymbolicLink::replace);
    if (!copy)
      return at(shown(backup), copy.takeError());
    Error error = copyBytes(target, *copy);
    if (!error)
      error = copy->copyAttributesOf(target);
    if (error)
      return at(shown(backup), std::move(error));
    return at(shown(backup), copy->commit(/*durable=*/true));
  }

  static Error copyBytes(StringRef from, const OutputFile &to) {
    Expected<MappedFile> source = MappedFile::open(from);
    if (!source)
      return at(shown(from), source.takeError());
    llvm::raw_fd_ostream stream(to.descriptor(), /*shouldClose=*/false, /*unbuffered=*/true);
    stream << source->bytes();
    std::error_code code = stream.error();
    stream.clear_error(); // else its destructor ends the process
    return code ? failure(code.message()) : Error::success();
  }

  /// The workspace library first: from then on every object that a slimmed library lacks is to be
  /// had.
  Error commitAll() {
    for (size_t i = 0; i < outputs.size(); ++i)
      if (files[i])
        if (Error error = files[i]->commit(/*durable=*/inPlace()))
          return at(shown(outputs[i].path), std::move(error));
    return Error::success();
  }

  const Plan &plan;
  const PackOptions &options;
  FileLocks locks;
  Sources sources;
  std::optional<Stage> stage;
  std::vector<LibraryFile> libraries;
  std::vector<Output> outputs;                  ///< the workspace library, then `libraries`
  std::vector<std::optional<OutputFile>> files; ///< one for each output
};

} // namespace

Expected<std::vector<std::string>> pack(const Plan &plan, const PackOptions &options) {
  return Packer(plan, options).run();
}

} // namespace armeld
