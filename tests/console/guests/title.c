// The title.
#include "check.h"

int main(void) {
  WCHAR title[64];
  CHECK(SetConsoleTitleW(L"gr\x00fc\x00df Gott"));
  CHECK(GetConsoleTitleW(title, 64) == 9 && !lstrcmpW(title, L"gr\x00fc\x00df Gott"));
  say("done\n");
  return 0;
}
