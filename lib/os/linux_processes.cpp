#include "os/posix_forms.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"

#include <sys/prctl.h>
#include <unistd.h>

namespace armeld {

/// The content of a file below /proc, or nothing.
static std::string processFile(const Twine &name) {
  auto buffer = llvm::MemoryBuffer::getFileAsStream(name);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

bool endWithParent(int signal, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, signal);
  return getppid() == parent;
}

// Source: proc(5), "/proc/pid/statm", the sixth field, in pages.
uint64_t memoryInUse() {
  std::string file = processFile("/proc/self/statm");
  llvm::SmallVector<StringRef, 8> fields;
  StringRef(file).split(fields, ' ');
  uint64_t pages = 0;
  if (fields.size() > 5)
    fields[5].getAsInteger(10, pages);
  return pages * uint64_t(sysconf(_SC_PAGESIZE));
}

// Source: proc(5), "/proc/locks"; a line is "1: FLOCK ADVISORY WRITE 123 08:01:4711 0 EOF".
std::string lockHolder(const FileId &file) {
  std::string inode = ":" + std::to_string(file.getFile());
  std::string all = processFile("/proc/locks");
  for (StringRef rest = all; !rest.empty();) {
    auto [line, after] = rest.split('\n');
    rest = after;
    llvm::SmallVector<StringRef, 8> fields;
    line.split(fields, ' ', -1, /*KeepEmpty=*/false);
    if (fields.size() < 6 || fields[1] != "FLOCK" || !fields[5].ends_with(inode))
      continue;
    std::string name = processFile("/proc/" + fields[4] + "/comm");
    return (" by " + (name.empty() ? "a program that ended process" : StringRef(name).trim()) +
            (name.empty() ? " " : " (process ") + fields[4] + (name.empty() ? " started" : ")"))
        .str();
  }
  return " by another process";
}

} // namespace armeld
