// Size and cursor of the screen; moving, hiding.
#include "check.h"

static COORD cursor(void) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info));
  return info.dwCursorPosition;
}

int main(void) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info));
  CHECK(info.srWindow.Right - info.srWindow.Left + 1 == 80);
  CHECK(info.srWindow.Bottom - info.srWindow.Top + 1 == 24);
  CHECK(info.wAttributes == 7);
  // The test printed three lines before.
  CHECK(info.dwCursorPosition.X == 0 && info.dwCursorPosition.Y == 3);
  say("abc");
  CHECK(cursor().X == 3 && cursor().Y == 3);
  DWORD written;
  CHECK(WriteConsoleW(OUTPUT, L"\x6f22\x00e9\t|\b", 5, &written, NULL));
  CHECK(cursor().X == 8 && cursor().Y == 3);
  say("\r\n\n");
  CHECK(cursor().X == 0 && cursor().Y == 5);
  for (int i = 0; i < 100; ++i) say("x");
  CHECK(cursor().X == 20 && cursor().Y == 6);
  COORD place = {10, 12};
  CHECK(SetConsoleCursorPosition(OUTPUT, place));
  CHECK(cursor().X == 10 && cursor().Y == 12);
  say("here\x1b[2A\x1b[5Dup");
  CHECK(cursor().X == 11 && cursor().Y == 10);
  place.X = 80;
  CHECK(!SetConsoleCursorPosition(OUTPUT, place) && GetLastError() == ERROR_INVALID_PARAMETER);
  place.X = 0, place.Y = -1;
  CHECK(!SetConsoleCursorPosition(OUTPUT, place) && GetLastError() == ERROR_INVALID_PARAMETER);
  // Scrolls at the bottom.
  place.Y = 23;
  CHECK(SetConsoleCursorPosition(OUTPUT, place));
  say("last\r\n");
  CHECK(cursor().X == 0 && cursor().Y == 23);
  CONSOLE_CURSOR_INFO shape = {};
  CHECK(GetConsoleCursorInfo(OUTPUT, &shape) && shape.bVisible && shape.dwSize == 25);
  shape.bVisible = FALSE;
  CHECK(SetConsoleCursorInfo(OUTPUT, &shape));
  CHECK(GetConsoleCursorInfo(OUTPUT, &shape) && !shape.bVisible);
  shape.dwSize = 0;
  CHECK(!SetConsoleCursorInfo(OUTPUT, &shape) && GetLastError() == ERROR_INVALID_PARAMETER);
  COORD most = GetLargestConsoleWindowSize(OUTPUT);
  CHECK(most.X >= 80 && most.Y >= 24);
  say("done");
  return 0;
}
