// From plan to outputs: which members each file gets, and where their content lies.
#pragma once

#include "pack/archive_output.h"
#include "pack/output_paths.h"
#include "pack/sources.h"
#include "pack/stage.h"

namespace armeld {

/// What the members are taken from.
struct MemberSources {
  const Sources &libraries;
  const Stage *stage = nullptr; ///< where moved objects are taken from, if not from the libraries
};

/// A library of the plan, as far as a run has to do with it.
struct ListedLibrary {
  bool isWritten = false;
  LibraryShape
      shape; ///< where it is written, or the workspace library takes something over from it
};

/// Where the content of `member` stands in `library`, and what it must be.
SourcePiece pieceOf(const Plan &plan, const PlannedMember &member, Name library);

/// Fills `outputs`, the workspace library, if the plan has one, and then `files`, with the members
/// that the plan lists; only those that are written. The members of the workspace library get its
/// mark (see workspace_mark.h). With `thin` the outputs are thin archives. `libraries` says of each
/// file what is to be known of it. Errors name the output and the member.
Error listMembers(const Plan &plan, llvm::ArrayRef<LibraryFile> files,
                  llvm::ArrayRef<ListedLibrary> libraries, bool writesWorkspace,
                  MemberSources sources, bool thin, llvm::MutableArrayRef<Output> outputs);

} // namespace armeld
