#include "pack/pack.h"

#include "base/names.h"
#include "os/child_process.h"
#include "os/file_content.h"
#include "os/file_lock.h"
#include "os/overwrite.h"
#include "os/parallel.h"
#include "os/temporary_files.h"
#include "pack/archive_output.h"
#include "pack/edit_members.h"
#include "pack/list_members.h"
#include "pack/plan_check.h"
#include "pack/put_in_place.h"
#include "pack/sources.h"
#include "pack/stage.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <deque>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace {

class Packer {
public:
  Packer(const Plan &plan, const PackOptions &options) : plan(plan), options(options) {}

  Expected<std::vector<std::string>> run() {
    // Say where each output goes.
    Expected<std::vector<std::string>> paths = outputPaths(plan, options.outDir);
    if (!paths)
      return paths.takeError();
    if (inPlace() && leavesWorkspaceAlone(plan))
      return failure("the plan leaves no library but the workspace library, and originals are not "
                     "removed; give --out-dir");
    libraries = llvm::cantFail(libraryFiles(plan)); // it made the paths
    // Of each library it is listed what it will hold; with the policy merge, nothing, and it is not
    // written.
    outputs.resize(libraries.size() + (plan.workspace ? 1 : 0));
    replacements.resize(paths->size());
    for (size_t i = 0; i < paths->size(); ++i)
      outputs[i].path = replacements[i].path = (*paths)[i];

    auto passes = {
        &Packer::lockTargets,  // no other run may replace these files
        &Packer::checkTargets, // find out what would stop the run half way
        &Packer::openSources,  // map the libraries, the member files and the stage
        &Packer::checkDigests, // every content is what the scan saw
        &Packer::checkPlan,    // the plan loses nothing
        &Packer::makeFiles,    // write the outputs beside their targets, or take finished ones
        &Packer::nameFiles,    // keep backups, and give the outputs their names
    };
    for (auto pass : passes)
      if (Error error = (this->*pass)())
        return error;
    return paths;
  }

private:
  bool inPlace() const { return !options.outDir; }
  bool isFinished() const { return options.finished.has_value(); }

  /// The outputs that become files.
  llvm::ArrayRef<Output> toWrite() const {
    return llvm::ArrayRef(outputs).take_front(replacements.size());
  }

  // ---- targets ----

  Error lockTargets() {
    if (!inPlace() || options.isLocked)
      return Error::success();
    if (plan.workspace)
      if (Error error = locks.lockName(plan.workspace->path))
        return error;
    for (const PlannedLibrary &library : plan.libraries)
      if (Error error = locks.lock(library.path))
        return error;
    return Error::success();
  }

  Error checkTargets() {
    if (options.outDir)
      if (Error error = makeFolders())
        return error;
    if (Error error = refuseInputs())
      return error;
    std::vector<std::string> targets;
    for (const Output &output : toWrite()) {
      Expected<std::string> target = followLinks(output.path);
      if (!target)
        return at(shown(output.path), target.takeError());
      targets.push_back(*target);
    }
    removeAbandoned(targets);
    return Error::success();
  }

  /// An output must not be an input: below a folder it would replace an original although nobody
  /// asked for that.
  Error refuseInputs() const {
    std::vector<std::string> written;
    size_t added = plan.workspace ? 1 : 0; // in place the others are the inputs
    for (const Output &output : toWrite().take_front(inPlace() ? added : outputs.size()))
      written.push_back(output.path);
    return refuseToOverwrite(written, inputFiles(plan));
  }

  /// Makes the folders below the output folder. None may be a symbolic link: whoever put it there
  /// would decide where we write.
  Error makeFolders() {
    if (std::error_code code = fs::create_directories(*options.outDir, true, fs::all_all))
      return failure(shown(*options.outDir) + ": " + code.message());
    for (const Output &output : toWrite()) {
      StringRef folder = path::parent_path(output.path);
      for (StringRef at = folder; at.size() > options.outDir->size(); at = path::parent_path(at))
        if (fs::is_symlink_file(at))
          return failure(shown(at) + ": is a symbolic link; nothing is written through it");
      if (std::error_code code = fs::create_directories(folder, true, fs::all_all))
        return failure(shown(folder) + ": " + code.message());
    }
    return Error::success();
  }

  // ---- sources ----

  Error openSources() {
    if (plan.workspace && plan.workspace->existing)
      if (Error error = sources.open(plan.workspace->path, plan.workspace->existing->size))
        return error;
    llvm::DenseMap<FileId, Name> seen;
    for (const PlannedLibrary &library : plan.libraries) {
      if (Error error = sources.open(library.path, library.size))
        return error;
      // A file with two names would be slimmed twice, by two different lists of members.
      FileId id = sources.identity(library.path).id;
      auto [first, isNew] = seen.try_emplace(id, library.path);
      if (!isNew && first->second != library.path)
        return failure(shown(library.path) + ": is the same file as " + shown(first->second));
      for (const auto *members : memberLists(library))
        for (const PlannedMember &member : *members)
          if (member.file)
            if (Error error = sources.open(*member.file))
              return error;
    }
    if (!options.stage)
      return Error::success();
    if (!plan.edited.empty())
      return failure("--stage does not go with a plan that edits objects");
    Expected<Stage> opened = Stage::open(*options.stage);
    if (!opened)
      return opened.takeError();
    stage = std::move(*opened);
    return Error::success();
  }

