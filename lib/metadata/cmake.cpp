// CMake: a config package, NAMEConfig.cmake, with an imported target for each library.
//
//   find_package(NAME CONFIG)
//   target_link_libraries(program NAME::foo)
#include "metadata/metadata.h"
#include "metadata/paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace armeld {

namespace {

/// Text as it stands between double quotes, where all of `special` gets a backslash.
std::string quotable(StringRef text, StringRef special = "\\\"$") {
  std::string quoted;
  for (char c : text) {
    if (special.contains(c))
      quoted += '\\';
    quoted += c;
  }
  return quoted;
}

/// An element of a list that stands between double quotes.
std::string listElement(StringRef text) { return quotable(text, "\\\"$;"); }

std::string target(const MeldedSet &set, const MeldedLibrary &library, StringRef folder,
                   StringRef behind) {
  std::string name = set.workspace.name + "::" + library.name;
  std::string way = wayTo(folder, library.realPath());
  std::string text = "\nif(NOT TARGET " + name + ")\n  add_library(" + name +
                     " STATIC IMPORTED)\n  set_target_properties(" + name +
                     " PROPERTIES\n    IMPORTED_LOCATION \"" +
                     (llvm::sys::path::is_absolute(way) ? "" : "${CMAKE_CURRENT_LIST_DIR}/") +
                     quotable(way) + "\"";
  if (!behind.empty())
    text += "\n    INTERFACE_LINK_LIBRARIES \"" + behind.str() + "\"";
  return text + ")\nendif()\n";
}

/// Target names have few characters that need no quotes.
Error checkTargetName(const MeldedLibrary &library) {
  auto isPlain = [](char c) { return llvm::isAlnum(c) || StringRef("_-+.").contains(c); };
  return llvm::all_of(library.name, isPlain)
             ? Error::success()
             : failure(shown(library.path) + ": '" + shown(library.name) +
                       "' cannot be the name of a CMake target");
}

} // namespace

Error addCMake(const MeldedSet &set, const LinkFlags &native, StringRef folder, Changes &changes) {
  std::string real = realFolder(folder);
  const std::string &name = set.workspace.name;
  std::string flags;
  for (const LinkFlag &flag : native)
    flags += (flags.empty() ? "" : ";") + listElement(flag.text());
  std::string text = "# " + writtenMark.str() + ": find_package(" + name +
                     " CONFIG), and link with " + name + "::LIBRARY.\n";
  text += target(set, set.workspace, real, flags);
  for (const MeldedLibrary &library : set.slimmed) {
    if (Error error = checkTargetName(library))
      return error;
    text += target(set, library, real, name + "::" + name);
  }
  return changes.addOwn(folder.str() + "/" + name + "Config.cmake", std::move(text), writtenMark);
}

} // namespace armeld
