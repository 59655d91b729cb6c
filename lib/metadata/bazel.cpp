// Bazel: a BUILD file, or a part of one, with rules for each library.
//
// cc_import has no linkopts in older releases of Bazel, so the native libraries are those of a
// cc_library around the workspace library.
#include "metadata/metadata.h"
#include "metadata/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace {

std::string starlarkString(StringRef text) {
  std::string quoted = "\"";
  for (char c : text) {
    if (c == '\\' || c == '"')
      quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// A call of a rule; `attributes` are whole lines.
std::string rule(StringRef kind, StringRef name, llvm::ArrayRef<std::string> attributes) {
  std::string text = "\n" + kind.str() + "(\n    name = " + starlarkString(name) + ",\n";
  for (const std::string &attribute : attributes)
    text += "    " + attribute + ",\n";
  return text + ")\n";
}

std::string listOf(llvm::ArrayRef<std::string> texts) {
  std::string list;
  for (StringRef text : texts)
    list += (list.empty() ? "" : ", ") + starlarkString(text);
  return "[" + list + "]";
}

/// The label of a library's file, which is its way from the folder of the BUILD file.
Expected<std::string> label(const MeldedLibrary &library, StringRef folder, StringRef file) {
  std::string path = library.realPath();
  std::string way = wayTo(folder, path);
  auto isPlain = [](char c) {
    return llvm::isAlnum(c) || StringRef("!%-@^_\"#$&'()*-+,;<=>?[]{|}~/. ").contains(c);
  };
  if (!isBelow(path, folder) || !llvm::all_of(way, isPlain))
    return failure(shown(library.path) + ": has no label in " + shown(file) +
                   "; a BUILD file names files of its own folder and below");
  return way;
}

} // namespace

Error addBazel(const MeldedSet &set, const LinkFlags &native, StringRef file, Changes &changes) {
  std::string folder = realFolder(llvm::sys::path::parent_path(file));
  std::string isPublic = "visibility = [\"//visibility:public\"]";
  const std::string &name = set.workspace.name;
  std::string text = "# " + writtenMark.str() +
                     ".\nload(\"@rules_cc//cc:defs.bzl\", \"cc_import\", "
                     "\"cc_library\")\n";
  Expected<std::string> workspace = label(set.workspace, folder, file);
  if (!workspace)
    return workspace.takeError();
  text += rule("cc_import", name + "_import", {"static_library = " + starlarkString(*workspace)});
  std::vector<std::string> flags;
  for (const LinkFlag &flag : native) {
    flags.push_back(flag.word);
    if (!flag.value.empty())
      flags.push_back(flag.value);
  }
  text +=
      rule("cc_library", name,
           {"linkopts = " + listOf(flags), isPublic, "deps = " + listOf(":" + name + "_import")});
  for (const MeldedLibrary &library : set.slimmed) {
    Expected<std::string> path = label(library, folder, file);
    if (!path)
      return path.takeError();
    text += rule(
        "cc_import", library.name,
        {"static_library = " + starlarkString(*path), isPublic, "deps = " + listOf(":" + name)});
  }
  return changes.addOwn(file.str(), std::move(text), writtenMark);
}

} // namespace armeld
