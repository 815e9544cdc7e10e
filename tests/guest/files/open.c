// CreateFile: dispositions, what they report, and how they fail.
#include "check.h"

static HANDLE h;
#define OPENS(call, error)                              \
  do {                                                  \
    SetLastError(0xdead);                               \
    h = (call);                                         \
    CHECK(h != INVALID_HANDLE_VALUE);                   \
    CHECK(GetLastError() == (error) && CloseHandle(h)); \
  } while (0)
#define REFUSED(call, error)          \
  do {                                \
    SetLastError(0xdead);             \
    h = (call);                       \
    CHECK(h == INVALID_HANDLE_VALUE); \
    CHECK(GetLastError() == (error)); \
  } while (0)

int main(void) {
  const DWORD rw = GENERIC_READ | GENERIC_WRITE;
  REFUSED(open_file(L"a", rw, 0, OPEN_EXISTING, 0), ERROR_FILE_NOT_FOUND);
  REFUSED(open_file(L"a", rw, 0, TRUNCATE_EXISTING, 0), ERROR_FILE_NOT_FOUND);
  REFUSED(open_file(L"no\\a", rw, 0, CREATE_NEW, 0), ERROR_PATH_NOT_FOUND);
  REFUSED(open_file(L"a?b", rw, 0, CREATE_NEW, 0), ERROR_INVALID_NAME);
  REFUSED(open_file(L"", rw, 0, CREATE_NEW, 0), ERROR_PATH_NOT_FOUND);
  REFUSED(open_file(L"a", rw, 0, 0, 0), ERROR_INVALID_PARAMETER);
  REFUSED(open_file(L"a", rw, 0, 6, 0), ERROR_INVALID_PARAMETER);
  OPENS(open_file(L"a", rw, 0, CREATE_NEW, 0), 0);
  REFUSED(open_file(L"A", rw, 0, CREATE_NEW, 0), ERROR_FILE_EXISTS);
  OPENS(open_file(L"A", rw, 0, CREATE_ALWAYS, 0), ERROR_ALREADY_EXISTS);
  OPENS(open_file(L"a", rw, 0, OPEN_ALWAYS, 0), ERROR_ALREADY_EXISTS);
  OPENS(open_file(L"b", rw, 0, OPEN_ALWAYS, 0), 0);
  OPENS(open_file(L"c", rw, 0, CREATE_ALWAYS, 0), 0);
  OPENS(open_file(L"a", 0, 0, OPEN_EXISTING, 0), 0);
  REFUSED(open_file(L"a", GENERIC_READ, 0, TRUNCATE_EXISTING, 0), ERROR_INVALID_PARAMETER);

  // Truncating keeps nothing.
  make_file(L"a", "content");
  OPENS(open_file(L"a", GENERIC_WRITE, 0, TRUNCATE_EXISTING, 0), 0);
  CHECK(has_text(L"a", ""));

  // Folders are opened for backup alone, and never made.
  CHECK(CreateDirectoryW(L"d", NULL));
  REFUSED(open_file(L"d", GENERIC_READ, 0, OPEN_EXISTING, 0), ERROR_ACCESS_DENIED);
  REFUSED(open_file(L"d", GENERIC_WRITE, 0, CREATE_ALWAYS, 0), ERROR_ACCESS_DENIED);
  OPENS(open_file(L"d", GENERIC_READ, 0, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS), 0);
  REFUSED(open_file(L"a\\", GENERIC_READ, 0, OPEN_EXISTING, 0), ERROR_INVALID_NAME);

  // A file that is read-only is not written to, and may be made and written at once.
  h = open_file(L"ro", GENERIC_WRITE, 0, CREATE_NEW, FILE_ATTRIBUTE_READONLY);
  DWORD written;
  CHECK(h != INVALID_HANDLE_VALUE && WriteFile(h, "x", 1, &written, NULL) && CloseHandle(h));
  REFUSED(open_file(L"ro", GENERIC_WRITE, 0, OPEN_EXISTING, 0), ERROR_ACCESS_DENIED);
  REFUSED(open_file(L"ro", GENERIC_WRITE, 0, CREATE_ALWAYS, 0), ERROR_ACCESS_DENIED);
  OPENS(open_file(L"ro", GENERIC_READ, 0, OPEN_EXISTING, 0), 0);

  // What a handle may not do.
  char buffer[4];
  h = open_file(L"b", GENERIC_WRITE, 0, OPEN_EXISTING, 0);
  FAILS(ReadFile(h, buffer, 1, &written, NULL), ERROR_ACCESS_DENIED);
  CHECK(CloseHandle(h));
  h = open_file(L"b", GENERIC_READ, 0, OPEN_EXISTING, 0);
  FAILS(WriteFile(h, buffer, 1, &written, NULL), ERROR_ACCESS_DENIED);
  FAILS(SetEndOfFile(h), ERROR_ACCESS_DENIED);
  FAILS(FlushFileBuffers(h), ERROR_ACCESS_DENIED);
  CHECK(CloseHandle(h));
  FAILS(CloseHandle(h), ERROR_INVALID_HANDLE);
  FAILS(ReadFile(h, buffer, 1, &written, NULL), ERROR_INVALID_HANDLE);

  // Devices.
  OPENS(open_file(L"NUL", rw, 0, OPEN_EXISTING, 0), 0);
  h = open_file(L"nul", rw, 0, CREATE_ALWAYS, 0);
  CHECK(GetFileType(h) == FILE_TYPE_CHAR && WriteFile(h, "x", 1, &written, NULL) && written == 1);
  CHECK(ReadFile(h, buffer, 1, &written, NULL) && written == 0 && CloseHandle(h));

  // Another opening of the same file.
  h = open_file(L"b", GENERIC_READ, SHARE_ALL, OPEN_EXISTING, 0);
  HANDLE again = ReOpenFile(h, GENERIC_WRITE, SHARE_ALL, 0);
  CHECK(again != INVALID_HANDLE_VALUE && WriteFile(again, "xy", 2, &written, NULL));
  CHECK(ReadFile(h, buffer, 4, &written, NULL) && written == 2 && buffer[1] == 'y');
  FAILS(ReOpenFile(h, GENERIC_READ, 0, 0) != INVALID_HANDLE_VALUE, ERROR_SHARING_VIOLATION);
  CHECK(CloseHandle(again) && CloseHandle(h));

  // The one with a structure, which takes its flags apart.
  CREATEFILE2_EXTENDED_PARAMETERS more = {sizeof more};
  more.dwFileAttributes = FILE_ATTRIBUTE_HIDDEN;
  more.dwFileFlags = FILE_FLAG_DELETE_ON_CLOSE;
  h = CreateFile2(L"e", GENERIC_WRITE | DELETE, 0, CREATE_NEW, &more);
  CHECK(h != INVALID_HANDLE_VALUE);
  CHECK(GetFileAttributesW(L"e") & FILE_ATTRIBUTE_HIDDEN);
  CHECK(CloseHandle(h) && !exists(L"e"));
  return 0;
}
