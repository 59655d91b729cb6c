// Where an object that rustc compiled comes from: the compiler, and the package.
//
// No format has a field for that, but it is there to be read:
//   .comment              "rustc version 1.95.0 (59807616e 2026-04-14)" (ELF)
//   .debug_str            begins with what the compile unit says: producer "clang LLVM (rustc
//                         version ...)", name, folder (DWARF 4 and 5, all formats)
//   .debug$S, .debug$T    the same, in CodeView's records S_COMPILE3 and LF_STRING_ID
//   constants             where there is no debug information: the paths in panic messages
//
// The name of a compile unit is that of the crate's first source file and of the unit:
// "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.40.0/src/lib.rs/@/
// tokio.61e88a0719143be4-cgu.0". Cargo calls the folder of a package from a registry by name and
// version, and that of one from git by its revision.
//
// Sources: rustc_codegen_llvm's debuginfo::metadata::build_compile_unit_di_node;
// LLVM's CodeViewDebug and llvm/DebugInfo/CodeView/CodeViewSymbols.def. Debug information that is
// compressed is not read.
#pragma once

#include "documents/manifest.h"

namespace armeld {

// Each reads the content of a section of that kind, and sets what it finds of `compiler`, `source`
// and `packages`.
void readComment(StringRef content, Object &object);
void readDebugStrings(StringRef content, Object &object);
void readCodeViewSymbols(StringRef content, Object &object);
void readCodeViewTypes(StringRef content, Object &object);

/// Of objects without `source`.
void readPanicPaths(StringRef constants, Object &object);

} // namespace armeld
