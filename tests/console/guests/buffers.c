// A second screen buffer.
#include "check.h"

int main(int argc, char** argv) {
  DWORD count, mode;
  say("first\r\n");
  HANDLE second = CreateConsoleScreenBuffer(GENERIC_READ | GENERIC_WRITE, 0, NULL,
                                            CONSOLE_TEXTMODE_BUFFER, NULL);
  CHECK(second != INVALID_HANDLE_VALUE);
  CHECK(CreateConsoleScreenBuffer(GENERIC_WRITE, 0, NULL, 2, NULL) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(GetConsoleMode(second, &mode));
  // Written before it is shown.
  CHECK(SetConsoleTextAttribute(second, FOREGROUND_RED));
  CHECK(WriteConsoleA(second, "second", 6, &count, NULL));
  CONSOLE_SCREEN_BUFFER_INFO info;
  CHECK(GetConsoleScreenBufferInfo(second, &info));
  CHECK(info.dwCursorPosition.X == 6 && info.dwCursorPosition.Y == 0 && info.wAttributes == 4);
  CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info) && info.wAttributes == 7);
  CHECK(SetConsoleActiveScreenBuffer(second));
  CHECK(WriteConsoleA(second, " shown\r\n", 8, &count, NULL));
  // The other goes on unseen.
  say("unseen\r\n");
  HANDLE shown =
      CreateFileA("CONOUT$", GENERIC_READ | GENERIC_WRITE, 3, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(WriteConsoleA(shown, "third", 5, &count, NULL));
  CHECK(CloseHandle(shown));
  INPUT_RECORD event;
  CHECK(SetConsoleMode(INPUT, 0));
  CHECK(ReadConsoleInputW(INPUT, &event, 1, &count));
  if (argc > 1) return 0;  // the end brings the first one back
  CHECK(SetConsoleActiveScreenBuffer(OUTPUT));
  CHECK(CloseHandle(second));
  say("done");
  return 0;
}
