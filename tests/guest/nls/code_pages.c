// Conversions between code pages and UTF-16: lengths, flags, errors.
#include "check.h"

int main(void) {
  WCHAR wide[64];
  char narrow[64];
  BOOL used;
  CHECK(GetACP() == 1252);
  CHECK(GetOEMCP() == 437);

  CHECK(MultiByteToWideChar(CP_UTF8, 0, "h\xC3\xA9", -1, NULL, 0) == 3);
  CHECK(MultiByteToWideChar(CP_UTF8, 0, "h\xC3\xA9", -1, wide, 64) == 3 && wide[1] == 0xE9);
  CHECK(MultiByteToWideChar(CP_UTF8, 0, "\xF0\x9F\x98\x80", 4, wide, 64) == 2 && wide[0] == 0xD83D);
  CHECK(!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xFF", 2, wide, 64));
  CHECK(GetLastError() == ERROR_NO_UNICODE_TRANSLATION);
  CHECK(MultiByteToWideChar(CP_UTF8, 0, "a\xFF", 2, wide, 64) == 2 && wide[1] == 0xFFFD);
  CHECK(!MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "a", 1, wide, 64));
  CHECK(GetLastError() == ERROR_INVALID_FLAGS);
  CHECK(!MultiByteToWideChar(1252, 0, "abc", 3, wide, 2));
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  CHECK(!MultiByteToWideChar(12345, 0, "abc", 3, wide, 64));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(MultiByteToWideChar(1252, 0, "\x80", 1, wide, 64) == 1 && wide[0] == 0x20AC);
  CHECK(MultiByteToWideChar(437, 0, "\x82", 1, wide, 64) == 1 && wide[0] == 0xE9);
  CHECK(MultiByteToWideChar(932, 0, "\x82\xA0", 2, wide, 64) == 1 && wide[0] == 0x3042);

  CHECK(WideCharToMultiByte(CP_UTF8, 0, L"\x20AC", 1, narrow, 64, NULL, NULL) == 3);
  CHECK(!WideCharToMultiByte(CP_UTF8, 0, L"a", 1, narrow, 64, "?", NULL));
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);
  CHECK(WideCharToMultiByte(1252, 0, L"\x100", 1, narrow, 64, NULL, &used) == 1);
  CHECK(narrow[0] == 'A' && !used);
  CHECK(WideCharToMultiByte(1252, WC_NO_BEST_FIT_CHARS, L"\x100", 1, narrow, 64, "#", &used) == 1);
  CHECK(narrow[0] == '#' && used);
  CHECK(IsDBCSLeadByteEx(932, 0x81) && !IsDBCSLeadByteEx(1252, 0x81));
  CPINFO info;
  CHECK(GetCPInfo(CP_UTF8, &info) && info.MaxCharSize == 4);
  CHECK(IsValidCodePage(65001) && !IsValidCodePage(1));
  return finish();
}
