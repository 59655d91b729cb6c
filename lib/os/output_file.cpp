#include "os/output_file.h"

#include "os/files.h"

#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include <optional>
#include <utility>

namespace armeld {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// The file that an output at `name` will be.
static Expected<std::string> targetOf(StringRef name, SymbolicLink link) {
  std::string target = name.str();
  if (link == SymbolicLink::follow) {
    Expected<std::string> followed = followLinks(name);
    if (!followed)
      return followed.takeError();
    target = std::move(*followed);
  }
  if (fs::is_directory(target))
    return systemFailure(std::make_error_code(std::errc::is_a_directory));
  if (Error error = checkReplaceable(target))
    return error;
  return target;
}

Expected<OutputFile> OutputFile::create(StringRef name, SymbolicLink link) {
  Expected<std::string> target = targetOf(name, link);
  if (!target)
    return target.takeError();
  Expected<TemporaryFile> file = makeTemporaryFile(*target);
  if (!file)
    return file.takeError();
  return OutputFile(std::move(*file), std::move(*target));
}

Expected<OutputFile> OutputFile::moved(const std::string &from, StringRef name) {
  Expected<std::string> target = targetOf(name, SymbolicLink::follow);
  if (!target)
    return target.takeError();
  Expected<TemporaryFile> file = moveToTemporaryFile(from, *target);
  if (!file)
    return file.takeError();
  return OutputFile(std::move(*file), std::move(*target));
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : file(std::move(other.file)), lock(std::move(other.lock)), target(std::move(other.target)) {
  other.file.path.clear();
}

OutputFile::~OutputFile() {
  if (!file.path.empty())
    removeFile(file.path);
}

Error OutputFile::copyAttributesOf(const std::string &path) {
  std::error_code code = copyAttributes(path, descriptor());
  return code && code != std::errc::no_such_file_or_directory ? systemFailure(code)
                                                              : Error::success();
}

static Error errorFrom(std::error_code code) {
  return code ? systemFailure(code) : Error::success();
}

void OutputFile::finish() { lock = KeptLock(std::move(file.descriptor)); }

// Another descriptor does as well for a finished file: it writes the file, and gives the errors
// that writing it has had since it was first opened, because the lock keeps it open (fsync(2)).

void OutputFile::startSync() const {
  if (llvm::ErrorOr<Descriptor> again = openToSync(file.path))
    beginSync(again->get());
}

Error OutputFile::sync() const {
  if (file.descriptor.isOpen())
    return errorFrom(syncFile(descriptor()));
  llvm::ErrorOr<Descriptor> again = openToSync(file.path);
  return errorFrom(again ? syncFile(again->get()) : again.getError());
}

Error OutputFile::commit(bool durable) {
  if (durable)
    if (Error error = sync())
      return error;
  if (std::error_code code = renameOver(file.path, target))
    return systemFailure(code);
  file.registration = RemovedAtSignal();
  file.path.clear();
  // From here on it is anyone's.
  file.descriptor = Descriptor();
  lock = KeptLock();
  return durable ? errorFrom(syncFolder(path::parent_path(target))) : Error::success();
}

/// Whether `name` exists and is a device, a pipe or the like: what is written goes into it. A file
/// must never replace /dev/null.
static bool isNoFile(StringRef name) {
  fs::file_status status;
  if (fs::status(name, status))
    return false;
  return status.type() != fs::file_type::regular_file &&
         status.type() != fs::file_type::directory_file;
}

/// A document over a library is a mistake on the command line: "-o" without its argument, say,
/// which then takes the next word.
static bool isLibrary(StringRef name) {
  if (isNoFile(name))
    return false;
  llvm::file_magic magic;
  return !llvm::identify_magic(name, magic) &&
         (magic == llvm::file_magic::archive || magic == llvm::file_magic::macho_universal_binary);
}

char BrokenPipe::ID = 0;

void BrokenPipe::log(llvm::raw_ostream &out) const {
  out << "standard output: " << convertToErrorCode().message();
}

std::error_code BrokenPipe::convertToErrorCode() const {
  return std::make_error_code(std::errc::broken_pipe);
}

Error writeDocument(StringRef name, llvm::function_ref<void(llvm::raw_ostream &)> write,
                    SymbolicLink link) {
  bool toStandardOutput = name == "-";
  std::optional<OutputFile> file;
  Descriptor device;
  if (!toStandardOutput && isLibrary(name))
    return failure(shown(name) + ": is a library; no document is written over it");
  if (!toStandardOutput && isNoFile(name)) {
    llvm::ErrorOr<Descriptor> opened = openToWrite(name, WriteMode::overwrite);
    if (!opened)
      return at(shown(name), systemFailure(opened.getError()));
    device = std::move(*opened);
  } else if (!toStandardOutput) {
    Expected<OutputFile> created = OutputFile::create(name, link);
    if (!created)
      return at(shown(name), created.takeError());
    file.emplace(std::move(*created));
  }
  int descriptor = toStandardOutput  ? standardOutput
                   : device.isOpen() ? device.get()
                                     : file->descriptor();
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/false);
  stream.SetBufferSize(1 << 18);
  write(stream);
  stream.flush();
  if (std::error_code code = stream.error()) {
    stream.clear_error(); // else its destructor ends the process
    if (toStandardOutput && code == std::errc::broken_pipe)
      return llvm::make_error<BrokenPipe>();
    return failure((toStandardOutput ? "standard output" : shown(name)) + ": " + code.message());
  }
  return file ? at(shown(name), file->commit()) : Error::success();
}

} // namespace armeld
