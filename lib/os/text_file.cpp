#include "os/text_file.h"

#include "os/mapped_file.h"

#include "llvm/Support/MemoryBuffer.h"

#include <sys/stat.h>

namespace armeld {

static Expected<StringRef> readAny(StringRef path) {
  struct stat status;
  if (path != "-" && stat(path.str().c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_size > 0) {
    Expected<MappedFile> file = MappedFile::open(path);
    if (!file)
      return file.takeError();
    return (new MappedFile(std::move(*file)))->bytes(); // stays mapped
  }
  // Pipes, and files that only claim to be empty, as those in /proc do.
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(path, /*IsText=*/false,
                                                   /*RequiresNullTerminator=*/false);
  if (!buffer)
    return failure(buffer.getError().message());
  return (*buffer).release()->getBuffer(); // stays as well
}

Expected<TextFile> readAll(StringRef path) {
  std::string name = path == "-" ? "standard input" : shown(path);
  Expected<StringRef> text = readAny(path);
  if (!text)
    return at(name, text.takeError());
  return TextFile{*text, std::move(name)};
}

} // namespace armeld
