// What is written in UTF-16, in the output code page, in parts.
#include "check.h"

int main(void) {
  DWORD written;
  const WCHAR text[] = L"gr\x00fc\x00df \x20ac \x6f22 \xd83d\xde00|\r\n";
  CHECK(WriteConsoleW(OUTPUT, text, lstrlenW(text), &written, NULL));
  CHECK(written == (DWORD)lstrlenW(text));
  // A pair may come in two calls.
  CHECK(WriteConsoleW(OUTPUT, L"\xd83d", 1, &written, NULL) && written == 1);
  CHECK(WriteConsoleW(OUTPUT, L"\xde01\r\n", 3, &written, NULL));
  CHECK(SetConsoleOutputCP(CP_UTF8));
  CHECK(WriteFile(OUTPUT, "\xe2\x82", 2, &written, NULL) && written == 2);
  CHECK(WriteFile(OUTPUT, "\xac in parts\r\n", 12, &written, NULL) && written == 12);
  CHECK(SetConsoleOutputCP(850) && GetConsoleOutputCP() == 850);
  say("\x81\x84\x94 850\r\n");
  CHECK(!SetConsoleOutputCP(12345));
  CHECK(WriteConsoleW(OUTPUT, L"", 0, &written, NULL) && written == 0);
  say("done\n");
  return 0;
}
