// The files of lib/report/page/, which the Makefile makes part of the program.
#pragma once

#include "llvm/ADT/StringRef.h"

namespace armeld::page {

extern const llvm::StringLiteral html;  ///< the page, with {{names}} where the rest goes
extern const llvm::StringLiteral css;   ///< its style
extern const llvm::StringLiteral js;    ///< what fills it
extern const llvm::StringLiteral chart; ///< Chart.js and its treemap, bundled from npm

} // namespace armeld::page
