/* interrupt PATTERN COMMAND: runs the command, and sends it Ctrl-C when there is a file of that name, which may have wildcards.
   Its exit code is the command's. */
#include <stdio.h>
#include <windows.h>

int wmain(int argc, wchar_t **argv) {
  STARTUPINFOW start = {.cb = sizeof start};
  PROCESS_INFORMATION process;
  WIN32_FIND_DATAW found;
  DWORD code = 99;
  if (argc != 3)
    return 98;
  SetConsoleCtrlHandler(NULL, FALSE); /* which the command inherits */
  if (!CreateProcessW(NULL, argv[2], NULL, NULL, TRUE, 0, NULL, NULL, &start, &process))
    return 97;
  SetConsoleCtrlHandler(NULL, TRUE);
  while (FindFirstFileW(argv[1], &found) == INVALID_HANDLE_VALUE)
    if (WaitForSingleObject(process.hProcess, 5) == WAIT_OBJECT_0) {
      fprintf(stderr, "ended too early\n");
      return 96;
    }
  if (!GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0)) {
    fprintf(stderr, "no console: %lu\n", GetLastError());
    TerminateProcess(process.hProcess, 95);
  }
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &code);
  return (int)code;
}
