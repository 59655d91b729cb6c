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
#include "pack/symbol_trial.h"

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
  /// `plan` has the paths of this host, `original` those that the share and the stages go by.
  Packer(const Plan &plan, const Plan &original, const PackOptions &options)
      : plan(plan), original(original), options(options) {}

  Expected<std::vector<std::string>> run() {
    // Say where each output goes.
    Expected<std::vector<std::string>> paths = pathsBelow(options.outDir);
    if (!paths)
      return paths.takeError();
    if (inPlace() && leavesWorkspaceAlone(plan))
      return failure("the plan leaves no library but the workspace library, and originals are not "
                     "removed; give --out-dir");
    Expected<std::vector<size_t>> share = outputsIn(options.share, original);
    if (!share)
      return share.takeError();
    written = std::move(*share);
    Expected<std::vector<LibraryFile>> files = libraryFiles(plan);
    if (!files)
      return files.takeError();
    libraries = std::move(*files);
    // With the policy merge, the libraries are not written.
    outputs.resize(libraries.size() + (plan.workspace ? 1 : 0));
    replacements.resize(paths->size());
    for (size_t i = 0; i < paths->size(); ++i)
      outputs[i].path = replacements[i].path = (*paths)[i];
    noteWritten();

    auto passes = {
        &Packer::lockTargets,  // no other run may replace these files
        &Packer::checkTargets, // find out what would stop the run half way
        &Packer::openSources,  // map the libraries, the member files and the stages
        &Packer::checkDigests, // every content is what the scan saw
        &Packer::checkPlan,    // the plan loses nothing
        &Packer::makeFiles,    // write the outputs beside their targets, or take finished ones
        &Packer::closeSources, // Windows lets no file be replaced that is mapped
        &Packer::nameFiles,    // keep backups, and give the outputs their names
    };
    for (auto pass : passes)
      if (Error error = (this->*pass)())
        return error;
    std::vector<std::string> names;
    for (size_t i : written)
      names.push_back(std::move((*paths)[i]));
    return names;
  }

