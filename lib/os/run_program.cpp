#include "os/run_program.h"

#include "os/child_process.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

namespace armeld {

namespace fs = llvm::sys::fs;

RunResult runProgram(StringRef program, llvm::ArrayRef<StringRef> arguments, uint64_t memory) {
  llvm::SmallString<128> outPath, errPath;
  RunResult result;
  std::error_code code = fs::createTemporaryFile("armeld", "out", outPath);
  llvm::FileRemover removeOut(outPath);
  if (!code)
    code = fs::createTemporaryFile("armeld", "err", errPath);
  llvm::FileRemover removeErr(errPath);
  if (code) {
    result.errors = "temporary file: " + code.message();
    return result;
  }
  llvm::SmallVector<StringRef, 8> argv = {program};
  llvm::append_range(argv, arguments);
  std::optional<StringRef> redirects[] = {StringRef(""), StringRef(outPath), StringRef(errPath)};
  std::string problem;
  // Without LLVM's own limit, which is for processes with one thread only.
  llvm::sys::ProcessInfo process =
      llvm::sys::ExecuteNoWait(program, argv, std::nullopt, redirects, 0, &problem);
  if (process.Pid != llvm::sys::ProcessInfo::InvalidPid) {
    if (memory != 0)
      limitMemory(process.Pid, memory);
    result.exitCode = llvm::sys::Wait(process, std::nullopt, &problem).ReturnCode;
  }
  auto contentOf = [](StringRef file) {
    auto buffer = llvm::MemoryBuffer::getFile(file);
    return buffer ? (*buffer)->getBuffer().trim().str() : std::string();
  };
  result.output = contentOf(outPath);
  result.errors = problem.empty() ? contentOf(errPath) : problem;
  return result;
}

} // namespace armeld
