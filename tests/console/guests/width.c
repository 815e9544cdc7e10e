// Asks for the width of the screen and ends: what is typed meanwhile is not for it.
#include "check.h"

int main(void) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  say("ready\n");
  Sleep(200);
  for (int i = 0; i < 3; ++i) CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info));
  printf("width %d\n", info.dwSize.X);
  return 0;
}