private:
  bool inPlace() const { return !options.outDir; }
  /// Where outputs go in a folder does not depend on the host.
  Expected<std::vector<std::string>> pathsBelow(const std::optional<std::string> &folder) const {
    return outputPaths(folder ? original : plan, folder);
  }
  bool isFinished() const { return options.finished.has_value(); }

  // ---- the share ----

  /// Of the files of the plan, which are written.
  void noteWritten() {
    writesWorkspace = plan.workspace && llvm::is_contained(written, 0);
    listed.resize(libraries.size());
    for (size_t i : written)
      if (size_t first = plan.workspace ? 1 : 0; i >= first)
        listed[i - first].isWritten = true;
  }

  /// The libraries of the plan in the files of which `isOne` is true.
  template <class IsOne> std::vector<const PlannedLibrary *> librariesWhere(IsOne isOne) const {
    std::vector<const PlannedLibrary *> some;
    for (size_t f = 0; f < libraries.size(); ++f)
      if (isOne(f))
        for (size_t l : libraries[f].libraries)
          some.push_back(&plan.libraries[l]);
    return some;
  }

  std::vector<const PlannedLibrary *> writtenLibraries() const {
    return librariesWhere([&](size_t f) { return listed[f].isWritten; });
  }

  /// Whether the workspace library's new objects are read from the libraries.
  bool copiesToWorkspace() const { return writesWorkspace && !stage && !isFinished(); }

  /// The files of the libraries that the workspace library takes objects from.
  llvm::DenseSet<Name> workspaceSources() const {
    llvm::DenseSet<Name> paths;
    if (copiesToWorkspace())
      for (const WorkspaceMember &member : plan.workspace->members)
        paths.insert(member.library);
    return paths;
  }

  /// Whether the workspace library takes something over from the shape of the library.
  bool givesShape(const LibraryFile &file) const {
    return writesWorkspace && !isFinished() &&
           hasShape(plan, plan.libraries[file.libraries.front()]);
  }

  // ---- targets ----

  Error lockTargets() {
    if (!inPlace() || options.isLocked)
      return Error::success();
    if (writesWorkspace)
      if (Error error = locks.lockName(plan.workspace->path))
        return error;
    for (const PlannedLibrary *library : writtenLibraries())
      if (Error error = locks.lock(library->path))
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
    for (size_t i : written) {
      Expected<std::string> target = followLinks(outputs[i].path);
      if (!target)
        return at(shown(outputs[i].path), target.takeError());
      targets.push_back(*target);
    }
    removeAbandoned(targets);
    return Error::success();
  }

  /// An output must not be an input: below a folder it would replace an original although nobody
  /// asked for that.
  Error refuseInputs() const {
    std::vector<std::string> targets;
    for (size_t i : written)
      if (!inPlace() || (i == 0 && plan.workspace)) // in place the others are the inputs
        targets.push_back(outputs[i].path);
    return refuseToOverwrite(targets, inputFiles(plan));
  }

  /// Makes the folders below the output folder. None may be a symbolic link: whoever put it there
  /// would decide where we write.
  Error makeFolders() {
    if (std::error_code code = fs::create_directories(*options.outDir, true, fs::all_all))
      return failure(shown(*options.outDir) + ": " + code.message());
    for (size_t i : written) {
      StringRef folder = path::parent_path(outputs[i].path);
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
    if (!options.stages.empty())
      if (Error error = openStages())
        return error;
    if (writesWorkspace && plan.workspace->existing)
      if (Error error = sources.open(plan.workspace->path, plan.workspace->existing->size))
        return error;
    llvm::DenseSet<Name> fromHere = workspaceSources();
    llvm::DenseMap<FileId, Name> seen;
    for (size_t f = 0; f < libraries.size(); ++f) {
      bool isSource = fromHere.contains(libraries[f].path);
      bool isStaged = stage && stage->isForWorkspace() && !listed[f].isWritten;
      if (!listed[f].isWritten && !isSource && (isStaged || !givesShape(libraries[f])))
        continue;
      for (size_t l : libraries[f].libraries)
        if (Error error = open(plan.libraries[l], listed[f].isWritten, seen))
          return error;
    }
    if (writesWorkspace && copiesToWorkspace())
      for (const WorkspaceMember &member : plan.workspace->members)
        if (member.file)
          if (Error error = sources.open(*member.file))
            return error;
    return noteShapes();
  }

  Error openStages() {
    Expected<Stage> opened = Stage::open(options.stages);
    if (!opened)
      return opened.takeError();
    if (!plan.edited.empty() && !opened->isForWorkspace())
      return failure("--stage does not go with a plan that edits objects, unless 'ar-extract "
                     "--for-workspace' wrote it");
    stage = std::move(*opened);
    return Error::success();
  }

  /// Opens a library, and the files that the thin archive names which it may be.
  Error open(const PlannedLibrary &library, bool isWritten, llvm::DenseMap<FileId, Name> &seen) {
    if (Error error = sources.open(library.path, library.size))
      return error;
    // A file with two names would be slimmed twice, by two different lists of members.
    FileId id = sources.identity(library.path).id;
    auto [first, isNew] = seen.try_emplace(id, library.path);
    if (!isNew && first->second != library.path)
      return failure(shown(library.path) + ": is the same file as " + shown(first->second));
    if (!isWritten)
      return Error::success();
    for (const auto *members : memberLists(library))
      for (const PlannedMember &member : *members)
        if (member.file)
          if (Error error = sources.open(*member.file))
            return error;
    return Error::success();
  }

  /// Notes the shapes of the libraries, from the libraries themselves or from the stages.
  Error noteShapes() {
    if (isFinished())
      return Error::success();
    for (size_t f = 0; f < libraries.size(); ++f) {
      const LibraryFile &file = libraries[f];
      if (!listed[f].isWritten && !givesShape(file))
        continue;
      if (sources.isOpen(file.path)) {
        Expected<LibraryShape> shape = shapeOf(sources.bytes(file.path));
        if (!shape)
          return at(shown(file.path), shape.takeError());
        listed[f].shape = std::move(*shape);
      } else if (const LibraryShape *shape =
                     stage->shapeOf(original.libraries[file.libraries.front()].path)) {
        listed[f].shape = *shape;
      } else {
        return failure(shown(file.path) + ": is in no stage, and the workspace library takes over "
                                          "its slices or how its symbol table is sorted");
      }
    }
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
    if (writesWorkspace)
      addWorkspacePieces(*plan.workspace, pieces);
    for (const PlannedLibrary *library : checkedLibraries()) {
      for (const PlannedMember &member : library->keep)
        if (isChecked(member, library->path, /*isCopied=*/!isFinished()))
          pieces.push_back(pieceOf(plan, member, library->path));
      if (touched.contains(library->path))
        for (const PlannedMember &member : llvm::concat<const PlannedMember>(
                 library->drop, static_cast<const std::vector<PlannedMember> &>(library->remove)))
          pieces.push_back(pieceOf(plan, member, library->path));
    }
    if (options.progress)
      options.progress->totalBytes = bytesToRead(pieces) + bytesToWrite();
    if (stage)
      if (Error error = stage->check(options.jobs))
        return error;
    return sources.check(pieces, options.jobs, options.progress);
  }

  /// The libraries of which nothing may be lost: those that are written, and with the policy merge
  /// those that nobody needs any more.
  std::vector<const PlannedLibrary *> checkedLibraries() const {
    return librariesWhere([&](size_t f) { return isCompared(f); });
  }
  bool isCompared(size_t f) const {
    return listed[f].isWritten ||
           (leavesWorkspaceAlone(plan) && writesWorkspace && sources.isOpen(libraries[f].path));
  }

  /// Finds the libraries that may have changed since the scan.
  void findTouched() {
    if (writesWorkspace && plan.workspace->existing &&
        isTouched(plan.workspace->path, *plan.workspace->existing))
      touched.insert(plan.workspace->path);
    for (const PlannedLibrary &library : plan.libraries)
      // Nothing is known of the files that a thin archive names but their content.
      if (sources.isOpen(library.path) && (library.thin || isTouched(library.path, library)))
        touched.insert(library.path);
  }

  /// Whether the content of that member of that library is compared with its digest.
  bool isChecked(const PlannedMember &member, Name library, bool isCopied) const {
    if (touched.contains(library))
      return true;
    return isCopied && !(options.trustTimes && sourceOf(plan, member.object) == member.object);
  }

  void addWorkspacePieces(const Workspace &workspace, std::vector<SourcePiece> &pieces) const {
    for (const WorkspaceMember &member : workspace.members) {
      bool isOld = member.library == workspace.path;
      bool isCopied = copiesToWorkspace() || (isOld && stage && stage->isForWorkspace());
      if ((isOld || isCopied) && isChecked(member, member.library, isCopied))
        pieces.push_back(pieceOf(plan, member, member.library));
    }
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
    if (writesWorkspace)
      for (const WorkspaceMember &member : plan.workspace->members)
        bytes += member.size;
    for (const PlannedLibrary *library : writtenLibraries())
      for (const PlannedMember &member : library->keep)
        bytes += member.size;
    return bytes;
  }

  /// A plan may have been edited.
  Error checkPlan() {
    auto loses = [](const PlannedLibrary *library) { return !library->drop.empty(); };
    if (inPlace() && writesWorkspace)
      if (Error error = checkWorkspacePath(plan))
        return error;
    if (inPlace() && !writesWorkspace && llvm::any_of(writtenLibraries(), loses))
      if (Error error = checkWorkspaceWritten(plan))
        return error;
    if (Error error = checkMoves(plan))
      return error;
    if (writesWorkspace)
      if (Error error = checkEarlierMembers(plan))
        return error;
    std::vector<LibraryFile> compared;
    for (size_t f = 0; f < libraries.size(); ++f)
      if (isCompared(f))
        compared.push_back(libraries[f]);
    return checkCompleteness(plan, compared, options.jobs);
  }

  // ---- files ----

  Error makeFiles() {
    if (isFinished())
      return takeFinished();
    MemberSources from{sources, stage ? &*stage : nullptr};
    if (Error error =
            listMembers(plan, libraries, listed, writesWorkspace, from, options.thin, outputs))
      return error;
    if (options.symbolTables)
      for (size_t i : written)
        if (Error error = checkListed(outputs[i]))
          return at(shown(outputs[i].path), std::move(error));
    // The largest first, so that no thread begins a large one when the others are done.
    llvm::DenseMap<size_t, uint64_t> sizes;
    for (size_t i : written)
      sizes[i] = outputs[i].contentBytes();
    std::vector<size_t> order = written;
    llvm::stable_sort(order, [&](size_t a, size_t b) { return sizes.at(a) > sizes.at(b); });
    if (Error error = writeInChildren(order))
      return error;
    return parallelTry(order.size(), options.jobs, [&](size_t k) {
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
    if (!canCopyProcess)
      return writeAfterTrials(order);
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
      uint64_t bytes = outputs[i].contentBytes();
      auto child =
          ChildProcess::start(memoryToReadSymbols(bytes), secondsToReadSymbols(bytes), [&] {
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

  /// The same where a process cannot be copied.
  Error writeAfterTrials(llvm::ArrayRef<size_t> order) {
    return parallelTry(order.size(), options.jobs, [&](size_t k) -> Error {
      size_t i = order[k];
      if (!getsTable(i) || !outputs[i].needsChild)
        return Error::success();
      Expected<bool> survives = survivesTrial(outputs[i]);
      if (!survives)
        return at(shown(outputs[i].path), survives.takeError());
      // Then it is read here as well.
      outputs[i].needsChild = !*survives;
      return Error::success();
    });
  }

  /// Whether another process reads what is written there, and lives.
  Expected<bool> survivesTrial(Output &output) {
    Expected<OutputFile> file = OutputFile::create(output.path);
    if (!file)
      return file.takeError();
    Expected<bool> written = writeEdited(output, file->descriptor(), Table::trial);
    if (!written)
      return written.takeError();
    file->finish();
    return survivesReading(options.symbolReader, file->temporaryPath(), output.contentBytes());
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
    Expected<std::vector<std::string>> paths = pathsBelow(options.finished);
    if (!paths)
      return paths.takeError();
    return parallelTry(written.size(), options.jobs, [&](size_t k) {
      size_t i = written[k];
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

  Error closeSources() {
    sources.close();
    return Error::success();
  }

  Error nameFiles() {
    if (!inPlace()) {
      for (size_t i : written)
        if (Error error = replacements[i].file->commit())
          return at(shown(replacements[i].path), std::move(error));
      return Error::success();
    }
    if (leavesWorkspaceAsItIs(plan) && writesWorkspace)
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
  const Plan &original;
  const PackOptions &options;
  FileLocks locks;
  Sources sources;
  llvm::DenseSet<Name> touched; ///< libraries that may have changed since the scan
  std::optional<Stage> stage;
  std::vector<LibraryFile> libraries;
  std::vector<ListedLibrary> listed; ///< of each of `libraries`
  std::vector<Output> outputs;       ///< the workspace library, if any, then `libraries`
  std::vector<size_t> written;       ///< which of them are, ascending
  bool writesWorkspace = false;
  std::vector<Replacement> replacements; ///< one for each output that can be written
};

} // namespace

Expected<std::vector<std::string>> pack(const Plan &plan, const PackOptions &options) {
  if (options.map.empty())
    return Packer(plan, plan, options).run();
  Plan mapped = plan;
  options.map.apply(mapped);
  return Packer(mapped, plan, options).run();
}

} // namespace armeld
