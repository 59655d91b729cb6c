// What each build system is told: that a slimmed library needs the workspace library behind it.
//
// One source file a build system. Each plans its changes and writes nothing; see changes.h. A
// second run on what the first has written changes nothing.
#pragma once

#include "metadata/changes.h"
#include "metadata/melded_set.h"
#include "metadata/native_libs.h"

namespace armeld {

/// pkg-config: NAME.pc of the workspace library in the first folder, and NAME in the
/// Requires.private of each slimmed library's .pc file, in any of the folders.
Error addPkgConfig(const MeldedSet &set, const LinkFlags &native,
                   llvm::ArrayRef<std::string> folders, Changes &changes);

/// libtool: a .la file beside the workspace library, and -lNAME in the dependency_libs of each
/// slimmed library's .la file.
Error addLibtool(const MeldedSet &set, const LinkFlags &native, llvm::ArrayRef<std::string> folders,
                 Changes &changes);

/// CMake: NAMEConfig.cmake with a target for each library.
Error addCMake(const MeldedSet &set, const LinkFlags &native, StringRef folder, Changes &changes);

/// Android's prefab: the modules of a package.
Error addPrefab(const MeldedSet &set, const LinkFlags &native, StringRef folder, Changes &changes);

/// Bazel: a BUILD file, or a part of one, with a cc_import for each library.
Error addBazel(const MeldedSet &set, const LinkFlags &native, StringRef file, Changes &changes);

/// Linkers for ELF: for each of the plan's `libraries`, the workspace library too, a script of its
/// name in `folder`, for link lines that do not know of the workspace library.
Error addLinkerScripts(const MeldedSet &set, llvm::ArrayRef<std::string> libraries,
                       StringRef folder, Changes &changes);

/// Clang: `link` declarations in a module map.
Error addModuleMap(const MeldedSet &set, StringRef file, Changes &changes);

} // namespace armeld
