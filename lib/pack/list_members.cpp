#include "pack/list_members.h"

#include "archive/workspace_mark.h"
#include "base/names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace path = llvm::sys::path;

SourcePiece pieceOf(const Plan &plan, const PlannedMember &member, Name library) {
  return {library,       member.file, member.name, sourceOf(plan, member.object),
          member.offset, member.size};
}

namespace {

/// The archive of `output` that a slice goes to, or null.
OutputArchive *archiveFor(Output &output, const std::optional<Name> &slice) {
  if (!slice)
    return output.universal.slices.empty() ? &output.archives.front() : nullptr;
  for (size_t i = 0; i < output.universal.slices.size(); ++i)
    if (output.universal.slices[i].name == *slice)
      return &output.archives[i];
  return nullptr;
}

void addSlices(UniversalHeader &to, const UniversalHeader &from) {
  for (const UniversalSlice &slice : from.slices)
    if (llvm::none_of(to.slices,
                      [&](const UniversalSlice &known) { return known.name == slice.name; }))
      to.slices.push_back(slice);
  to.wide |= from.wide;
}

class MemberLister {
public:
  MemberLister(const Plan &plan, llvm::ArrayRef<LibraryFile> files,
               llvm::ArrayRef<ListedLibrary> listed, bool writesWorkspace, MemberSources sources,
               bool thin, llvm::MutableArrayRef<Output> outputs)
      : plan(plan), files(files), listed(listed), sources(sources), thin(thin),
        workspace(writesWorkspace ? &outputs.front() : nullptr),
        outputs(outputs.drop_front(plan.workspace ? 1 : 0)) {}

  Error run() {
    if (Error error = planSlices())
      return error;
    if (workspace)
      if (Error error = listWorkspace())
        return error;
    for (size_t f = 0; f < files.size(); ++f)
      if (listed[f].isWritten)
        for (size_t l : files[f].libraries)
          if (Error error = listLibrary(f, plan.libraries[l]))
            return error;
    if (workspace)
      sortWorkspace();
    return Error::success();
  }

private:
  /// Gives universal outputs the slices of their sources, and the workspace library those of all.
  Error planSlices() {
    for (size_t f = 0; f < files.size(); ++f)
      if (plan.libraries[files[f].libraries.front()].slice && (workspace || listed[f].isWritten))
        if (Error error = planSlices(f))
          return at(shown(files[f].path), std::move(error));
    return workspace ? planWorkspaceSlices() : Error::success();
  }

  Error planWorkspaceSlices() {
    if (plan.workspace->existing && isUniversal(sources.libraries.bytes(plan.workspace->path))) {
      Expected<UniversalHeader> header =
          readUniversal(sources.libraries.bytes(plan.workspace->path));
      if (!header)
        return at(shown(plan.workspace->path), header.takeError());
      addSlices(workspace->universal, *header);
    }
    workspace->archives.resize(std::max<size_t>(1, workspace->universal.slices.size()));
    return Error::success();
  }

  Error planSlices(size_t f) {
    const LibraryFile &file = files[f];
    const UniversalHeader &header = listed[f].shape.universal;
    if (header.slices.size() != file.libraries.size())
      return failure("has " + Twine(header.slices.size()) + " slices, not " +
                     Twine(file.libraries.size()));
    if (workspace)
      addSlices(workspace->universal, header);
    Output &output = outputs[f];
    output.archives.resize(header.slices.size());
    output.universal = header;
    for (size_t l : file.libraries)
      if (!archiveFor(output, plan.libraries[l].slice))
        return failure("has no slice " + shown(*plan.libraries[l].slice));
    return Error::success();
  }

  /// Objects that an earlier workspace library has do not travel by a stage.
  bool isStaged(const WorkspaceMember &member) const {
    return sources.stage &&
           !(sources.stage->isForWorkspace() && member.library == plan.workspace->path);
  }

  Error listWorkspace() {
    for (OutputArchive &archive : workspace->archives)
      archive.format = plan.workspace->format;
    for (const WorkspaceMember &member : plan.workspace->members) {
      Expected<StringRef> content =
          isStaged(member) ? sources.stage->content(member, sourceOf(plan, member.object))
                           : sources.libraries.content(pieceOf(plan, member, member.library));
      if (!content)
        return content.takeError();
      OutputArchive *archive = archiveFor(*workspace, member.slice);
      if (!archive)
        return failure(shown(workspace->path) + ": member '" + shown(member.name) +
                       "' is of a slice that no library of the plan has");
      if (Error error = addMember(*workspace, *archive, member, member.library, *content))
        return error;
      mark(archive->members.back());
    }
    return Error::success();
  }

