// What a program does before all else, and how it ends as others of its system do.
#pragma once

#include "base/error.h"

#include <string>
#include <vector>

namespace armeld {

/// The arguments behind the program's name, as UTF-8 where the system has characters and not bytes.
std::vector<std::string> argumentsFrom(int argc, char **argv);

/// Makes standard files such as tools expect them: documents go through them byte by byte, and a
/// pipe without a reader is an error of a write, which can say what was written.
void prepareStandardFiles();

/// Where the reader of standard output has gone away: ends this process as the system's other tools
/// end, in silence, unless the caller of this process does not want that.
void endWithoutReader();

/// Another file takes the standard output as long as this lives.
class OutputRedirection {
public:
  OutputRedirection() = default;
  OutputRedirection(const OutputRedirection &) = delete;
  OutputRedirection &operator=(const OutputRedirection &) = delete;
  ~OutputRedirection();
  /// Errors name the file.
  Error to(const std::string &path);

private:
  int before = -1;
};

} // namespace armeld
