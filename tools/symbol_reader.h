// A program that tries whether symbols can be read, for ar-pack where a process cannot be copied:
// the tool itself, as `TOOL --read-symbols FILE`. ar-pack has that option, and ar-meld, which runs
// it.
#pragma once

#include "cli.h"

#include "pack/symbol_trial.h"

#include "llvm/Support/FileSystem.h"

namespace cli {

inline const Option readSymbolsOption = {0, "read-symbols", flag(),
                                         "read the symbols of archives, and do nothing else",
                                         /*hidden=*/true};

/// Does that.
inline Expected<Exit> readSymbols(const Values &values) {
  for (const std::string &file : values.operands)
    if (Error error = armeld::tryReadingSymbols(file))
      return armeld::at(armeld::shown(file), std::move(error));
  return done;
}

inline std::vector<std::string> symbolReader() {
  return {llvm::sys::fs::getMainExecutable("", reinterpret_cast<void *>(&symbolReader)),
          "--read-symbols"};
}

} // namespace cli
