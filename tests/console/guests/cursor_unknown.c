// A screen whose cursor nobody tells: the program goes on, and nothing typed is lost.
#include "check.h"

int main(void) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  say("ready\n");
  Sleep(300);
  for (int i = 0; i < 100; ++i) CHECK(GetConsoleScreenBufferInfo(OUTPUT, &info));
  CHECK(info.dwSize.X == 80);
  WCHAR line[32] = {};
  DWORD read;
  say("now\n");
  CHECK(ReadConsoleW(INPUT, line, 32, &read, NULL));
  CHECK(read == 7 && !memcmp(line, L"early\r\n", 14));
  say("done\n");
  return 0;
}
