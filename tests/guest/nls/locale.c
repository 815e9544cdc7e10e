// US English: texts, formats, comparison, mapping.
#include "check.h"

int main(void) {
  WCHAR text[128];
  DWORD number;
  CHECK(GetUserDefaultLCID() == 0x409);
  CHECK(GetUserDefaultLocaleName(text, 128) == 6 && !wcscmp(text, L"en-US"));
  CHECK(GetLocaleInfoEx(L"en-US", LOCALE_SSHORTDATE, text, 128) && !wcscmp(text, L"M/d/yyyy"));
  CHECK(GetLocaleInfoW(0x409, LOCALE_IDEFAULTANSICODEPAGE | LOCALE_RETURN_NUMBER, (WCHAR*)&number,
                       2) == 2 &&
        number == 1252);
  CHECK(!GetLocaleInfoW(0x409, LOCALE_SDAYNAME1, text, 2));
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);
  CHECK(LocaleNameToLCID(L"de-DE", 0) == 0x407);
  CHECK(LCIDToLocaleName(0x411, text, 128, 0) == 6 && !wcscmp(text, L"ja-JP"));
  CHECK(!IsValidLocaleName(L"xx-XX"));

  CHECK(CompareStringW(0x409, 0, L"apple", -1, L"Banana", -1) == CSTR_LESS_THAN);
  CHECK(CompareStringW(0x409, NORM_IGNORECASE, L"STRASSE", -1, L"strasse", -1) == CSTR_EQUAL);
  CHECK(CompareStringW(0x409, 0, L"co-op", -1, L"coop", -1) == CSTR_GREATER_THAN);
  CHECK(CompareStringOrdinal(L"a", 1, L"B", 1, FALSE) == CSTR_GREATER_THAN);
  CHECK(CompareStringOrdinal(L"a", 1, L"B", 1, TRUE) == CSTR_LESS_THAN);
  CHECK(lstrcmpiW(L"ABC", L"abc") == 0 && lstrcmpW(L"a", L"A") < 0);
  CHECK(LCMapStringEx(LOCALE_NAME_INVARIANT, LCMAP_UPPERCASE,
                      L"stra\xDF"
                      L"e \xE9",
                      -1, text, 128, NULL, NULL, 0) == 9);
  CHECK(!wcscmp(text,
                L"STRA\xDF"
                L"E \xC9"));
  WORD types[3];
  CHECK(GetStringTypeW(CT_CTYPE1, L"a1 ", 3, types));
  CHECK(types[0] == (C1_LOWER | C1_ALPHA | C1_XDIGIT | 0x200));
  CHECK(types[1] == (C1_DIGIT | C1_XDIGIT | 0x200) && types[2] == (C1_SPACE | C1_BLANK | 0x200));

  const SYSTEMTIME time = {2024, 2, 0, 9, 15, 4, 5, 0};
  CHECK(GetDateFormatW(0x409, DATE_LONGDATE, &time, NULL, text, 128));
  CHECK(!wcscmp(text, L"Friday, February 9, 2024"));
  CHECK(GetTimeFormatW(0x409, TIME_NOSECONDS, &time, NULL, text, 128));
  CHECK(!wcscmp(text, L"3:04 PM"));
  CHECK(GetNumberFormatW(0x409, 0, L"1234567.891", NULL, text, 128));
  CHECK(!wcscmp(text, L"1,234,567.89"));
  return finish();
}
