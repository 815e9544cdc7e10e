// Making and removing directories, and the current one.
#include "check.h"

int main(void) {
  FAILS(CreateDirectoryW(L"a\\b", NULL), ERROR_PATH_NOT_FOUND);
  CHECK(CreateDirectoryW(L"a", NULL));
  FAILS(CreateDirectoryW(L"a", NULL), ERROR_ALREADY_EXISTS);
  FAILS(CreateDirectoryW(L"A", NULL), ERROR_ALREADY_EXISTS);
  CHECK(CreateDirectoryA("A\\b\\", NULL));
  make_file(L"file", "x");
  FAILS(CreateDirectoryW(L"FILE", NULL), ERROR_ALREADY_EXISTS);
  FAILS(CreateDirectoryW(L"file\\x", NULL), ERROR_PATH_NOT_FOUND);

  FAILS(RemoveDirectoryW(L"a"), ERROR_DIR_NOT_EMPTY);
  FAILS(RemoveDirectoryW(L"file"), ERROR_DIRECTORY);
  FAILS(RemoveDirectoryW(L"none"), ERROR_FILE_NOT_FOUND);
  FAILS(RemoveDirectoryW(L"none\\x"), ERROR_PATH_NOT_FOUND);
  FAILS(DeleteFileW(L"a"), ERROR_ACCESS_DENIED);

  WCHAR before[MAX_PATH], now[MAX_PATH];
  DWORD length = GetCurrentDirectoryW(MAX_PATH, before);
  CHECK(length && length == wcslen(before));
  CHECK(GetCurrentDirectoryW(1, now) == length + 1);
  FAILS(SetCurrentDirectoryW(L"none"), ERROR_FILE_NOT_FOUND);
  FAILS(SetCurrentDirectoryW(L"file"), ERROR_DIRECTORY);
  CHECK(SetCurrentDirectoryW(L"a\\b\\"));
  CHECK(GetCurrentDirectoryW(MAX_PATH, now) == length + 4 && !wcscmp(now + length, L"\\a\\b"));
  FAILS(RemoveDirectoryW(L"."), ERROR_SHARING_VIOLATION);
  CHECK(SetCurrentDirectoryW(before));
  CHECK(RemoveDirectoryW(L"a\\B"));
  CHECK(RemoveDirectoryA("a") && !exists(L"a"));
  CHECK(CreateDirectoryW(L"A", NULL) && RemoveDirectoryW(L"a"));
  return 0;
}
