#include "metadata/workspace_pc.h"

#include "base/names.h"
#include "metadata/changes.h"
#include "metadata/installed.h"
#include "metadata/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace path = llvm::sys::path;

namespace {

/// The lines that say where the library is.
struct Variables {
  std::string prefix; ///< as written; may be empty
  std::string libdir;
};

/// `folder` by way of the variable `prefix`, whose value is `base`.
std::string belowPrefix(StringRef base, StringRef folder) {
  std::string way = wayTo(base, folder);
  return way == "." ? "${prefix}" : "${prefix}/" + pcQuoted(way);
}

/// By the place of the .pc file, for a tree that may be moved.
Variables byPlace(const MeldedSet &set, StringRef folder) {
  StringRef library = set.workspace.folder;
  auto firstOf = [](StringRef path) { return path.drop_front().split('/').first; };
  if (firstOf(folder) != firstOf(library) || path::is_absolute(wayTo(folder, library)))
    return {"", pcQuoted(library)};
  if (path::filename(folder) != "pkgconfig")
    return {"${pcfiledir}", belowPrefix(folder, library)};
  StringRef prefix = path::parent_path(path::parent_path(folder));
  return {"${pcfiledir}/../..", belowPrefix(prefix, library)};
}

/// As another .pc file says where its library is. Nothing if it speaks of another folder than the
/// one in which the library is.
std::optional<Variables> byExample(const MeldedSet &set, const LibraryPc &example,
                                   StringRef folder) {
  Expected<std::vector<std::string>> words = example.file.words("Libs");
  if (!words) {
    llvm::consumeError(words.takeError());
    return std::nullopt;
  }
  std::optional<InstalledFolder> best;
  for (size_t index : example.libraries)
    for (StringRef word : *words) {
      std::string said = word.consume_front("-L") ? word.str() : path::parent_path(word).str();
      std::optional<InstalledFolder> found = installedFolder(set, set.slimmed[index], said);
      if (found && (!best || found->agreement > best->agreement))
        best = std::move(found);
    }
  if (!best)
    return std::nullopt;
  std::string written = example.file.variable("prefix").value_or("");
  std::string prefix = example.file.path("prefix");
  if (StringRef(written).contains("${pcfiledir}"))
    return byPlace(set, folder);
  if (prefix.empty() || !path::is_absolute(prefix))
    return Variables{"", pcQuoted(best->path)};
  if (StringRef(written).contains("${"))
    written = pcQuoted(prefix);
  return Variables{written, isBelow(best->path, prefix) ? belowPrefix(prefix, best->path)
                                                        : pcQuoted(best->path)};
}

/// What all the lists have, in the order of the first.
template <class T> std::vector<T> inAll(const std::vector<std::vector<T>> &lists) {
  std::vector<T> common;
  if (!lists.empty())
    llvm::copy_if(lists.front(), std::back_inserter(common), [&](const T &entry) {
      return llvm::all_of(lists, [&](const auto &list) { return llvm::is_contained(list, entry); });
    });
  return common;
}

/// The native libraries in Libs.private.
Expected<LinkFlags> nativeOf(const MeldedSet &set, const PcFile &file) {
  Expected<std::vector<std::string>> words = file.words("Libs.private");
  if (!words)
    return words.takeError();
  LinkFlags flags;
  for (LinkFlag &flag : putRight(linkFlags(*words), set.workspace.folder)) {
    auto isOurs = [&](const MeldedLibrary &library) {
      return namesLibrary(flag.word, library.name, library.file);
    };
    bool isLibrary = !flag.library().empty() || flag.word == "-framework" ||
                     flag.word == "-weak_framework" || flag.word == "-pthread";
    if (isLibrary && llvm::none_of(set.slimmed, isOurs) && !isOurs(set.workspace))
      flags.push_back(std::move(flag));
  }
  return flags;
}

/// The packages that the library's .pc file requires, in public or private.
Expected<std::vector<std::string>> requirementsOf(const PcFile &file) {
  std::vector<std::string> all;
  for (StringRef field : {"Requires", "Requires.private"}) {
    Expected<std::vector<std::string>> some = file.requirements(field);
    if (!some)
      return some.takeError();
    llvm::append_range(all, *some);
  }
  return all;
}

/// What every library needs, so that it is in each link anyway. In the workspace library's .pc
/// file, it comes behind that library as well.
struct Needs {
  LinkFlags native;
  std::vector<std::string> packages;
};

Expected<Needs> commonNeeds(const MeldedSet &set, llvm::ArrayRef<LibraryPc> libraries) {
  std::vector<LinkFlags> flags;
  std::vector<std::vector<std::string>> packages;
  for (const LibraryPc &library : libraries) {
    Expected<LinkFlags> native = nativeOf(set, library.file);
    if (!native)
      return at(shown(library.path), native.takeError());
    flags.push_back(std::move(*native));
    Expected<std::vector<std::string>> required = requirementsOf(library.file);
    if (!required)
      return at(shown(library.path), required.takeError());
    packages.push_back(std::move(*required));
  }
  Needs needs = {inAll(flags), inAll(packages)};
  // No package may require itself by way of the workspace library.
  llvm::erase_if(needs.packages, [&](StringRef requirement) {
    StringRef package = requiredPackage(requirement);
    return package == set.workspace.name || llvm::any_of(libraries, [&](const LibraryPc &library) {
             return library.file.package() == package;
           });
  });
  return needs;
}

Expected<std::string> versionOf(const PcFile &file) {
  const PcLine *line = file.field("Version");
  return line ? file.expanded(line->value) : std::string("0");
}

std::string joined(const LinkFlags &flags) {
  std::string text;
  for (const LinkFlag &flag : flags)
    text += " " + pcQuoted(flag.word) + (flag.value.empty() ? "" : " " + pcQuoted(flag.value));
  return text;
}

std::string joined(const std::vector<std::string> &requirements) {
  std::string text;
  for (const std::string &requirement : requirements)
    text += (text.empty() ? " " : ", ") + requirement;
  return text;
}

} // namespace

