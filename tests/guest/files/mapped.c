// A file with a section is neither cut nor overwritten.
#include "check.h"

int main(void) {
  make_file(L"f", "0123456789");
  HANDLE file = open_file(L"f", GENERIC_READ | GENERIC_WRITE, SHARE_ALL, OPEN_EXISTING, 0);
  HANDLE section = CreateFileMappingW(file, NULL, PAGE_READWRITE, 0, 0, NULL);
  CHECK(section && MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0));
  SetFilePointer(file, 3, NULL, FILE_BEGIN);
  FAILS(SetEndOfFile(file), ERROR_USER_MAPPED_FILE);
  SetFilePointer(file, 12, NULL, FILE_BEGIN);
  CHECK(SetEndOfFile(file) && GetFileSize(file, NULL) == 12);
  FAILS(open_file(L"f", GENERIC_WRITE, SHARE_ALL, CREATE_ALWAYS, 0) != INVALID_HANDLE_VALUE,
        ERROR_USER_MAPPED_FILE);
  return 0;
}
