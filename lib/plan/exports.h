// Exports: the symbols that users of the libraries refer to. All others are internal.
#pragma once

#include "documents/manifest.h"

#include "llvm/ADT/StringSet.h"

namespace armeld {

/// The symbol as C code spells it: without the underscore that Mach-O and i386's COFF put in front
/// of it, and without the sizes of arguments that i386's calling conventions put behind it
/// (Microsoft, "Decorated Names").
Name spelledInC(Name symbol, const Object &object);

/// Whether a program may define the symbol in the stead of a system's shared library, which then
/// calls the program's: functions that allocate memory (C11, 7.22.3, glibc's manual, "Replacing
/// malloc"; [new.delete] in C++). Hidden or under another name it would serve a part of the callers
/// only, and memory of one allocator would be freed by another.
bool replacesSystems(Name symbol, const Object &object);

/// Names and shell patterns of symbols.
class Exports {
public:
  /// Adds a name or a pattern, in C's spelling or in the object's.
  void add(StringRef pattern);

  /// Adds what a file lists, `place` names it in errors: one symbol or pattern a line with `#`
  /// comments (so is an exported-symbols list of Apple's), a module definition file (.def), or the
  /// global part of a version script of GNU's linkers.
  Error addFile(StringRef text, StringRef place);

  bool isEmpty() const { return names.empty() && globs.empty(); }
  /// Names, not patterns, that no object of the manifest defines, sorted.
  std::vector<std::string> undefinedIn(const Manifest &manifest) const;
  /// Whether a symbol of `object` is an export.
  bool contains(Name symbol, const Object &object) const;

private:
  llvm::StringSet<> names;
  std::vector<std::string> globs;
};

/// Adds the exports of libraries that rustc made: what their crates define without mangling. Those
/// of std's crates, of their shims, and of C code that a build script compiled are internal. An
/// error names a library that rustc did not make.
Error addRustExports(const Manifest &manifest, Exports &exports);

} // namespace armeld