bool namesLibrary(StringRef word, StringRef name, StringRef file) {
  if (word.consume_front("-l"))
    return word == name || (word.consume_front(":") && word == file);
  return !word.starts_with("-") && baseName(word) == file;
}

Expected<std::string> workspacePc(const MeldedSet &set, const LinkFlags &native,
                                  llvm::ArrayRef<LibraryPc> libraries, StringRef folder) {
  std::optional<Variables> where;
  std::string version = "0";
  for (const LibraryPc &library : libraries) {
    if (where || !(where = byExample(set, library, folder)))
      continue;
    Expected<std::string> whole = versionOf(library.file);
    if (whole)
      version = *whole;
    else
      llvm::consumeError(whole.takeError());
  }
  if (!where)
    where = byPlace(set, folder);
  Expected<Needs> needs = commonNeeds(set, libraries);
  if (!needs)
    return needs.takeError();
  LinkFlags behind = native;
  if (Error error = mergeInto(behind, needs->native))
    return error;

  const std::string &name = set.workspace.name;
  std::string text = ("# " + writtenMark + ".\n").str();
  if (!where->prefix.empty())
    text += "prefix=" + where->prefix + "\n";
  text += "libdir=" + where->libdir + "\n\n";
  text += "Name: " + name + "\n";
  text += "Description: Objects that melded static libraries share\n";
  text += "Version: " + version + "\n";
  if (!needs->packages.empty())
    text += "Requires.private:" + joined(needs->packages) + "\n";
  text += "Libs: -L${libdir} -l" + pcQuoted(name) + "\n";
  if (!behind.empty())
    text += "Libs.private:" + joined(behind) + "\n";
  return text;
}

} // namespace armeld
