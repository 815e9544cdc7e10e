// A program whose output is no terminal sees no console there.
#include <stdio.h>
#include <windows.h>

int main(void) {
  DWORD mode, written;
  HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
  if (output == NULL || output == INVALID_HANDLE_VALUE) return 1;
  if (GetFileType(output) == FILE_TYPE_CHAR) return 2;
  SetLastError(0);
  if (GetConsoleMode(output, &mode) || GetLastError() != ERROR_INVALID_HANDLE) return 3;
  if (WriteConsoleW(output, L"x", 1, &written, NULL) || GetLastError() != ERROR_INVALID_HANDLE)
    return 4;
  if (GetStdHandle(5) != INVALID_HANDLE_VALUE || GetLastError() != ERROR_INVALID_HANDLE) return 5;
  if (!SetStdHandle(STD_ERROR_HANDLE, output) || GetStdHandle(STD_ERROR_HANDLE) != output) return 6;
  if (!WriteFile(output, "written\n", 8, &written, NULL) || written != 8) return 7;
  return 0;
}