  /// Whether the library may have changed since the scan. Its size has been compared. A time can be
  /// set back, as `touch -r` does; that sets the inode's time, which cannot be. (git tells by the
  /// same which files changed: Documentation/technical/racy-git.)
  template <class Stamps> bool isTouched(Name path, const Stamps &scanned) const {
    const FileIdentity &identity = sources.identity(path);
    return identity.modifiedNs != scanned.modified_ns || identity.changedNs != scanned.changed_ns ||
           identity.id.getFile() != scanned.inode;
  }

  /// Hashes all that is copied, unless the caller does. What is dropped is hashed too where the
  /// library may have changed since the scan.
  Error checkDigests() {
    findTouched();
    std::vector<SourcePiece> pieces;
    if (plan.workspace)
      addWorkspacePieces(*plan.workspace, pieces);
    for (const PlannedLibrary &library : plan.libraries) {
      for (const PlannedMember &member : library.keep)
        if (isChecked(member, library.path, /*isCopied=*/!isFinished()))
          pieces.push_back(pieceOf(plan, member, library.path));
      if (touched.contains(library.path))
        for (const PlannedMember &member : llvm::concat<const PlannedMember>(
                 library.drop, static_cast<const std::vector<PlannedMember> &>(library.remove)))
          pieces.push_back(pieceOf(plan, member, library.path));
    }
    if (options.progress)
      options.progress->totalBytes = bytesToRead(pieces) + bytesToWrite();
    return sources.check(pieces, options.jobs, options.progress);
  }

  /// Finds the libraries that may have changed since the scan.
  void findTouched() {
    if (plan.workspace && plan.workspace->existing &&
        isTouched(plan.workspace->path, *plan.workspace->existing))
      touched.insert(plan.workspace->path);
    for (const PlannedLibrary &library : plan.libraries)
      // Nothing is known of the files that a thin archive names but their content.
      if (library.thin || isTouched(library.path, library))
        touched.insert(library.path);
  }

  /// Whether the content of that member of that library is compared with its digest.
  bool isChecked(const PlannedMember &member, Name library, bool isCopied) const {
    if (touched.contains(library))
      return true;
    return isCopied && !(options.trustTimes && sourceOf(plan, member.object) == member.object);
  }

  void addWorkspacePieces(const Workspace &workspace, std::vector<SourcePiece> &pieces) const {
    bool isCopied = !options.stage && !isFinished();
    for (const WorkspaceMember &member : workspace.members)
      if (member.library == workspace.path || isCopied)
        if (isChecked(member, member.library, isCopied))
          pieces.push_back(pieceOf(plan, member, member.library));
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
    if (plan.workspace)
      for (const WorkspaceMember &member : plan.workspace->members)
        bytes += member.size;
    for (const PlannedLibrary &library : plan.libraries)
      for (const PlannedMember &member : library.keep)
        bytes += member.size;
    return bytes;
  }

  /// A plan may have been edited.
  Error checkPlan() {
    if (inPlace())
      if (Error error = checkWorkspacePath(plan))
        return error;
    if (Error error = checkMoves(plan))
      return error;
    return checkCompleteness(plan, libraries, options.jobs);
  }

  // ---- files ----

  Error makeFiles() {
    if (isFinished())
      return takeFinished();
    MemberSources from{sources, stage ? &*stage : nullptr};
    if (Error error = listMembers(plan, libraries, from, options.thin, outputs))
      return error;
    if (options.symbolTables)
      for (const Output &output : toWrite())
        if (Error error = checkListed(output))
          return at(shown(output.path), std::move(error));
    // The largest first, so that no thread begins a large one when the others are done.
    std::vector<uint64_t> sizes(replacements.size());
    for (size_t i = 0; i < replacements.size(); ++i)
      sizes[i] = outputs[i].contentBytes();
    std::vector<size_t> order(llvm::seq(replacements.size()).begin(),
                              llvm::seq(replacements.size()).end());
    llvm::stable_sort(order, [&](size_t a, size_t b) { return sizes[a] > sizes[b]; });
    if (Error error = writeInChildren(order))
      return error;
    return parallelTry(replacements.size(), options.jobs, [&](size_t k) {
      return at(shown(outputs[order[k]].path), write(order[k]));
    });
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
    replacements[i].file.emplace(std::move(*file));
    return Error::success();
  }

  /// What was listed of one member is not given up because nothing was of another.
  bool getsTable(size_t i) const {
    return options.symbolTables && (!outputs[i].unreadable || outputs[i].firstListed());
  }

