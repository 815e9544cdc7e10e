// Conversions between code pages and UTF-16: lengths, flags, errors.
#include <stdio.h>
#include <string.h>
#include <windows.h>

static int failures;
static void check(int ok, const char* what) {
  if (!ok) {
    printf("FAILED: %s (error %lu)\n", what, GetLastError());
    ++failures;
  }
}

int main(void) {
  WCHAR wide[64];
  char narrow[64];
  BOOL used;
  check(GetACP() == 1252, "ANSI code page");
  check(GetOEMCP() == 437, "OEM code page");

  check(MultiByteToWideChar(CP_UTF8, 0, "h\xC3\xA9", -1, NULL, 0) == 3, "length of UTF-8");
  check(MultiByteToWideChar(CP_UTF8, 0, "h\xC3\xA9", -1, wide, 64) == 3 && wide[1] == 0xE9, "UTF-8");
  check(MultiByteToWideChar(CP_UTF8, 0, "\xF0\x9F\x98\x80", 4, wide, 64) == 2 && wide[0] == 0xD83D,
        "a pair");
  SetLastError(0);
  check(!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, "a\xFF", 2, wide, 64) &&
            GetLastError() == ERROR_NO_UNICODE_TRANSLATION,
        "invalid UTF-8");
  check(MultiByteToWideChar(CP_UTF8, 0, "a\xFF", 2, wide, 64) == 2 && wide[1] == 0xFFFD,
        "replacement");
  check(!MultiByteToWideChar(CP_UTF8, MB_PRECOMPOSED, "a", 1, wide, 64) &&
            GetLastError() == ERROR_INVALID_FLAGS,
        "flags of UTF-8");
  check(!MultiByteToWideChar(1252, 0, "abc", 3, wide, 2) &&
            GetLastError() == ERROR_INSUFFICIENT_BUFFER,
        "short buffer");
  check(!MultiByteToWideChar(12345, 0, "abc", 3, wide, 64) &&
            GetLastError() == ERROR_INVALID_PARAMETER,
        "unknown page");
  check(MultiByteToWideChar(1252, 0, "\x80", 1, wide, 64) == 1 && wide[0] == 0x20AC, "euro");
  check(MultiByteToWideChar(437, 0, "\x82", 1, wide, 64) == 1 && wide[0] == 0xE9, "OEM");
  check(MultiByteToWideChar(932, 0, "\x82\xA0", 2, wide, 64) == 1 && wide[0] == 0x3042, "932");

  check(WideCharToMultiByte(CP_UTF8, 0, L"\x20AC", 1, narrow, 64, NULL, NULL) == 3, "to UTF-8");
  check(!WideCharToMultiByte(CP_UTF8, 0, L"a", 1, narrow, 64, "?", NULL) &&
            GetLastError() == ERROR_INVALID_PARAMETER,
        "default of UTF-8");
  check(WideCharToMultiByte(1252, 0, L"\x100", 1, narrow, 64, NULL, &used) == 1 &&
            narrow[0] == 'A' && !used,
        "best fit");
  check(WideCharToMultiByte(1252, WC_NO_BEST_FIT_CHARS, L"\x100", 1, narrow, 64, "#", &used) == 1 &&
            narrow[0] == '#' && used,
        "no best fit");
  check(IsDBCSLeadByteEx(932, 0x81) && !IsDBCSLeadByteEx(1252, 0x81), "lead bytes");
  CPINFO info;
  check(GetCPInfo(CP_UTF8, &info) && info.MaxCharSize == 4, "GetCPInfo");
  check(IsValidCodePage(65001) && !IsValidCodePage(1), "IsValidCodePage");
  printf("%s\n", failures ? "failed" : "ok");
  return failures != 0;
}
