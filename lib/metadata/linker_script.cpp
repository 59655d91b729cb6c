// Linker scripts in the place of libraries: texts that GNU ld, gold, lld and mold read where a link
// line names a library, and that name the slimmed library and the workspace library behind it.
//
// Source: ld's manual, "Implicit Linker Scripts" and "Commands Dealing with Files". A relative name
// is looked for beside the script by GNU ld (ldlang.c and ldfile.c, extra_search_path), gold
// (script.cc) and lld (ScriptParser::addFile); by mold 1.x only where -L names the script's folder.
#include "metadata/metadata.h"

#include "base/names.h"
#include "metadata/paths.h"

#include "llvm/ADT/STLExtras.h"

namespace armeld {

/// The name of a library from a script in `folder`. In quotes a script knows no escapes.
static Expected<std::string> quotedName(StringRef folder, StringRef library) {
  std::string real = realPath(library);
  auto [parent, file] = StringRef(real).rsplit('/');
  std::string way = wayTo(folder, parent.empty() ? "/" : parent);
  if (way == ".")
    return failure(shown(library) +
                   ": is in the folder that the linker scripts are for, where they "
                   "would replace it; give the libraries a folder of their own");
  std::string name = way + "/" + file.str();
  if (StringRef(name).find_first_of("\"\\\n") != StringRef::npos)
    return failure(shown(library) + ": '" + shown(name) + "' cannot stand in a linker script");
  return "\"" + name + "\"";
}

Error addLinkerScripts(const MeldedSet &set, llvm::ArrayRef<std::string> libraries,
                       StringRef folder, Changes &changes) {
  std::string real = realFolder(folder);
  Expected<std::string> workspace = quotedName(real, set.workspace.path);
  if (!workspace)
    return workspace.takeError();
  for (const std::string &library : libraries) {
    Expected<std::string> name = quotedName(real, library);
    if (!name)
      return name.takeError();
    bool needsWorkspace = llvm::any_of(
        set.slimmed, [&](const MeldedLibrary &slimmed) { return slimmed.path == library; });
    std::string text = ("/* GNU ld script. " + writtenMark + ": " +
                        (needsWorkspace ? "a slimmed library, and what it needs. */\n"
                                        : "the library is elsewhere. */\n") +
                        "INPUT ( " + *name + (needsWorkspace ? " " + *workspace : "") + " )\n")
                           .str();
    std::string script = (folder + "/" + baseName(library)).str();
    if (Error error = changes.addOwn(std::move(script), std::move(text), writtenMark))
      return error;
  }
  return Error::success();
}

} // namespace armeld
