// Enumeration: order, wildcards of DOS, `.` and `..`, what fails and how.
#include "check.h"

static char found[1024];

// The names that match, with blanks between them.
static const char* find(const WCHAR* pattern) {
  WIN32_FIND_DATAW data;
  found[0] = 0;
  HANDLE handle = FindFirstFileW(pattern, &data);
  if (handle == INVALID_HANDLE_VALUE) return found;
  do {
    sprintf(found + strlen(found), "%s%ls", found[0] ? " " : "", data.cFileName);
  } while (FindNextFileW(handle, &data));
  CHECK(GetLastError() == ERROR_NO_MORE_FILES);
  CHECK(FindClose(handle));
  return found;
}

int main(void) {
  CHECK(CreateDirectoryW(L"d", NULL) && CreateDirectoryW(L"d\\Sub", NULL));
  const WCHAR* names[] = {L"b.txt", L"A.txt", L"a.c", L"a.b.c", L"none", L"long.name.txt"};
  for (int i = 0; i < 6; ++i) {
    WCHAR path[64];
    swprintf(path, 64, L"d\\%ls", names[i]);
    make_file(path, "123");
  }
  CHECK(!strcmp(find(L"d\\*"), ". .. a.b.c a.c A.txt b.txt long.name.txt none Sub"));
  CHECK(!strcmp(find(L"d\\*.*"), ". .. a.b.c a.c A.txt b.txt long.name.txt none Sub"));
  const char* bare = find(L"d\\*.");
  CHECK(strlen(bare) >= 8 && !strcmp(bare + strlen(bare) - 8, "none Sub") && !strstr(bare, "txt"));
  CHECK(!strcmp(find(L"d\\*.txt"), "A.txt b.txt long.name.txt"));
  CHECK(!strcmp(find(L"D\\*.TXT"), "A.txt b.txt long.name.txt"));
  CHECK(!strcmp(find(L"d\\a.?"), "a.c"));
  CHECK(!strcmp(find(L"d\\a.???"), "a.c A.txt"));
  CHECK(!strcmp(find(L"d\\?.c"), "a.c"));
  CHECK(!strcmp(find(L"d\\a*.c"), "a.b.c a.c"));
  CHECK(!strcmp(find(L"d\\none.*"), "none"));
  CHECK(!strcmp(find(L"d/B.TXT"), "b.txt"));
  CHECK(!strcmp(find(L"d\\sub"), "Sub"));

  WIN32_FIND_DATAW data;
  FAILS(FindFirstFileW(L"d\\*.nothing", &data) != INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND);
  FAILS(FindFirstFileW(L"d\\nothing", &data) != INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND);
  FAILS(FindFirstFileW(L"nowhere\\*", &data) != INVALID_HANDLE_VALUE, ERROR_PATH_NOT_FOUND);
  FAILS(FindFirstFileW(L"nowhere\\x", &data) != INVALID_HANDLE_VALUE, ERROR_PATH_NOT_FOUND);
  FAILS(FindFirstFileW(L"d\\none\\*", &data) != INVALID_HANDLE_VALUE, ERROR_DIRECTORY);
  FAILS(FindFirstFileW(L"d\\", &data) != INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND);
  FAILS(FindFirstFileW(L"", &data) != INVALID_HANDLE_VALUE, ERROR_PATH_NOT_FOUND);
  FAILS(FindClose(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);

  HANDLE handle = FindFirstFileExW(L"d\\a*", FindExInfoBasic, &data, FindExSearchNameMatch, NULL,
                                   FIND_FIRST_EX_LARGE_FETCH);
  CHECK(handle != INVALID_HANDLE_VALUE && data.nFileSizeLow == 3 && !data.nFileSizeHigh);
  CHECK(data.dwFileAttributes == FILE_ATTRIBUTE_ARCHIVE && !data.cAlternateFileName[0]);
  FILETIME now;
  GetSystemTimeAsFileTime(&now);
  CHECK(now.dwHighDateTime - data.ftLastWriteTime.dwHighDateTime < 2);
  CHECK(FindClose(handle));

  WIN32_FIND_DATAA ansi;
  handle = FindFirstFileA("d\\s*", &ansi);
  CHECK(handle != INVALID_HANDLE_VALUE && !strcmp(ansi.cFileName, "Sub"));
  CHECK(ansi.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY && !ansi.nFileSizeLow);
  CHECK(!FindNextFileA(handle, &ansi) && GetLastError() == ERROR_NO_MORE_FILES);
  CHECK(FindClose(handle));
  return 0;
}
