#include "pack/find_llvm_ar.h"

#include "os/program.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

namespace armeld {

namespace fs = llvm::sys::fs;

/// What a program prints, or nothing if it fails.
static std::string printed(llvm::ArrayRef<std::string> arguments) {
  Expected<ProgramEnd> end = runProgram(arguments, {.isCaptured = true});
  if (!end)
    llvm::consumeError(end.takeError());
  return end && end->succeeded() ? end->output : std::string();
}

/// llvm-ar below lib/rustlib/*/bin of the toolchain that rustc belongs to (the component
/// llvm-tools).
static std::optional<std::string> findInRustToolchain(std::vector<std::string> &looked) {
  llvm::ErrorOr<std::string> rustc = llvm::sys::findProgramByName("rustc");
  if (!rustc) {
    looked.push_back("the Rust toolchain: no rustc on PATH");
    return std::nullopt;
  }
  std::string sysroot = printed({*rustc, "--print", "sysroot"});
  if (sysroot.empty()) {
    looked.push_back("the Rust toolchain: 'rustc --print sysroot' failed");
    return std::nullopt;
  }
  std::string pattern = sysroot + "/lib/rustlib/*/bin/llvm-ar";
  looked.push_back("the Rust toolchain: " + pattern);
  std::error_code code;
  std::vector<std::string> found;
  for (fs::directory_iterator at(sysroot + "/lib/rustlib", code), end; !code && at != end;
       at.increment(code)) {
    for (const char *name : {"/bin/llvm-ar", "/bin/llvm-ar.exe"})
      if (fs::can_execute(at->path() + name))
        found.push_back(at->path() + name);
  }
  llvm::sort(found); // the folder's own order may be any
  return found.empty() ? std::nullopt : std::optional(found.front());
}

/// The major version that `llvmAr --version` tells, 0 if it tells none.
static unsigned majorVersion(StringRef llvmAr) {
  std::string text = printed({llvmAr.str(), "--version"});
  StringRef rest = StringRef(text).split("LLVM version ").second;
  unsigned version = 0;
  rest.consumeInteger(10, version);
  return version;
}

/// llvm-ar or llvm-ar-NN, whichever is newer. The plain one may be years old beside them (Debian
/// 12's is of LLVM 14), and an old one reads neither newer bitcode nor all archive formats.
static std::optional<std::string> newestOnPath() {
  std::optional<std::string> numbered;
  unsigned version = 40;
  while (!numbered && --version >= 11)
    if (llvm::ErrorOr<std::string> program =
            llvm::sys::findProgramByName("llvm-ar-" + std::to_string(version)))
      numbered = *program;
  llvm::ErrorOr<std::string> plain = llvm::sys::findProgramByName("llvm-ar");
  if (plain && (!numbered || majorVersion(*plain) >= version))
    return *plain;
  return numbered;
}

LlvmArSearch findLlvmAr(const std::optional<std::string> &option) {
  LlvmArSearch search;
  auto named = [&](const std::string &source, const std::string &name) {
    search.looked.push_back(source + ": " + name);
    if (llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(name))
      search.found = *program;
    return search;
  };
  if (option)
    return named("--llvm-ar", *option);
  if (std::optional<std::string> environment = llvm::sys::Process::GetEnv("LLVM_AR");
      environment && !environment->empty())
    return named("$LLVM_AR", *environment);
  search.looked.push_back("$LLVM_AR: not set");
  search.found = findInRustToolchain(search.looked);
  if (search.found)
    return search;
  search.looked.push_back("PATH: llvm-ar, and llvm-ar-NN from 39 down to 11");
  search.found = newestOnPath();
  return search;
}

} // namespace armeld
