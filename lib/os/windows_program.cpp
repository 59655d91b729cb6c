// Programs that this one runs, on Windows.
//
// Each is in a job of its own, which the system ends when the last handle to it is closed: so it
// ends when this process does, however that ends. A console sends Ctrl-C to all its processes, so
// none has to be passed on.
#include "os/program.h"

#include "os/files.h"
#include "os/unique_path.h"
#include "os/windows_forms.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <csignal>
#include <cstdlib>
#include <vector>

namespace armeld {

/// PROC_THREAD_ATTRIBUTE_JOB_LIST, which MinGW's headers do not have yet
static constexpr DWORD_PTR jobList = 0x0002000D;

namespace {

/// A file that takes what a program prints, and goes when it is closed.
class PrintedFile {
public:
  std::error_code open(StringRef kind) {
    std::string name = uniquePath((temporaryFolder() + "/armeld-" + kind + "-%%%%%%%%").str());
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, nullptr, TRUE};
    file = Handle(CreateFileW(WidePath(name), GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherited,
                              CREATE_NEW, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE,
                              nullptr));
    return file ? std::error_code() : lastError();
  }
  HANDLE handle() { return file.get(); }
  std::string content() {
    std::string all;
    char part[1 << 12];
    SetFilePointer(file.get(), 0, nullptr, FILE_BEGIN);
    for (DWORD got = 0; ReadFile(file.get(), part, sizeof part, &got, nullptr) && got > 0;)
      all.append(part, got);
    llvm::erase(all, '\r');
    return StringRef(all).trim().str();
  }

private:
  Handle file;
};

Error cannotRun(const std::string &program, std::error_code cause) {
  return failure(shown(program) + ": cannot be run: " + text(systemFailure(cause)));
}

/// A standard handle of this process, which programs get.
HANDLE inheritable(DWORD which) {
  HANDLE handle = GetStdHandle(which);
  SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
  return handle;
}

/// A job that ends with its handle, and takes as much memory and time.
HANDLE makeJob(const ProgramSetting &setting) {
  HANDLE job = CreateJobObjectW(nullptr, nullptr);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {};
  limits.BasicLimitInformation.LimitFlags =
      JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
  if (setting.memory != 0) {
    limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_MEMORY;
    limits.ProcessMemoryLimit = setting.memory;
  }
  if (setting.seconds != 0) {
    limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_PROCESS_TIME;
    // In units of 100 nanoseconds
    limits.BasicLimitInformation.PerProcessUserTimeLimit.QuadPart =
        LONGLONG(setting.seconds) * 10'000'000;
  }
  SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  return job;
}

} // namespace

struct RunningProgram {
  /// Runs it to its end. Returns its exit code.
  static llvm::ErrorOr<DWORD> run(llvm::ArrayRef<std::string> arguments, STARTUPINFOW &start,
                                  const ProgramSetting &setting) {
    llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName(arguments[0]);
    if (!program)
      return program.getError();
    llvm::SmallVector<StringRef> words(arguments.begin(), arguments.end());
    llvm::ErrorOr<std::wstring> line = llvm::sys::flattenWindowsCommandLine(words);
    if (!line)
      return line.getError();
    // Source: CreateProcessW, "lpCommandLine": at most 32,767 characters with the NUL
    if (line->size() >= 32767)
      return std::error_code(ERROR_FILENAME_EXCED_RANGE, std::system_category());
    if (setting.signals && setting.signals->received())
      return DWORD(STATUS_CONTROL_C_EXIT); // it would not hear of what has come already
    // In the job from its first moment: if this process were killed before it was put there, it
    // would live on, and hold the locks.
    Handle job(makeJob(setting));
    HANDLE jobs[] = {job.get()};
    size_t size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    std::vector<char> memory(size);
    STARTUPINFOEXW extended = {start, LPPROC_THREAD_ATTRIBUTE_LIST(memory.data())};
    extended.StartupInfo.cb = sizeof extended;
    if (!InitializeProcThreadAttributeList(extended.lpAttributeList, 1, 0, &size) ||
        !UpdateProcThreadAttribute(extended.lpAttributeList, 0, jobList, jobs, sizeof jobs, nullptr,
                                   nullptr))
      return lastError();
    PROCESS_INFORMATION process = {};
    if (!CreateProcessW(WidePath(*program), line->data(), nullptr, nullptr,
                        /*bInheritHandles=*/TRUE, EXTENDED_STARTUPINFO_PRESENT, nullptr, nullptr,
                        &extended.StartupInfo, &process))
      return lastError();
    Handle itself(process.hProcess), thread(process.hThread);
    waitFor(itself.get(), setting.signals != nullptr);
    DWORD code = 0;
    GetExitCodeProcess(itself.get(), &code);
    return code;
  }

