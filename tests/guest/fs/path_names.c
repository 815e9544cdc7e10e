// Full and long names, temporary files, the search for files.
#include "check.h"

static const WCHAR* full(const WCHAR* name) {
  static WCHAR path[MAX_PATH];
  CHECK(GetFullPathNameW(name, MAX_PATH, path, NULL) == wcslen(path));
  return path;
}

int main(void) {
  CHECK(!wcscmp(full(L"C:\\a\\..\\b\\.\\c. "), L"C:\\b\\c"));
  CHECK(!wcscmp(full(L"c:/x//y/"), L"c:\\x\\y\\"));
  CHECK(!wcscmp(full(L"C:\\..\\.."), L"C:\\"));
  CHECK(!wcscmp(full(L"nul"), L"\\\\.\\nul"));
  CHECK(!wcscmp(full(L"\\\\server\\share\\..\\x"), L"\\\\server\\share\\x"));
  WCHAR path[MAX_PATH], *part;
  CHECK(GetFullPathNameW(L"C:\\a\\b.c", MAX_PATH, path, &part) == 8 && part == path + 5);
  CHECK(GetFullPathNameW(L"C:\\a\\", MAX_PATH, path, &part) == 5 && !part);
  CHECK(GetFullPathNameW(L"C:\\abc", 3, path, NULL) == 7);
  FAILS(GetFullPathNameW(L"", MAX_PATH, path, NULL), ERROR_INVALID_NAME);

  make_file(L"LongFileName.text", "x");
  CHECK(GetLongPathNameW(L".\\LongFileName.text", path, MAX_PATH) == 19);
  CHECK(!wcscmp(path, L".\\LongFileName.text"));
  FAILS(GetLongPathNameW(L"none", path, MAX_PATH), ERROR_FILE_NOT_FOUND);
  FAILS(GetShortPathNameW(L"none", path, MAX_PATH), ERROR_FILE_NOT_FOUND);

  DWORD length = GetTempPathW(MAX_PATH, path);
  CHECK(length && length == wcslen(path) && path[length - 1] == L'\\');
  CHECK(GetTempPathW(2, path) == length + 1);
  UINT number = GetTempFileNameW(L".", L"prefix", 0, path);
  CHECK(number && exists(path) && !wcsncmp(path, L".\\pre", 5) && DeleteFileW(path));
  CHECK(GetTempFileNameW(L".", L"x", 0x12AB, path) == 0x12AB && !exists(path));
  CHECK(!wcsicmp(path, L".\\x12AB.tmp"));
  FAILS(GetTempFileNameW(L"none", L"x", 0, path), ERROR_DIRECTORY);

  CHECK(CreateDirectoryW(L"first", NULL) && CreateDirectoryW(L"second", NULL));
  make_file(L"second\\tool.exe", "x");
  CHECK(SearchPathW(L"first;second", L"tool", L".exe", MAX_PATH, path, &part));
  CHECK(!wcscmp(part, L"tool.exe") && part[-1] == L'\\');
  FAILS(SearchPathW(L"first", L"tool", L".exe", MAX_PATH, path, &part), ERROR_FILE_NOT_FOUND);

  HANDLE file =
      CreateFileW(L"second\\TOOL.exe", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  WCHAR final[MAX_PATH];
  CHECK(GetFinalPathNameByHandleW(file, final, MAX_PATH, 0) == wcslen(final));
  CHECK(!wcsncmp(final, L"\\\\?\\", 4) &&
        !wcscmp(final + wcslen(final) - 16, L"\\second\\tool.exe"));
  CHECK(GetFinalPathNameByHandleW(file, final, MAX_PATH, VOLUME_NAME_NONE) && final[0] == L'\\' &&
        final[1] != L'\\');
  CHECK(GetFinalPathNameByHandleW(file, final, 4, 0) > 4);
  CHECK(CloseHandle(file));
  return 0;
}
