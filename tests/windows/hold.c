/* hold FILE MARK: opens FILE as most programs do, so that others may read it but not replace it; makes the file MARK, and ends when that
   is gone. With a third argument it lets nobody open it. */
#include <windows.h>

int wmain(int argc, wchar_t **argv) {
  HANDLE file = CreateFileW(argv[1], GENERIC_READ, argc > 3 ? 0 : FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE)
    return 1;
  CloseHandle(CreateFileW(argv[2], GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
  while (GetFileAttributesW(argv[2]) != INVALID_FILE_ATTRIBUTES)
    Sleep(20);
  return 0;
}
