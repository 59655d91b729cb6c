#include "pack/list_members.h"

#include "archive/sorted_table.h"
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
  MemberLister(const Plan &plan, llvm::ArrayRef<LibraryFile> files, MemberSources sources,
               bool thin, llvm::MutableArrayRef<Output> outputs)
      : plan(plan), files(files), sources(sources), thin(thin),
        workspace(plan.workspace ? &outputs.front() : nullptr),
        outputs(outputs.drop_front(plan.workspace ? 1 : 0)) {}

  Error run() {
    if (Error error = planSlices())
      return error;
    if (workspace)
      if (Error error = listWorkspace())
        return error;
    for (size_t f = 0; f < files.size(); ++f)
      for (size_t l : files[f].libraries)
        if (Error error = listLibrary(outputs[f], plan.libraries[l]))
          return error;
    if (workspace)
      sortWorkspace();
    return Error::success();
  }

private:
  /// Gives universal outputs the slices of their sources, and the workspace library those of all.
  Error planSlices() {
    for (size_t f = 0; f < files.size(); ++f)
      if (plan.libraries[files[f].libraries.front()].slice)
        if (Error error = planSlices(files[f], outputs[f]))
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

  Error planSlices(const LibraryFile &file, Output &output) {
    Expected<UniversalHeader> header = readUniversal(sources.libraries.bytes(file.path));
    if (!header)
      return header.takeError();
    if (header->slices.size() != file.libraries.size())
      return failure("has " + Twine(header->slices.size()) + " slices, not " +
                     Twine(file.libraries.size()));
    if (workspace)
      addSlices(workspace->universal, *header);
    output.archives.resize(header->slices.size());
    output.universal = std::move(*header);
    for (size_t l : file.libraries)
      if (!archiveFor(output, plan.libraries[l].slice))
        return failure("has no slice " + shown(*plan.libraries[l].slice));
    return Error::success();
  }

  Error listWorkspace() {
    for (OutputArchive &archive : workspace->archives)
      archive.format = plan.workspace->format;
    for (const WorkspaceMember &member : plan.workspace->members) {
      Expected<StringRef> content =
          sources.stage ? sources.stage->content(member)
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

  Error listLibrary(Output &output, const PlannedLibrary &library) {
    OutputArchive &archive = *archiveFor(output, library.slice);
    archive.format = library.format;
    archive.sorted = library.format == ArchiveFormat::darwin && isSorted(output, library);
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
    if (archive.format == ArchiveFormat::darwin && content.size() % 8 != 0 && !sources.stage)
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

  /// Whether a library that becomes `output`, or is a slice of it, has a sorted table.
  bool isSorted(const Output &output, const PlannedLibrary &library) const {
    StringRef bytes = sources.libraries.bytes(library.path);
    for (const UniversalSlice &slice : output.universal.slices)
      if (library.slice && slice.name == *library.slice)
        return hasSortedTable(bytes.substr(slice.offset, slice.size));
    return hasSortedTable(bytes);
  }

  /// The workspace library's table is sorted where those of all libraries are.
  void sortWorkspace() {
    for (size_t i = 0; i < workspace->archives.size(); ++i) {
      bool &sorted = workspace->archives[i].sorted =
          plan.workspace->format == ArchiveFormat::darwin;
      for (Output &output : outputs)
        if (const OutputArchive *archive =
                workspace->universal.slices.empty()
                    ? &output.archives.front()
                    : archiveFor(output, keep(workspace->universal.slices[i].name)))
          sorted &= archive->sorted;
    }
  }

  const Plan &plan;
  llvm::ArrayRef<LibraryFile> files;
  MemberSources sources;
  bool thin;
  Output *workspace;                     ///< null if there is none
  llvm::MutableArrayRef<Output> outputs; ///< of the libraries
};

} // namespace

Error listMembers(const Plan &plan, llvm::ArrayRef<LibraryFile> files, MemberSources sources,
                  bool thin, llvm::MutableArrayRef<Output> outputs) {
  return MemberLister(plan, files, sources, thin, outputs).run();
}

} // namespace armeld
