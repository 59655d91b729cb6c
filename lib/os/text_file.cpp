#include "os/text_file.h"

#include "os/files.h"
#include "os/mapped_file.h"
#include "os/mapping.h"

#include "llvm/Support/MemoryBuffer.h"

namespace armeld {

/// The content in memory, and not mapped: LLVM maps large files unless both options say otherwise.
static llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> inMemory(StringRef path) {
  return llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/true,
                                     /*IsVolatile=*/true);
}

static Expected<StringRef> readAny(StringRef path) {
  llvm::ErrorOr<FileStatus> status = path == "-" ? statusOf(standardInput) : statusOf(path);
  if (canReplaceMapped && path != "-" && status && status->kind == FileKind::regular &&
      status->size > 0) {
    Expected<MappedFile> file = MappedFile::open(path);
    if (!file)
      return file.takeError();
    return (new MappedFile(std::move(*file)))->bytes(); // stays mapped
  }
  // Pipes, and files that only claim to be empty, as those in /proc do.
  auto buffer = path == "-" ? llvm::MemoryBuffer::getSTDIN() : inMemory(path);
  if (!buffer)
    return failure(buffer.getError().message());
  return (*buffer).release()->getBuffer(); // stays as well
}

Expected<TextFile> readAll(StringRef path) {
  std::string name = path == "-" ? "standard input" : shown(path);
  Expected<StringRef> text = readAny(path);
  if (!text)
    return at(name, text.takeError());
  // Editors of Windows put a mark in front.
  if (text->starts_with("\xff\xfe") || text->starts_with("\xfe\xff"))
    return failure(name + ": is UTF-16; save it as UTF-8");
  text->consume_front("\xef\xbb\xbf");
  return TextFile{*text, std::move(name)};
}

Expected<std::string> readCopy(StringRef path) {
  auto buffer = inMemory(path);
  if (!buffer)
    return failure(shown(path) + ": " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

} // namespace armeld