  Error listLibrary(size_t f, const PlannedLibrary &library) {
    Output &output = outputs[f];
    OutputArchive &archive = *archiveFor(output, library.slice);
    archive.format = library.format;
    archive.sorted = isSorted(f, library);
    for (const PlannedMember &member : library.keep) {
      Expected<StringRef> content = sources.libraries.content(pieceOf(plan, member, library.path));
      if (!content)
        return content.takeError();
      if (Error error = addMember(output, archive, member, library.path, *content))
        return error;
      if (library.workspace)
        mark(archive.members.back());
    }
    return Error::success();
  }

  static void mark(llvm::NewArchiveMember &member) {
    member.UID = workspaceOwner;
    member.GID = workspaceGroup;
  }

  Error addMember(Output &output, OutputArchive &archive, const PlannedMember &member, Name library,
                  StringRef content) {
    Name name = member.name;
    if (thin) {
      output.thin = true;
      Expected<Name> path = thinName(output, archive, member, library);
      if (!path)
        return path.takeError();
      name = *path;
    } else if (member.file) {
      name = path::filename(name); // a thin archive names a member by its path
    }
    if (Error error = checkMemberName(name, archive.format))
      return at(shown(output.path), std::move(error));
    const EditedObject *edit = find(plan.edited, member.object);
    if (thin && edit)
      return failure(shown(output.path) + ": member '" + shown(member.name) +
                     "' is edited; a thin archive names a file that stays as it is");
    if (archive.format == ArchiveFormat::darwin && content.size() % 8 != 0 &&
        !(sources.stage && !sources.stage->isForWorkspace()))
      return failure(shown(output.path) + ": member '" + shown(member.name) +
                     "': the darwin format would pad its " + Twine(content.size()) +
                     " bytes to a multiple of 8; the bsd format does not");
    // What was listed is kept, and LLVM does not look into such a member. Where nothing was of any
    // of them, llvm-ar may know more.
    output.unreadable |= member.unreadable && member.listed.empty();
    bool isOpaque = member.unreadable || !member.listed.empty();
    output.needsChild |= !isOpaque && mustReadInChild(content);
    archive.listed.push_back(isOpaque ? std::optional<llvm::ArrayRef<Name>>(member.listed)
                                      : std::nullopt);
    archive.edits.push_back(edit);
    // A NewArchiveMember starts with a deterministic header, as `ar D` writes it.
    archive.members.emplace_back(llvm::MemoryBufferRef(content, name));
    return Error::success();
  }

  /// The path of a member's file as seen from the thin archive that is written.
  Expected<Name> thinName(const Output &output, const OutputArchive &archive,
                          const PlannedMember &member, Name library) const {
    if (archive.format != ArchiveFormat::gnu && archive.format != ArchiveFormat::coff)
      return failure(shown(output.path) + ": the " +
                     boost::describe::enum_to_string(archive.format, "") +
                     " format has no thin archives");
    if (!member.file || sources.stage)
      return failure(shown(library) + ": member '" + shown(member.name) +
                     "' is not a file of its own, as a thin archive needs");
    Expected<std::string> relative = llvm::computeArchiveRelativePath(output.path, *member.file);
    if (!relative)
      return at(shown(output.path), relative.takeError());
    return keep(*relative);
  }

  /// Whether the library has a sorted table, and a format that can keep one.
  bool isSorted(size_t f, const PlannedLibrary &library) const {
    if (library.format != ArchiveFormat::darwin)
      return false;
    const LibraryShape &shape = listed[f].shape;
    for (size_t i = 0; i < shape.universal.slices.size(); ++i)
      if (library.slice && shape.universal.slices[i].name == *library.slice)
        return shape.sorted[i];
    return shape.sorted.front();
  }

  /// The workspace library's table is sorted where those of all libraries are.
  void sortWorkspace() {
    if (plan.workspace->format != ArchiveFormat::darwin)
      return;
    for (OutputArchive &archive : workspace->archives)
      archive.sorted = true;
    for (size_t f = 0; f < files.size(); ++f)
      for (size_t l : files[f].libraries) {
        const PlannedLibrary &library = plan.libraries[l];
        bool sorted = isSorted(f, library);
        // A workspace library without slices is for all.
        if (workspace->universal.slices.empty())
          workspace->archives.front().sorted &= sorted;
        else if (OutputArchive *archive = archiveFor(*workspace, library.slice))
          archive->sorted &= sorted;
      }
  }

  const Plan &plan;
  llvm::ArrayRef<LibraryFile> files;
  llvm::ArrayRef<ListedLibrary> listed; ///< of each file
  MemberSources sources;
  bool thin;
  Output *workspace;                     ///< null if it is not written
  llvm::MutableArrayRef<Output> outputs; ///< of the libraries
};

} // namespace

Error listMembers(const Plan &plan, llvm::ArrayRef<LibraryFile> files,
                  llvm::ArrayRef<ListedLibrary> libraries, bool writesWorkspace,
                  MemberSources sources, bool thin, llvm::MutableArrayRef<Output> outputs) {
  return MemberLister(plan, files, libraries, writesWorkspace, sources, thin, outputs).run();
}

} // namespace armeld
