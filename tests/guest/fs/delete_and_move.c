// Deleting, moving and replacing: what happens, and what is refused.
#include "check.h"

int main(void) {
  make_file(L"one", "1");
  FAILS(DeleteFileW(L"none"), ERROR_FILE_NOT_FOUND);
  FAILS(DeleteFileW(L"none\\x"), ERROR_PATH_NOT_FOUND);
  FAILS(DeleteFileW(L"one\\"), ERROR_INVALID_NAME);
  CHECK(SetFileAttributesW(L"one", FILE_ATTRIBUTE_READONLY));
  FAILS(DeleteFileW(L"one"), ERROR_ACCESS_DENIED);
  CHECK(SetFileAttributesW(L"one", FILE_ATTRIBUTE_NORMAL));
  HANDLE file = CreateFileW(L"one", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  CHECK(file != INVALID_HANDLE_VALUE);
  FAILS(DeleteFileW(L"one"), ERROR_SHARING_VIOLATION);
  FAILS(MoveFileW(L"one", L"two"), ERROR_SHARING_VIOLATION);
  CHECK(CloseHandle(file));
  CHECK(DeleteFileW(L"ONE") && !exists(L"one"));

  make_file(L"one", "1");
  make_file(L"two", "2");
  FAILS(MoveFileW(L"one", L"TWO"), ERROR_ALREADY_EXISTS);
  FAILS(MoveFileW(L"none", L"x"), ERROR_FILE_NOT_FOUND);
  FAILS(MoveFileW(L"one", L"none\\x"), ERROR_PATH_NOT_FOUND);
  CHECK(MoveFileExW(L"one", L"TWO", MOVEFILE_REPLACE_EXISTING));
  CHECK(!exists(L"one") && has_text(L"two", "1"));
  // In another case only.
  CHECK(MoveFileW(L"two", L"Two"));
  WIN32_FIND_DATAW data;
  HANDLE find = FindFirstFileW(L"two", &data);
  CHECK(find != INVALID_HANDLE_VALUE && !FindNextFileW(find, &data) && FindClose(find));

  CHECK(CreateDirectoryW(L"d", NULL) && MoveFileW(L"d", L"e") && exists(L"e"));
  FAILS(MoveFileExW(L"Two", L"e", MOVEFILE_REPLACE_EXISTING), ERROR_ACCESS_DENIED);
  CHECK(MoveFileExA("Two", "e\\three", 0) && has_text(L"e\\three", "1"));

  make_file(L"old", "old");
  make_file(L"new", "new");
  FAILS(ReplaceFileW(L"none", L"new", NULL, 0, NULL, NULL), ERROR_FILE_NOT_FOUND);
  CHECK(ReplaceFileW(L"old", L"new", L"backup", 0, NULL, NULL));
  CHECK(has_text(L"old", "new") && has_text(L"backup", "old") && !exists(L"new"));

  CHECK(CreateHardLinkW(L"link", L"old", NULL) && has_text(L"link", "new"));
  FAILS(CreateHardLinkW(L"link", L"old", NULL), ERROR_ALREADY_EXISTS);
  FAILS(CreateHardLinkW(L"other", L"e", NULL), ERROR_ACCESS_DENIED);
  return 0;
}
