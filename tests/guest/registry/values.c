// Values: sizes, types, terminators, conversions, RegGetValue's conditions.
#include "check.h"

int main(void) {
  HKEY key;
  BYTE data[256];
  WCHAR text[64];
  DWORD size, type, number;
  CHECK(RegCreateKeyExA(HKEY_CURRENT_USER, "Software\\MimicTest-values", 0, NULL, 0, KEY_ALL_ACCESS,
                        NULL, &key, NULL) == 0);
  CHECK(RegSetValueExW(key, L"Text", 0, REG_SZ, (BYTE*)L"h\x00e9llo", 12) == 0);
  size = 0;
  CHECK(RegQueryValueExW(key, L"TEXT", NULL, &type, NULL, &size) == 0 && size == 12 &&
        type == REG_SZ);
  size = 4;
  CHECK(RegQueryValueExW(key, L"text", NULL, NULL, data, &size) == ERROR_MORE_DATA && size == 12);
  size = sizeof data;
  CHECK(RegQueryValueExA(key, "text", NULL, NULL, data, &size) == 0 && size == 6);
  CHECK(memcmp(data, "h\xe9llo", 6) == 0);
  CHECK(RegQueryValueExW(key, L"text", NULL, NULL, data, NULL) == ERROR_INVALID_PARAMETER);
  CHECK(RegQueryValueExW(key, L"none", NULL, NULL, NULL, NULL) == ERROR_FILE_NOT_FOUND);

  // Text without a terminator gets one in the buffer.
  CHECK(RegSetValueExA(key, "raw", 0, REG_SZ, (const BYTE*)"abcd", 2) == 0);
  memset(data, 0xff, sizeof data);
  size = sizeof data;
  CHECK(RegQueryValueExA(key, "raw", NULL, NULL, data, &size) == 0 && size == 2);
  CHECK(memcmp(data, "ab\0\xff", 4) == 0);

  // The default value has no name.
  CHECK(RegSetValueExW(key, NULL, 0, REG_SZ, (BYTE*)L"dflt", 10) == 0);
  size = sizeof text;
  CHECK(RegQueryValueExW(key, L"", NULL, NULL, (BYTE*)text, &size) == 0 &&
        wcscmp(text, L"dflt") == 0);
  LONG length = sizeof text;
  CHECK(RegQueryValueW(HKEY_CURRENT_USER, L"Software\\MimicTest-values", text, &length) == 0);
  CHECK(wcscmp(text, L"dflt") == 0);

  number = 0x12345678;
  CHECK(RegSetValueExW(key, L"num", 0, REG_DWORD, (BYTE*)&number, 4) == 0);
  number = 0;
  size = 4;
  CHECK(RegGetValueW(key, NULL, L"num", RRF_RT_REG_DWORD, NULL, &number, &size) == 0);
  CHECK(number == 0x12345678 && size == 4);
  CHECK(RegGetValueW(key, NULL, L"num", RRF_RT_REG_SZ, NULL, NULL, NULL) == ERROR_UNSUPPORTED_TYPE);
  SetEnvironmentVariableW(L"MIMIC_VAR", L"value");
  CHECK(RegSetValueExW(key, L"exp", 0, REG_EXPAND_SZ, (BYTE*)L"<%MIMIC_VAR%>", 28) == 0);
  size = sizeof text;
  CHECK(RegGetValueW(key, NULL, L"exp", RRF_RT_REG_SZ, &type, text, &size) == 0);
  CHECK(type == REG_SZ && wcscmp(text, L"<value>") == 0 && size == 16);
  CHECK(RegGetValueW(key, NULL, L"exp", RRF_RT_REG_EXPAND_SZ, &type, NULL, NULL) ==
        ERROR_INVALID_PARAMETER);
  size = sizeof text;
  CHECK(RegGetValueW(key, NULL, L"exp", RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, &type, text, &size) ==
            0 &&
        type == REG_EXPAND_SZ && wcscmp(text, L"<%MIMIC_VAR%>") == 0);

  DWORD count = 0, name_size;
  while (name_size = 64, RegEnumValueW(key, count, text, &name_size, NULL, NULL, NULL, NULL) == 0)
    ++count;
  CHECK(count == 5);
  CHECK(RegDeleteValueW(key, L"NUM") == 0);
  CHECK(RegDeleteValueW(key, L"num") == ERROR_FILE_NOT_FOUND);
  CHECK(RegSetKeyValueW(key, L"sub", L"a", REG_BINARY, "xyz", 3) == 0);
  size = sizeof data;
  CHECK(RegGetValueW(key, L"sub", L"a", RRF_RT_ANY, &type, data, &size) == 0 && size == 3 &&
        type == REG_BINARY);
  CHECK(RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\MimicTest-values") == 0);
  RegCloseKey(key);
  return 0;
}