  /// Writes those outputs, with symbol tables, that must be read in a child process. An output
  /// whose child fails gets no file, and `write` makes one without a table.
  Error writeInChildren(llvm::ArrayRef<size_t> order) {
    std::deque<std::pair<size_t, ChildProcess>> running;
    auto finishFirst = [&] {
      auto &[i, child] = running.front();
      if (child.succeeds())
        replacements[i].file->finish();
      else
        replacements[i].file.reset();
      running.pop_front();
    };
    for (size_t i : order) {
      if (!getsTable(i) || !outputs[i].needsChild)
        continue;
      if (running.size() == (options.jobs == 0 ? hardwareJobs() : options.jobs))
        finishFirst();
      if (Error error = create(i))
        return at(shown(outputs[i].path), std::move(error));
      uint64_t bytes = outputs[i].contentBytes(), megabytes = bytes >> 20;
      auto child = ChildProcess::start(memoryToReadSymbols(bytes), 10 + megabytes, [&] {
        Expected<bool> complete =
            writeEdited(outputs[i], replacements[i].file->descriptor(), Table::normal);
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

  /// Writes output `i`, unless a child has.
  Error write(size_t i) {
    Output &output = outputs[i];
    if (!replacements[i].file) {
      if (Error error = create(i))
        return error;
      int descriptor = replacements[i].file->descriptor();
      Expected<bool> written = getsTable(i) && !output.needsChild
                                   ? writeEdited(output, descriptor, Table::normal)
                                   : Expected<bool>(false);
      if (written && !*written) {
        const llvm::NewArchiveMember *member = output.firstListed();
        if (member && options.symbolTables)
          return failure(
              "no symbol table can be made that lists what the old one does for member '" +
              shown(member->MemberName) +
              "', which cannot be inspected, because LLVM cannot read another member");
        written = writeEdited(output, descriptor, Table::none);
      }
      if (!written)
        return written.takeError();
      replacements[i].file->finish();
    }
    if (options.progress)
      options.progress->doneBytes += output.contentBytes();
    return Error::success();
  }

  // ---- finished files ----

  Error takeFinished() {
    Expected<std::vector<std::string>> paths = outputPaths(plan, options.finished);
    if (!paths)
      return paths.takeError();
    return parallelTry(replacements.size(), options.jobs, [&](size_t i) {
      return at(shown(outputs[i].path), takeFinished(i, (*paths)[i]));
    });
  }

  /// A file that cannot be moved, because it is on another file system, say, is copied.
  Expected<OutputFile> moveOrCopy(const std::string &source, StringRef path) const {
    if (options.moveFinished) {
      Expected<OutputFile> moved = OutputFile::moved(source, path);
      if (moved)
        return moved;
      llvm::consumeError(moved.takeError());
    }
    Expected<OutputFile> copy = OutputFile::create(path);
    if (copy)
      if (Error error = copyContent(source, copy->descriptor()))
        return error;
    return copy;
  }

  /// Takes the file at `source` for output `i`, unless the target is the same already.
  Error takeFinished(size_t i, const std::string &source) {
    if (i == 0 && leavesWorkspaceAsItIs(plan))
      return Error::success();
    Expected<std::string> target = followLinks(outputs[i].path);
    if (!target)
      return target.takeError();
    Expected<bool> same = haveSameBytes(source, *target);
    if (!same)
      return same.takeError();
    if (*same)
      return Error::success();
    Expected<OutputFile> file = moveOrCopy(source, outputs[i].path);
    if (!file)
      return file.takeError();
    if (Error error = file->copyAttributesOfTarget())
      return error;
    file->finish();
    replacements[i].file.emplace(std::move(*file));
    return Error::success();
  }

  // ---- names ----

  Error nameFiles() {
    if (!inPlace()) {
      for (auto &[path, file] : replacements)
        if (Error error = file->commit())
          return at(shown(path), std::move(error));
      return Error::success();
    }
    if (leavesWorkspaceAsItIs(plan))
      replacements.front().file.reset();
    if (!isFinished()) // those have been compared
      if (Error error = dropUnchanged(replacements, options.jobs))
        return error;
    if (options.backupSuffix)
      if (Error error = keepBackups(replacements, *options.backupSuffix))
        return error;
    return putInPlace(replacements, options.jobs);
  }

  const Plan &plan;
  const PackOptions &options;
  FileLocks locks;
  Sources sources;
  llvm::DenseSet<Name> touched; ///< libraries that may have changed since the scan
  std::optional<Stage> stage;
  std::vector<LibraryFile> libraries;
  std::vector<Output> outputs;           ///< the workspace library, if any, then `libraries`
  std::vector<Replacement> replacements; ///< one for each output
};

} // namespace

Expected<std::vector<std::string>> pack(const Plan &plan, const PackOptions &options) {
  return Packer(plan, options).run();
}

} // namespace armeld
