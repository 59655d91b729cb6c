#include "output_file.h"

#include "llvm/Support/Path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Where the symbolic link at `path` leads, or `path` itself.
static std::string followLinks(StringRef name) {
  llvm::SmallString<256> target;
  if (fs::is_symlink_file(name) && !fs::real_path(name, target))
    return std::string(target);
  return name.str();
}

Expected<OutputFile> OutputFile::create(StringRef name) {
  std::string target = followLinks(name);
  if (fs::is_directory(target))
    return systemFailure(EISDIR);
  llvm::SmallString<256> model = path::parent_path(target);
  path::append(model, "." + path::filename(target).take_front(200) + ".armeld-%%%%%%%%");
  Expected<fs::TempFile> file = fs::TempFile::create(model, fs::all_read | fs::all_write);
  if (!file) {
    // LLVM's message says the random name; the cause is enough here.
    return failure(llvm::errorToErrorCode(file.takeError()).message());
  }
  return OutputFile(std::move(*file), std::move(target));
}

OutputFile::~OutputFile() {
  if (temporary)
    llvm::consumeError(temporary->discard());
}

static Error sync(int descriptor) {
  while (fsync(descriptor) != 0)
    if (errno != EINTR)
      return systemFailure(errno);
  return Error::success();
}

Error OutputFile::commit(bool durable) {
  if (durable)
    if (Error error = sync(temporary->FD))
      return error;
  Error error = temporary->keep(target);
  temporary.reset();
  if (error || !durable)
    return error;
  StringRef folder = path::parent_path(target);
  int descriptor =
      open(folder.empty() ? "." : folder.str().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return systemFailure(errno);
  error = sync(descriptor);
  close(descriptor);
  return error;
}

Error writeDocument(StringRef name, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  bool toStandardOutput = name == "-";
  std::optional<OutputFile> file;
  if (!toStandardOutput) {
    Expected<OutputFile> created = OutputFile::create(name);
    if (!created)
      return at(shown(name), created.takeError());
    file.emplace(std::move(*created));
  }
  llvm::raw_fd_ostream stream(toStandardOutput ? STDOUT_FILENO : file->descriptor(),
                              /*shouldClose=*/false);
  stream.SetBufferSize(1 << 18);
  write(stream);
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error(); // else its destructor ends the process
    return failure((toStandardOutput ? "standard output" : shown(name)) + ": " + code.message());
  }
  return file ? at(shown(name), file->commit()) : Error::success();
}

} // namespace armeld
