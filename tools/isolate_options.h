// Options about symbols: isolate-plan and gc-plan have them, and ar-meld passes them on.
#pragma once

#include "cli.h"

#include "os/text_file.h"
#include "plan/exports.h"

namespace cli {

inline const Option exportsOption = {
    0, "exports", repeated(input("FILE")),
    "symbols that users of the libraries refer to: one symbol or shell pattern a line, a version "
    "script, a .def file, or an exported-symbols list; default: what Rust libraries define without "
    "mangling"};
inline const Option exportOption = {0, "export", repeated(text("PATTERN")),
                                    "such a symbol or shell pattern"};

/// The exports that these options name.
inline Expected<armeld::Exports> namedExports(const Values &values) {
  armeld::Exports exports;
  for (const std::string &path : values.texts("exports")) {
    Expected<armeld::TextFile> file = armeld::readAll(path);
    if (!file)
      return file.takeError();
    if (Error error = exports.addFile(file->text, file->name))
      return error;
  }
  for (const std::string &pattern : values.texts("export"))
    exports.add(pattern);
  return exports;
}

/// Of gc-plan. ar-meld passes it on.
inline const Option initialisersOption = {
    0, "initialisers", oneOf({"keep", "drop"}, "WHAT"),
    "keep, the default: code that runs before main still runs; drop: only that of objects that an "
    "export reaches"};

inline const Option hideOption = {0, "hide", flag(), "hide all symbols that are no exports"};

} // namespace cli
