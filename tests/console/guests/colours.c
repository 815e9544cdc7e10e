// Colours of what is written.
#include "check.h"

int main(void) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  say("plain ");
  CHECK(SetConsoleTextAttribute(OUTPUT, FOREGROUND_RED | FOREGROUND_INTENSITY));
  say("red ");
  CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info) && info.wAttributes == 12);
  CHECK(SetConsoleTextAttribute(OUTPUT, FOREGROUND_BLUE | BACKGROUND_GREEN));
  say("blue");
  CHECK(SetConsoleTextAttribute(OUTPUT, 7));
  say(" plain");
  // Sequences count as well.
  say("\x1b[92;44m");
  CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info) && info.wAttributes == 0x1a);
  say("\x1b[0m");
  CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info) && info.wAttributes == 7);
  say("\r\ndone");
  return 0;
}
