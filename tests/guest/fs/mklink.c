// The command interpreter makes links: a junction, a hard link, a link to a folder and one to a
// file.
#include "check.h"
// clang-format off: stands on windows.h
#include <stdlib.h>
#include <winioctl.h>
// clang-format on

static DWORD tag_of(const WCHAR* name) {
  WIN32_FIND_DATAW data;
  HANDLE find = FindFirstFileW(name, &data);
  CHECK(find != INVALID_HANDLE_VALUE && FindClose(find));
  return data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ? data.dwReserved0 : 0;
}

int main(void) {
  CHECK(CreateDirectoryW(L"mklink.tmp", NULL) && SetCurrentDirectoryW(L"mklink.tmp"));
  CHECK(CreateDirectoryW(L"folder", NULL));
  make_file(L"folder\\file", "linked");

  CHECK(system("mklink /J junction folder >NUL") == 0);
  CHECK(tag_of(L"junction") == IO_REPARSE_TAG_MOUNT_POINT);
  CHECK(has_text(L"junction\\file", "linked"));
  CHECK(system("mklink /J junction folder >NUL 2>NUL") != 0);
  CHECK(RemoveDirectoryW(L"junction"));

  CHECK(system("mklink /H hard folder\\file >NUL") == 0);
  CHECK(tag_of(L"hard") == 0 && has_text(L"hard", "linked"));
  CHECK(DeleteFileW(L"hard"));
  CHECK(system("mklink /H hard missing >NUL 2>NUL") != 0);

  // Not everybody may, on Windows.
  if (system("mklink /D link folder >NUL 2>NUL") == 0) {
    CHECK(tag_of(L"link") == IO_REPARSE_TAG_SYMLINK && has_text(L"link\\file", "linked"));
    CHECK(system("mklink one folder\\file >NUL") == 0);
    CHECK(tag_of(L"one") == IO_REPARSE_TAG_SYMLINK && has_text(L"one", "linked"));
    CHECK(RemoveDirectoryW(L"link") && DeleteFileW(L"one"));
  }
  CHECK(DeleteFileW(L"folder\\file") && RemoveDirectoryW(L"folder"));
  CHECK(SetCurrentDirectoryW(L"..") && RemoveDirectoryW(L"mklink.tmp"));
  return 0;
}