  /// A program that has not ended some seconds after Ctrl-C is ended.
  static void waitFor(HANDLE process, bool isInterruptible) {
    HANDLE both[] = {process, ConsoleSignals::event()};
    if (!isInterruptible)
      WaitForSingleObject(process, INFINITE);
    else if (WaitForMultipleObjects(2, both, FALSE, INFINITE) != WAIT_OBJECT_0 &&
             WaitForSingleObject(process, 3000) != WAIT_OBJECT_0) {
      TerminateProcess(process, DWORD(STATUS_CONTROL_C_EXIT));
      WaitForSingleObject(process, INFINITE);
    }
  }
};

Expected<ProgramEnd> runProgram(llvm::ArrayRef<std::string> arguments,
                                const ProgramSetting &setting) {
  PrintedFile output, errors;
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, nullptr, TRUE};
  STARTUPINFOW start = {};
  start.cb = sizeof start;
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdInput = inheritable(STD_INPUT_HANDLE);
  start.hStdOutput = inheritable(STD_OUTPUT_HANDLE);
  start.hStdError = inheritable(STD_ERROR_HANDLE);
  Handle file, nowhere;
  if (setting.output) {
    file = Handle(CreateFileW(WidePath(*setting.output), GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_DELETE, &inherited, CREATE_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file)
      return cannotRun(arguments[0], lastError());
    start.hStdOutput = file.get();
  } else if (setting.isCaptured) {
    for (auto [printed, kind] : {std::pair(&output, "output"), {&errors, "errors"}})
      if (std::error_code code = printed->open(kind))
        return cannotRun(arguments[0], code);
    nowhere = Handle(CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                 &inherited, OPEN_EXISTING, 0, nullptr));
    start.hStdInput = nowhere.get();
    start.hStdOutput = output.handle();
    start.hStdError = errors.handle();
  }
  llvm::ErrorOr<DWORD> code = RunningProgram::run(arguments, start, setting);
  if (!code)
    return cannotRun(arguments[0], code.getError());
  ProgramEnd end;
  // What ends a program from outside, or by an exception, is an NTSTATUS of the severity "error".
  if (*code == DWORD(STATUS_CONTROL_C_EXIT))
    end.signal = SIGINT;
  else if (*code >= 0xC0000000)
    end.signal = int(*code);
  else
    end.exitCode = int(*code);
  if (setting.isCaptured) {
    end.output = output.content();
    end.errors = errors.content();
  }
  return end;
}

std::string howItEnded(const ProgramEnd &end) {
  return end.signal != 0 ? "was ended by " + signalText(end.signal)
                         : "exit code " + std::to_string(end.exitCode);
}

// A process cannot become another program: it waits for it, and so the locks last as long.
Expected<int> becomeProgram(llvm::ArrayRef<std::string> arguments) {
  HeldSignals signals; // the program gets them as well, and this one outlives it
  Expected<ProgramEnd> end = runProgram(arguments, {.signals = &signals});
  if (!end)
    return end.takeError();
  return end->signal != 0 ? 128 + (end->signal & 0x7f) : end->exitCode;
}

void setEnvironment(const char *name, StringRef value) {
  SetEnvironmentVariableW(toWide(name).c_str(), toWide(value).c_str());
}

} // namespace armeld
