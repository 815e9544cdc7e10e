// Modes of the input and of the screen.
#include "check.h"

int main(void) {
  DWORD mode;
  CHECK(GetFileType(INPUT) == FILE_TYPE_CHAR);
  CHECK(GetConsoleMode(INPUT, &mode));
  CHECK((mode & 7) == (ENABLE_PROCESSED_INPUT | ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT));
  CHECK(SetConsoleMode(INPUT, ENABLE_PROCESSED_INPUT | ENABLE_EXTENDED_FLAGS));
  CHECK(GetConsoleMode(INPUT, &mode));
  CHECK(mode == (ENABLE_PROCESSED_INPUT | ENABLE_EXTENDED_FLAGS));
  // No echo without lines.
  CHECK(!SetConsoleMode(INPUT, ENABLE_ECHO_INPUT) && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(!SetConsoleMode(INPUT, 0x10000) && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(SetConsoleMode(INPUT, 0x1f7));

  CHECK(GetConsoleMode(OUTPUT, &mode));
  CHECK(mode & ENABLE_PROCESSED_OUTPUT && mode & ENABLE_WRAP_AT_EOL_OUTPUT);
  CHECK(SetConsoleMode(OUTPUT, 3));
  CHECK(GetConsoleMode(OUTPUT, &mode) && mode == 3);
  // An escape character is a glyph then.
  say("\x1b[1m|");
  CHECK(SetConsoleMode(OUTPUT, 7));
  say("\x1b[31mred\x1b[0m|\n");
  CHECK(!SetConsoleMode(OUTPUT, 0x100) && GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(!GetConsoleMode(NULL, &mode) && GetLastError() == ERROR_INVALID_HANDLE);

  HANDLE in = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(in != INVALID_HANDLE_VALUE && GetConsoleMode(in, &mode) && mode == 0x1f7);
  HANDLE out =
      CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(out != INVALID_HANDLE_VALUE && GetConsoleMode(out, &mode) && mode == 7);
  CHECK(!WriteConsoleA(in, "x", 1, &mode, NULL) && GetLastError() == ERROR_INVALID_HANDLE);
  CHECK(CloseHandle(in) && CloseHandle(out));
  say("done\n");
  return 0;
}
