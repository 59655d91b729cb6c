// Options that say which build systems are told of the workspace library: link-metadata has them,
// and ar-meld, which runs it.
#pragma once

#include "cli.h"

namespace cli {

inline const Option pkgConfigOption = {
    0, "pkg-config", repeated(folder()),
    "pkg-config: add the workspace library to the libraries' .pc files here, and write its own to "
    "the first DIR"};
inline const Option libtoolOption = {
    0, "libtool", repeated(folder()),
    "libtool: add the workspace library to the libraries' .la files here, and write its own beside "
    "it"};
inline const Option cmakeOption = {0, "cmake", folder(),
                                   "CMake: write the package file NAMEConfig.cmake here"};
inline const Option prefabOption = {
    0, "prefab", folder(), "Android: write or extend the modules of the prefab package here"};
inline const Option bazelOption = {0, "bazel", path("FILE"),
                                   "Bazel: write this BUILD file, with a cc_import per library"};
inline const Option moduleMapOption = {0, "modulemap", path("FILE"),
                                       "Clang: write this module map, or add \"link\" lines to it"};
inline const Option linkerScriptOption = {
    0, "linker-script", folder(),
    "linkers for ELF: write a script in the name of each library here, which names the library and "
    "the workspace library"};
inline const Option nativeLibsOption = {
    0, "native-libs", repeated(input()),
    "native libraries that the workspace library needs: rustc's native-static-libs, cargo's "
    "messages, or flags"};

/// The options that name a build system.
inline constexpr StringRef buildSystems[] = {"pkg-config", "libtool",   "cmake",        "prefab",
                                             "bazel",      "modulemap", "linker-script"};

inline bool namesBuildSystem(const Values &values) {
  for (StringRef option : buildSystems)
    if (values.has(option))
      return true;
  return false;
}

} // namespace cli
