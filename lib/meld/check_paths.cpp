#include "meld/check_paths.h"

#include "archive/workspace_mark.h"
#include "base/names.h"
#include "os/file_id.h"
#include "os/mapped_file.h"
#include "os/overwrite.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Whether both paths lead to one folder, which need not exist.
static bool isSameFolder(StringRef one, StringRef other) {
  llvm::SmallString<256> first = one, second = other;
  path::remove_dots(first);
  path::remove_dots(second);
  return first == second || isSameFile(one, other);
}

static Error checkWorkspaceName(const MeldRequest &request) {
  StringRef name = baseName(request.workspace);
  if (name.empty() || name == "." || name == "..")
    return failure(shown(request.workspace) + ": is not the name of a file");
  StringRef folder = path::parent_path(request.workspace);
  if (!request.outDir || folder.empty())
    return Error::success();
  // The library goes to the output folder. Another folder in its name would have no effect.
  if (isSameFolder(*request.outDir, folder))
    return Error::success();
  return failure(shown(request.workspace) + ": is not in the folder of --out-dir; give '" +
                 shown(name) + "' to write " + shown(workspaceOutput(request)));
}

/// Each library is there; if not, and its folder is missing, the error names the folder.
static Error checkLibraries(const MeldRequest &request) {
  for (const std::string &library : request.libraries)
    if (Expected<FileIdentity> id = identify(library); !id) {
      llvm::Error cause = id.takeError();
      StringRef folder = path::parent_path(library);
      if (!folder.empty() && !fs::is_directory(folder)) {
        llvm::consumeError(std::move(cause));
        return failure(shown(library) + ": there is no folder '" + shown(folder) + "'");
      }
      return at(shown(library), std::move(cause));
    }
  return Error::success();
}

/// No library that is written is one that is read, or a list of names.
static Error checkOutputs(const MeldRequest &request) {
  // In place, the workspace library may be among the libraries; see findExistingWorkspace.
  if (!request.outDir)
    return refuseToOverwrite(workspaceOutput(request), request.lists);
  std::vector<std::string> inputs = request.lists;
  llvm::append_range(inputs, request.libraries);
  if (Error error = refuseToOverwrite({workspaceOutput(request), request.workspace}, inputs))
    return error;
  std::vector<std::string> outputs;
  for (const std::string &library : request.libraries)
    outputs.push_back(*request.outDir + "/" + baseName(library).str());
  return refuseToOverwrite(outputs, request.lists);
}

/// No document of --keep-json is a file that is read, or the workspace library.
static Error checkDocuments(const MeldRequest &request) {
  if (!request.jsonFolder)
    return Error::success();
  std::vector<std::string> inputs = request.lists;
  llvm::append_range(inputs, request.libraries);
  for (StringRef document : {"before.json", "sections.json", "isolate.json", "plan.json", "gc.json",
                             "strip.json", "after.json"}) {
    std::string file = documentOf(request, document).text;
    if (Error error = refuseToOverwrite(file, inputs))
      return error;
    if (baseName(request.workspace) == document &&
        isSameFolder(workspaceFolder(request), *request.jsonFolder))
      return failure(shown(file) +
                     ": cannot be the workspace library and a document of --keep-json");
  }
  return Error::success();
}

Error checkPaths(const MeldRequest &request) {
  for (auto check : {checkWorkspaceName, checkLibraries, checkOutputs, checkDocuments})
    if (Error error = check(request))
      return error;
  return Error::success();
}

Error findExistingWorkspace(MeldRequest &request) {
  if (!request.addsToWorkspace())
    return Error::success();
  const std::string &workspace = request.workspace;
  if (!fs::exists(workspace)) {
    if (request.existing)
      return failure("--existing: " + shown(workspace) + ": No such file or directory");
    return Error::success();
  }
  auto isWorkspace = [&](const std::string &library) { return isSameFile(library, workspace); };
  if (!request.existing) {
    Expected<bool> marked = isWorkspaceLibrary(workspace);
    if (!marked)
      return at(shown(workspace), marked.takeError());
    if (!*marked && llvm::any_of(request.libraries, isWorkspace))
      return failure(shown(workspace) +
                     ": is to be melded and cannot be the workspace library too");
    if (!*marked)
      return failure(shown(workspace) +
                     ": is there already and is not a workspace library that ar-meld wrote; give "
                     "-o another name, or --existing to add to it");
  }
  llvm::erase_if(request.libraries, isWorkspace);
  if (request.libraries.empty())
    return failure("no library given besides the workspace library");
  request.existing = true;
  return Error::success();
}

} // namespace armeld
