// Options about bitcode and debug information: strip-plan has them, and ar-meld passes them on.
#pragma once

#include "cli.h"

#include "documents/edits.h"

namespace cli {

inline const Option dropBitcodeOption = {
    0, "drop-bitcode", flag(),
    "remove LLVM bitcode that no link reads: .llvmbc and .llvmcmd, which rustc ships in std"};
inline const Option stripDebugOption = {
    0, "strip-debug", repeated(implying("*", text("PATTERN"))),
    "remove debug information; with a pattern, that of members whose name matches"};
inline const Option keepDebugOption = {0, "keep-debug", repeated(text("PATTERN")),
                                       "but not of members whose name matches this pattern"};
inline const Option compressDebugOption = {
    0, "compress-debug", oneOf<armeld::Compression>("METHOD"),
    "compress debug information, in ELF; zlib is what all linkers read"};

} // namespace cli
