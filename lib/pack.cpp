#include "pack.h"

#include "archive.h"
#include "extract.h"
#include "file_lock.h"
#include "gather_stream.h"
#include "names.h"
#include "output_file.h"
#include "parallel.h"
#include "sources.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

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

Expected<std::vector<std::string>> outputPaths(const Plan &plan,
                                               const std::optional<std::string> &outDir) {
  std::vector<std::string> outputs;
  if (!outDir) {
    outputs.push_back(plan.workspace.path.str());
    for (const PlannedLibrary &library : plan.libraries)
      outputs.push_back(library.path.str());
  } else {
    auto below = [&](StringRef name) {
      llvm::SmallString<256> full(*outDir);
      path::append(full, name);
      return std::string(full);
    };
    outputs.push_back(below(path::filename(plan.workspace.path)));
    // One more folder for those that still share a name, until none do or nothing is left to tell
    // them apart.
    std::vector<size_t> lengths(plan.libraries.size(), 1);
    for (bool changed = true; changed;) {
      changed = false;
      llvm::StringMap<std::vector<size_t>> byName;
      for (size_t i = 0; i < plan.libraries.size(); ++i)
        byName[tail(plan.libraries[i].path, lengths[i])].push_back(i);
      for (const auto &entry : byName) {
        if (entry.second.size() < 2)
          continue;
        for (size_t i : entry.second) {
          if (tail(plan.libraries[i].path, lengths[i] + 1) ==
              tail(plan.libraries[i].path, lengths[i]))
            continue;
          ++lengths[i];
          changed = true;
        }
      }
    }
    for (size_t i = 0; i < plan.libraries.size(); ++i)
      outputs.push_back(below(tail(plan.libraries[i].path, lengths[i])));
  }
  for (size_t i = 0; outDir && i < outputs.size(); ++i) {
    StringRef name = path::filename(outputs[i]);
    Name source = i == 0 ? plan.workspace.path : plan.libraries[i - 1].path;
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
struct Output {
  std::string path;
  ArchiveFormat format;
  std::vector<llvm::NewArchiveMember> members;
  bool unreadable = false; ///< has a member on which LLVM is not to be let loose in this process
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
  if (format == ArchiveFormat::gnu && name.contains('\n'))
    return refuse("it holds a line break");
  if (format == ArchiveFormat::gnu && name.ends_with("/"))
    return refuse("it ends in a slash");
  return Error::success();
}

Error addMember(Output &output, const PlannedMember &member, StringRef content) {
  if (Error error = checkName(member.name, output.format))
    return at(shown(output.path), std::move(error));
  output.unreadable |= member.unreadable;
  // Deterministic headers, as `ar D` writes them, are what a NewArchiveMember has from the start.
  output.members.emplace_back(llvm::MemoryBufferRef(content, member.name));
  return Error::success();
}

enum class Table { none, normal };

/// Writes the archive. False, with nothing written, if it is to have a symbol table and LLVM cannot
/// read all of its members: a table that is short of their symbols would look complete to
/// everybody.
Expected<bool> writeArchive(const Output &output, const OutputFile &file, Table table) {
  GatherStream stream(file.descriptor());
  for (const llvm::NewArchiveMember &member : output.members)
    stream.willStay(member.Buf->getBuffer());
  bool complete = true;
  Error error =
      llvm::writeArchiveToStream(stream, output.members,
                                 table == Table::normal ? llvm::SymtabWritingMode::NormalSymtab
                                                        : llvm::SymtabWritingMode::NoSymtab,
                                 writerKind(output.format), /*Deterministic=*/true, /*Thin=*/false,
                                 /*IsEC=*/std::nullopt, [&](Error unread) {
                                   llvm::consumeError(std::move(unread));
                                   complete = false;
                                   stream.abandon();
                                 });
  // LLVM gathers all symbols before it writes the first byte.
  if (error && table == Table::normal && stream.tell() == 0) {
    llvm::consumeError(std::move(error));
    return false;
  }
  if (error)
    return error;
  if (Error failed = stream.finish())
    return failed;
  return complete;
}

// ---- from plan to outputs ----

/// The moved objects as ar-extract left them in a folder, and somebody may have changed them since.
class Stage {
public:
  static Expected<Stage> open(StringRef folder) {
    llvm::SmallString<256> indexPath = folder;
    path::append(indexPath, indexFileName);
    Expected<std::string> json = readAll(indexPath);
    if (!json)
      return json.takeError();
    Expected<Index> index = parseIndex(*json, indexPath);
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
    for (const PlannedLibrary &library : plan.libraries)
      if (!fs::getUniqueID(library.path, id))
        inputs.insert(id);
    for (const Output &output : llvm::ArrayRef(outputs).take_front(inPlace() ? 1 : outputs.size()))
      if (!fs::getUniqueID(output.path, id) && inputs.contains(id))
        return failure(shown(output.path) + ": is a library to be melded and cannot be written to");
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
    if (inPlace() && !plan.workspace.existing && fs::exists(plan.workspace.path))
      return failure(shown(plan.workspace.path) +
                     ": is there already, and libraries may need what it holds; scan it as well, "
                     "and plan with --existing");
    llvm::DenseSet<Digest> written;
    for (const WorkspaceMember &member : plan.workspace.members)
      written.insert(member.object);
    for (const Move &move : plan.moves)
      if (written.contains(move.object))
        written.insert(move.equivalent.begin(), move.equivalent.end());
    for (const PlannedLibrary &library : plan.libraries) {
      for (const PlannedMember &member : library.drop)
        if (!written.contains(member.object))
          return failure(shown(library.path) + ": the plan drops member '" + shown(member.name) +
                         "', and its object " + member.object.abbreviated() +
                         " does not go to the workspace library");
      if (!library.slice)
        if (Error error = checkComplete(library))
          return at(shown(library.path), std::move(error));
    }
    return Error::success();
  }

  static Error checkComplete(const PlannedLibrary &library) {
    using Place = std::tuple<Name, uint64_t, uint64_t>;
    auto placeOf = [](const auto &member, uint64_t offset) {
      return Place(member.file.value_or(""), offset, member.size);
    };
    std::vector<Place> planned, present;
    for (const auto *members : {&library.keep, &library.drop})
      for (const PlannedMember &member : *members)
        planned.push_back(placeOf(member, member.offset));
    Expected<ArchiveFile> archive = ArchiveFile::open(library.path);
    if (!archive)
      return archive.takeError();
    for (const Member &member : archive->facts.members)
      present.push_back(placeOf(member, member.data_offset));
    llvm::sort(planned);
    llvm::sort(present);
    return planned == present
               ? Error::success()
               : failure("the plan does not say of each member, once, whether it stays");
  }

  /// All that is copied is hashed. What is not is lost, so it is hashed as well where the library
  /// bears another time than at the scan.
  Error checkDigests() {
    std::vector<SourcePiece> pieces;
    if (!fromStage() && !isFinished())
      for (const WorkspaceMember &member : plan.workspace.members)
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
    Output &workspace = outputs.front();
    workspace.format = plan.workspace.format;
    for (const WorkspaceMember &member : plan.workspace.members) {
      Expected<StringRef> content =
          fromStage() ? stage->content(member) : sources.content(pieceOf(member, member.library));
      if (!content)
        return content.takeError();
      if (Error error = addMember(workspace, member, *content))
        return error;
    }
    for (size_t l = 0; l < plan.libraries.size(); ++l) {
      const PlannedLibrary &library = plan.libraries[l];
      Output &output = outputs[l + 1];
      output.format = library.format;
      for (const PlannedMember &member : library.keep) {
        Expected<StringRef> content = sources.content(pieceOf(member, library.path));
        if (!content)
          return content.takeError();
        if (Error error = addMember(output, member, *content))
          return error;
      }
    }
    return Error::success();
  }

  Error writeAll() {
    files.resize(outputs.size());
    // The largest first, so that no thread begins a large one when the others are done.
    std::vector<uint64_t> sizes(outputs.size());
    for (size_t i = 0; i < outputs.size(); ++i)
      for (const llvm::NewArchiveMember &member : outputs[i].members)
        sizes[i] += member.Buf->getBufferSize();
    std::vector<size_t> order(llvm::seq(outputs.size()).begin(), llvm::seq(outputs.size()).end());
    llvm::stable_sort(order, [&](size_t a, size_t b) { return sizes[a] > sizes[b]; });
    std::vector<std::string> faults(outputs.size());
    parallelFor(outputs.size(), options.jobs, [&](size_t k) {
      size_t i = order[k];
      if (Error error = write(i))
        faults[i] = text(at(shown(outputs[i].path), std::move(error)));
    });
    for (const std::string &fault : faults)
      if (!fault.empty())
        return failure(fault);
    return Error::success();
  }

  Error write(size_t i) {
    Expected<OutputFile> file = OutputFile::create(
        outputs[i].path, inPlace() ? SymbolicLink::follow : SymbolicLink::replace);
    if (!file)
      return file.takeError();
    if (inPlace())
      if (Error error = file->copyAttributesOfTarget())
        return error;
    if (isFinished()) {
      if (Error error = copyFinished(i, *file))
        return error;
    } else {
      Expected<bool> written = options.symbolTables && !outputs[i].unreadable
                                   ? writeArchive(outputs[i], *file, Table::normal)
                                   : Expected<bool>(false);
      if (written && !*written)
        written = writeArchive(outputs[i], *file, Table::none);
      if (!written)
        return written.takeError();
    }
    if (options.progress)
      for (const llvm::NewArchiveMember &member : outputs[i].members)
        options.progress->doneBytes += member.Buf->getBufferSize();
    files[i].emplace(std::move(*file));
    return Error::success();
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
    for (bool dryRun : {true, false}) // all can be kept, or none is
      for (size_t i = plan.workspace.existing ? 0 : 1; i < outputs.size(); ++i)
        if (files[i])
          if (Error error = keepBackup(i, dryRun))
            return error;
    return Error::success();
  }

  Error keepBackup(size_t i, bool dryRun) {
    std::string target = files[i]->targetPath().str();
    std::string backup = outputs[i].path + *options.backupSuffix;
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
    if (Error error = copyBytes(target, *copy))
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
  std::vector<Output> outputs;                  ///< the workspace library, then plan.libraries
  std::vector<std::optional<OutputFile>> files; ///< one for each output
};

} // namespace

Expected<std::vector<std::string>> pack(const Plan &plan, const PackOptions &options) {
  return Packer(plan, options).run();
}

} // namespace armeld
