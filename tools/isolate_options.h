// Options about symbols: isolate-plan has them, and ar-meld passes them on.
#pragma once

#include "cli.h"

namespace cli {

inline const Option exportsOption = {
    0, "exports", repeated(input("FILE")),
    "symbols that users of the libraries refer to: one symbol or shell pattern a line, a version "
    "script, a .def file, or an exported-symbols list; default: what Rust libraries define without "
    "mangling"};
inline const Option exportOption = {0, "export", repeated(text("PATTERN")),
                                    "such a symbol or shell pattern"};
inline const Option hideOption = {0, "hide", flag(), "hide all symbols that are no exports"};

} // namespace cli
