// A .pc file as pkg-config(1) reads it, with the places of its values, so that they can be edited.
//
// Lines are `variable=value` and `Field: value`. A backslash at the end of a line continues it, `#`
// begins a comment, and ${variable} stands for a value.
#pragma once

#include "base/error.h"

#include "llvm/ADT/StringMap.h"

#include <optional>
#include <string>
#include <vector>

namespace armeld {

/// One line of the file, with the lines that continue it.
struct PcLine {
  std::string name; ///< of the field or variable
  bool isField = false;
  size_t number = 0;     ///< of its first line, from 1
  size_t begin = 0;      ///< offset of its first byte
  size_t valueBegin = 0; ///< offset of the first byte of the value, past blanks
  size_t valueEnd = 0;   ///< offset past the last line of the value, without the line break
  std::string value;     ///< continued lines joined, comments left out, blanks at both ends too
};

class PcFile {
public:
  /// Reads the text of the file `file` in the folder `folder`, a real path.
  PcFile(std::string text, std::string folder, std::string file);

  StringRef text() const { return content; }
  StringRef folder() const { return realFolder; }
  StringRef file() const { return fileName; }
  /// "foo" for foo.pc: what other packages require.
  StringRef package() const;

  /// The first line of that field, or null. Upper and lower case are alike.
  const PcLine *field(StringRef name) const;
  /// The value of a variable as it is written, or nothing.
  std::optional<std::string> variable(StringRef name) const;

  /// `value` with variables replaced. An error where one is not defined.
  Expected<std::string> expanded(StringRef value) const;

  /// The path that a variable holds, without "." and ".."; empty where there is none.
  std::string path(StringRef variableName) const;

  /// The words of a field, expanded; none where there is no such field. Errors name the line.
  Expected<std::vector<std::string>> words(StringRef fieldName) const;

  /// The packages that the field Requires or Requires.private names, each with its condition:
  /// "zlib >= 1.2". Errors name the line.
  Expected<std::vector<std::string>> requirements(StringRef fieldName) const;

  /// An error where pkg-config would refuse the file: a field that occurs twice.
  Error check() const;

  /// What ends the lines of the file: "\n" or "\r\n".
  StringRef lineEnd() const { return content.find("\r\n") == std::string::npos ? "\n" : "\r\n"; }

private:
  Expected<std::string> expanded(StringRef value, unsigned depth) const;

  std::string content;
  std::string realFolder;
  std::string fileName;
  std::vector<PcLine> lines;
};

/// A name, path or flag as a word of a .pc file's value: blanks and quotes get a backslash.
std::string pcQuoted(StringRef word);

/// The package that a requirement names, without its condition.
StringRef requiredPackage(StringRef requirement);

} // namespace armeld
