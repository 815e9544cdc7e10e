// Counted strings of ntdll.
#include <winternl.h>

#include "check.h"

static FARPROC rtl(const char* name) {
  FARPROC function = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name);
  if (!function) printf("no %s\n", name), ++failures;
  return function;
}

int main(void) {
  VOID(WINAPI * init)(UNICODE_STRING*, const WCHAR*) = (void*)rtl("RtlInitUnicodeString");
  LONG(WINAPI * compare)(const UNICODE_STRING*, const UNICODE_STRING*, BOOLEAN) =
      (void*)rtl("RtlCompareUnicodeString");
  LONG(WINAPI * append)(UNICODE_STRING*, const WCHAR*) = (void*)rtl("RtlAppendUnicodeToString");
  LONG(WINAPI * to_integer)(const UNICODE_STRING*, ULONG, ULONG*) =
      (void*)rtl("RtlUnicodeStringToInteger");
  LONG(WINAPI * from_integer)(ULONG, ULONG, UNICODE_STRING*) =
      (void*)rtl("RtlIntegerToUnicodeString");
  ULONG(WINAPI * to_error)(LONG) = (void*)rtl("RtlNtStatusToDosError");
  LONG(WINAPI * to_ansi)(ANSI_STRING*, const UNICODE_STRING*, BOOLEAN) =
      (void*)rtl("RtlUnicodeStringToAnsiString");
  VOID(WINAPI * free_ansi)(ANSI_STRING*) = (void*)rtl("RtlFreeAnsiString");
  if (failures) return finish();

  UNICODE_STRING a, b;
  init(&a, L"Hello");
  init(&b, L"hELLO");
  CHECK(a.Length == 10 && a.MaximumLength == 12);
  CHECK(compare(&a, &b, TRUE) == 0 && compare(&a, &b, FALSE) < 0);

  WCHAR buffer[8];
  UNICODE_STRING out = {0, sizeof buffer, buffer};
  CHECK(!append(&out, L"abc") && !append(&out, L"def") && !wcscmp(buffer, L"abcdef"));
  CHECK(append(&out, L"ghi") == (LONG)0xC0000023);
  ULONG value;
  init(&a, L" -0x1F");
  CHECK(!to_integer(&a, 0, &value) && value == (ULONG)-31);
  CHECK(!from_integer(255, 16, &out) && !wcscmp(buffer, L"FF"));
  CHECK(to_error(0xC0000034) == ERROR_FILE_NOT_FOUND);

  ANSI_STRING narrow;
  init(&a, L"caf\xE9");
  CHECK(!to_ansi(&narrow, &a, TRUE) && narrow.Length == 4 && !strcmp(narrow.Buffer, "caf\xE9"));
  free_ansi(&narrow);
  return finish();
}
