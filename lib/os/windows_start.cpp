#include "os/start.h"

#include "os/files.h"
#include "os/windows_forms.h"

#include <cstdlib>
#include <fcntl.h>
#include <io.h>
#include <shellapi.h>

namespace armeld {

// No wildcards: patterns are for the tools, and the shells of Unix expand names themselves.
std::vector<std::string> argumentsFrom(int, char **) {
  int count = 0;
  wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
  std::vector<std::string> arguments;
  for (int i = 1; i < count; ++i)
    arguments.push_back(fromWide(words[i]));
  LocalFree(words);
  return arguments;
}

void prepareStandardFiles() {
  // Not only when there are files to remove: wine ends an interrupted program with 0 otherwise.
  ConsoleSignals::handle();
  for (int fd : {standardInput, standardOutput, standardError})
    _setmode(fd, _O_BINARY);
}

void endWithoutReader() { std::_Exit(2); }

Error OutputRedirection::to(const std::string &path) {
  before = _dup(standardOutput);
  if (before < 0)
    return at(shown(path), systemFailure(errno));
  llvm::ErrorOr<Descriptor> file = openToWrite(path, WriteMode::truncate);
  if (!file)
    return at(shown(path), systemFailure(file.getError()));
  if (_dup2(file->get(), standardOutput) < 0)
    return at(shown(path), systemFailure(errno));
  _setmode(standardOutput, _O_BINARY);
  return Error::success();
}

OutputRedirection::~OutputRedirection() {
  if (before < 0)
    return;
  _dup2(before, standardOutput);
  _close(before);
  _setmode(standardOutput, _O_BINARY);
}

} // namespace armeld
