// GetPrivateProfileString and WritePrivateProfileString.
#include "check.h"

int main(void) {
  WCHAR folder[MAX_PATH], path[MAX_PATH], text[64];
  CHECK(GetTempPathW(MAX_PATH, folder));
  CHECK(GetTempFileNameW(folder, L"ini", 0, path));
  CHECK(WritePrivateProfileStringW(L"Section", L"key", L" value ", path));
  CHECK(WritePrivateProfileStringW(L"Section", L"number", L"0042x", path));
  CHECK(WritePrivateProfileStringW(L"Other", L"a", L"\"q\"", path));
  CHECK(GetPrivateProfileStringW(L"SECTION", L"KEY", L"", text, 64, path) == 5);
  CHECK(!wcscmp(text, L"value"));
  CHECK(GetPrivateProfileIntW(L"Section", L"number", 7, path) == 42);
  CHECK(GetPrivateProfileIntW(L"Section", L"missing", 7, path) == 7);
  CHECK(GetPrivateProfileStringW(L"Other", L"a", L"", text, 64, path) == 1 && text[0] == 'q');
  CHECK(GetPrivateProfileStringW(NULL, NULL, NULL, text, 64, path) == 14);
  CHECK(!memcmp(text, L"Section\0Other\0", 15 * sizeof(WCHAR)));
  CHECK(GetPrivateProfileStringW(L"Section", L"key", L"", text, 3, path) == 2);
  CHECK(WritePrivateProfileStringW(L"Section", NULL, NULL, path));
  CHECK(GetPrivateProfileStringW(L"Section", L"key", L"none", text, 64, path) == 4);
  CHECK(DeleteFileW(path));
  return finish();
}
